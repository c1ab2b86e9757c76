/** The flags of `resil migrate`, and their meaning where it is more than a word. */

import type { GlobalOptions } from '../terminal.js'
import { UsageError } from '../usage-error.js'
import { parseDecisions } from './pairs.js'

export type OutputForm = 'yaml' | 'json' | 'env' | 'docker' | 'k8s' | 'bash'

/** The flags as commander gives them: what was not said is not there. */
export type GivenFlags = Omit<MigrateFlags, 'to' | 'decide' | 'operationMap'> &
  Partial<MigrateFlags>

/** With what holds where nothing was said. */
export function withDefaults(given: GivenFlags): MigrateFlags {
  const [form] = ENDINGS.find(([, ending]) => ending.test(given.output ?? '')) ?? ['yaml' as const]
  return { decide: [], operationMap: [], ...given, to: given.to ?? form }
}

/** Names of -o that leave no doubt about the form. */
const ENDINGS: readonly (readonly [OutputForm, RegExp])[] = [
  ['json', /\.jsonc?$/i],
  ['env', /(^|[/.])env$/i],
  ['bash', /\.sh$/i],
]

export interface MigrateFlags extends GlobalOptions {
  readonly write?: boolean
  readonly output?: string
  readonly stdout?: boolean
  /** Unless it was said: what the name of -o says, else YAML. */
  readonly to: OutputForm
  readonly fromEnv?: boolean
  readonly stdinFilename?: string
  readonly check?: boolean
  readonly json?: boolean
  readonly decide: readonly string[]
  readonly interactive?: boolean
  readonly preset?: string
  readonly operationMap: readonly string[]
  readonly merge?: boolean
  readonly force?: boolean
  readonly undo?: boolean
}

/** Pairs of flags that contradict each other. */
const EXCLUSIVE: readonly (readonly [keyof MigrateFlags, keyof MigrateFlags, string])[] = [
  ['write', 'check', '--write and --check'],
  ['write', 'stdout', '--write and --stdout'],
  ['json', 'stdout', '--json and --stdout'],
  ['json', 'interactive', '--json and --interactive'],
  ['undo', 'write', '--undo and --write'],
  ['undo', 'check', '--undo and --check'],
  ['undo', 'stdout', '--undo and --stdout'],
  ['undo', 'interactive', '--undo and --interactive'],
]

/** Refuses flags that contradict each other or the inputs; one that would be ignored is a slip. */
export function checkFlags(files: readonly string[], flags: MigrateFlags): void {
  for (const [a, b, names] of EXCLUSIVE) {
    if (flags[a] && flags[b]) throw new UsageError(`${names} exclude each other.`, 'Drop one.')
  }
  if (flags.undo && files.length > 0) {
    throw new UsageError(
      '--undo takes no files: it puts back all that the last run wrote.',
      'Use: resil migrate --undo',
    )
  }
  if (flags.stdinFilename !== undefined && !files.includes('-')) {
    throw new UsageError(
      '--stdin-filename names standard input, which is not read.',
      'Add - to the files.',
    )
  }
}

export function decisionsOf(flags: MigrateFlags): Record<string, string> {
  return parseDecisions(flags.decide, '--decide')
}

const FILE_NAMES: Readonly<Record<OutputForm, string>> = {
  yaml: 'yaml',
  json: 'json',
  env: 'env',
  docker: 'compose.yaml',
  k8s: 'configmap.yaml',
  bash: 'env.sh',
}

/** `resil.yaml` for a single result. */
export function targetName(form: OutputForm): string {
  return `resil.${FILE_NAMES[form]}`
}

/**
 * `<stem>.resil.yaml` beside each of several inputs; inputs that differ in their ending alone
 * (application.yml, application.properties) keep it, so that no result replaces another.
 */
export function targetsBeside(form: OutputForm, files: readonly string[]): string[] {
  const stems = files.map((file) => file.replace(/\.(ya?ml|jsonc?|toml|properties)$/i, ''))
  return files.map((file, at) => {
    const alone = stems.filter((stem) => stem === stems[at]).length === 1
    return `${alone ? stems[at] : file}.${targetName(form)}`
  })
}
