/** Finding and reading the policy that a command is about. */
import { existsSync } from 'node:fs'
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import { type LoadedPolicy, parsePolicy } from '../policy/document.js'
import { readVariables } from '../policy/flat-config.js'
import type { ResolveInput } from '../policy/resolve.js'
import { BUILT_IN_PRESETS } from '../policy/schema.js'
import { readSourceFile, readStdin } from './io.js'
import { UsageError } from './usage-error.js'

/** Looked for in the working directory, in this order. */
export const POLICY_FILES = ['resil.yaml', 'resil.yml', 'resil.json', 'resil.jsonc'] as const

export interface PolicyFlags {
  readonly file?: string
  readonly env?: string
  readonly preset?: string
}

export interface PolicyInForce {
  /** What resolution takes; absent when the file has errors. */
  readonly input?: ResolveInput
  /** The file that was read, or undefined when there is none and the presets stand alone. */
  readonly file: string | undefined
  readonly policy: LoadedPolicy | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/** The policy file, the overlay, the variables and the flags of this run. */
export function policyInForce(flags: PolicyFlags): PolicyInForce {
  const file = flags.file ?? POLICY_FILES.find((name) => existsSync(name))
  const read = file === undefined ? undefined : file === '-' ? readStdin('-') : readSourceFile(file)
  const sources = new Map(read?.value ? [[read.value.file, read.value]] : [])
  const parsed = read?.value ? parsePolicy(read.value) : undefined
  const diagnostics = [...(read?.diagnostics ?? []), ...(parsed?.diagnostics ?? [])]
  const policy = parsed?.value
  const none = { file, policy, diagnostics, sources }
  if (hasErrors(diagnostics)) return none
  const presets = Object.keys(policy?.document.presets ?? {})
  checkNames(flags, policy, presets)
  const variables = readVariables(process.env, presets)
  diagnostics.push(...variables.diagnostics)
  if (hasErrors(diagnostics)) return none
  const input: ResolveInput = {
    ...(policy ? { document: policy.document, spanAt: policy.spanAt } : {}),
    ...(flags.env === undefined ? {} : { environment: flags.env }),
    ...(flags.preset === undefined ? {} : { preset: flags.preset }),
    ...(variables.value ? { variables: variables.value } : {}),
  }
  return { ...none, input }
}

function checkNames(
  { env, preset }: PolicyFlags,
  policy: LoadedPolicy | undefined,
  own: readonly string[],
): void {
  const presets = [...BUILT_IN_PRESETS, ...own]
  if (preset !== undefined && !presets.includes(preset)) {
    throw new UsageError(`There is no preset ${preset}.`, meant(preset, presets))
  }
  const environments = Object.keys(policy?.document.environments ?? {})
  if (env !== undefined && !environments.includes(env)) {
    const help = environments.length > 0 ? meant(env, environments) : 'The policy has none.'
    throw new UsageError(`The policy has no environment ${env}.`, help)
  }
}

/** "Did you mean …?", or the list. */
export function meant(word: string, known: readonly string[]): string {
  const near = suggest(word, known)
  return near ? `Did you mean ${near}?` : `Use one of ${known.join(', ')}.`
}
