/** The flags of `resil migrate`, and their meaning where it is more than a word. */

import type { GlobalOptions } from '../terminal.js'
import { UsageError } from '../usage-error.js'
import { parseDecisions } from './pairs.js'

export type OutputForm = 'yaml' | 'json' | 'env' | 'docker' | 'k8s' | 'bash'

export interface MigrateFlags extends GlobalOptions {
  readonly write?: boolean
  readonly output?: string
  readonly stdout?: boolean
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
]

export function checkFlags(flags: MigrateFlags): void {
  for (const [a, b, names] of EXCLUSIVE) {
    if (flags[a] && flags[b]) throw new UsageError(`${names} exclude each other.`, 'Drop one.')
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

/** `resil.yaml` for a single result, `<stem>.resil.yaml` beside each of several inputs. */
export function targetName(form: OutputForm, beside?: string): string {
  const name = `resil.${FILE_NAMES[form]}`
  if (beside === undefined) return name
  const stem = beside.replace(/\.(ya?ml|jsonc?|toml|properties)$/i, '')
  return `${stem}.${name}`
}
