/**
 * The audit trail of configuration changes: one JSON line for each file that a command wrote, in
 * `.resil/audit.jsonl`, appended in one write so that two processes do not mix their lines.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from './usage-error.js'
import { version } from './version.js'

export interface AuditLine {
  readonly version: 1
  /** ISO 8601, UTC. */
  readonly at: string
  readonly who: string
  readonly action: 'migrate' | 'undo'
  readonly file: string
  /** What it was made from. */
  readonly sources: readonly string[]
  /** SHA-256, or null when the file did not exist. */
  readonly before: string | null
  readonly after: string | null
  /** The resil that did it. */
  readonly resil: string
}

export const AUDIT_FILE = join('.resil', 'audit.jsonl')

export function appendAudit(lines: readonly Omit<AuditLine, 'version' | 'who' | 'resil'>[]): void {
  const who = userName()
  const text = lines.map(({ at, ...rest }) =>
    JSON.stringify({ version: 1, at, who, ...rest, resil: version }),
  )
  try {
    mkdirSync(dirname(AUDIT_FILE), { recursive: true })
    appendFileSync(AUDIT_FILE, text.map((line) => `${line}\n`).join(''), { flush: true })
  } catch (error) {
    throw new UsageError(
      `The change is made, but ${AUDIT_FILE} cannot be written (${codeOf(error)}).`,
      'Check its permissions; the change is not in the audit trail.',
    )
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** The user's name; a container may have none for its number. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** All lines, oldest first; a line that does not parse is given back as its text. */
export function readAudit(): (AuditLine | { readonly damaged: string })[] {
  if (!existsSync(AUDIT_FILE)) return []
  let text: string
  try {
    text = readFileSync(AUDIT_FILE, 'utf8')
  } catch (error) {
    throw new UsageError(`${AUDIT_FILE} cannot be read (${codeOf(error)}).`, 'Check the file.')
  }
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => lineOf(line) ?? { damaged: line })
}

function lineOf(text: string): AuditLine | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return isAuditLine(line) ? line : undefined
  } catch {
    return undefined
  }
}

function isAuditLine(line: unknown): line is AuditLine {
  const { at, who, action, file, sources, before, after } = Object(line) as Record<string, unknown>
  const texts = [at, who, action, file].every((part) => typeof part === 'string')
  const hashes = [before, after].every((hash) => hash === null || typeof hash === 'string')
  return texts && hashes && Array.isArray(sources) && sources.every((s) => typeof s === 'string')
}
