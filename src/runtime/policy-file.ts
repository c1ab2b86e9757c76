/**
 * A policy file read once and whole: its bytes become text, the text is checked, and either
 * policies come out or findings say why not. A file that cannot be read is a finding as well. What
 * happens when it changes is reload.ts's business.
 */
import { readFileSync } from 'node:fs'
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.js'
import { type SourceText, sourceText } from '../diagnostics/source.js'
import type { Policies } from '../orchestrator/machine.js'
import { decodeText } from '../syntax/read.js'
import { type PolicySettings, readPolicies } from './policies.js'

/** The file has errors; an orchestrator cannot begin with it. Reloading never throws this. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly code = 'ERR_RESIL_POLICY'

  constructor(
    /** All findings, at least one of them an error. */
    readonly diagnostics: readonly Diagnostic[],
  ) {
    const first = diagnostics.find(({ severity }) => severity === 'error')
    super(first ? shown(first) : 'The policy has errors.')
  }
}

/** One finding as a line: where, what, and what to do. */
export function shown({ span, message, help }: Diagnostic): string {
  const place = span ? `${span.file}:${span.start.line}:${span.start.column}: ` : ''
  return `${place}${message}${help ? ` ${help}` : ''}`
}

/** The text of a file. Findings: `policy/unreadable`, and those of `decodeText`. */
export function readPolicyText(path: string): Checked<SourceText> {
  try {
    return decodeText(path, readFileSync(path))
  } catch (error) {
    return { diagnostics: [unreadable(path, error)] }
  }
}

/** The policies of a file; findings as those of `readPolicyText` and `readPolicies`. */
export function readPolicyFile(path: string, settings: PolicySettings = {}): Checked<Policies> {
  const text = readPolicyText(path)
  return text.value ? readPolicies(text.value, settings) : { diagnostics: text.diagnostics }
}

/** The finding for a file that is not there or may not be read. */
export function unreadable(path: string, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return {
    ruleId: 'policy/unreadable',
    severity: 'error',
    message: code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`,
    help: 'Check the path and its permissions.',
    span: sourceText(path, '').span(0, 0),
    data: { code },
  }
}
