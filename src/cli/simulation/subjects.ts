/** Whose policies are rehearsed: the one in force, or those that --compare names. */
import { existsSync } from 'node:fs'
import { suggest } from '../../diagnostics/suggest.js'
import { operationNames, type ResolveInput, resolveOperation } from '../../policy/resolve.js'
import { BUILT_IN_PRESETS } from '../../policy/schema.js'
import { defaultSubject, type Subject, subjectOf } from '../../rehearse/rehearsal.js'
import type { Scenario } from '../../simulator/scenario-schema.js'
import { type PolicyInForce, policyInForce } from '../policy-file.js'
import { UsageError } from '../usage-error.js'
import type { SimulateFlags } from './options.js'

/** A policy that is known but for the operation and, where there is none, the scenario. */
export type SubjectFor = (scenario: Scenario, operation: string | undefined) => Subject

/** Words of --compare that are no preset and no file. */
const CURRENT = 'current'
const DEFAULT = 'default'

/** The policy of this run: the file's, a preset's, or what each scenario brings along. */
export function currentSubject(inForce: PolicyInForce, flags: SimulateFlags): SubjectFor {
  const { input, file } = inForce
  if (input === undefined) throw new Error('cli: a policy with errors is not rehearsed')
  if (file === undefined && flags.preset === undefined && !input.variables) return defaultSubject
  const parts = [
    file ?? (flags.preset === undefined ? 'preset simple' : `preset ${flags.preset}`),
    ...(file !== undefined && flags.preset !== undefined ? [`preset ${flags.preset}`] : []),
    ...(flags.env === undefined ? [] : [`env ${flags.env}`]),
  ]
  return from(input, parts.join(', '))
}

/** @throws UsageError for a word that is no preset, no file and none of the two */
export function comparedSubjects(
  inForce: PolicyInForce,
  flags: SimulateFlags,
): { readonly subjects: readonly SubjectFor[]; readonly read: readonly PolicyInForce[] } {
  const words = (flags.compare ?? '').split(',').map((word) => word.trim())
  if (words.includes('')) {
    throw new UsageError('--compare has an empty name.', 'Write --compare production,simple')
  }
  if (flags.preset !== undefined && !words.includes(CURRENT)) {
    throw new UsageError(
      '--preset changes the current policy, which is not compared.',
      `Drop it, or write --compare ${[CURRENT, ...words].join(',')}`,
    )
  }
  const read: PolicyInForce[] = []
  const subjects = words.map((word): SubjectFor => {
    if (word === CURRENT) return currentSubject(inForce, flags)
    if (word === DEFAULT) return defaultSubject
    if ((BUILT_IN_PRESETS as readonly string[]).includes(word)) return from({ preset: word }, word)
    const own = Object.keys(inForce.policy?.document.presets ?? {})
    if (own.includes(word)) return from({ ...inForce.input!, preset: word }, word)
    if (!existsSync(word)) throw unknown(word, own)
    const other = policyInForce({ file: word, ...(flags.env && { env: flags.env }) })
    read.push(other)
    return other.input ? from(other.input, word) : defaultSubject
  })
  return { subjects, read }
}

function unknown(word: string, own: readonly string[]): UsageError {
  const known = [...BUILT_IN_PRESETS, ...own, CURRENT, DEFAULT]
  const near = suggest(word, known)
  const help = near ? `Did you mean ${near}?` : `Name a policy file, or ${known.join(', ')}.`
  return new UsageError(`--compare ${word}: there is no such preset or file.`, help)
}

function from(input: ResolveInput, label: string): SubjectFor {
  return (_, operation) => subjectOf(label, operation ?? null, resolveOperation(input, operation))
}

/** A note for an operation that a policy does not list: a slip, or the defaults are meant. */
export function operationNote(
  { input, file }: PolicyInForce,
  operation: string | undefined,
): string | undefined {
  if (!input || operation === undefined) return undefined
  const known = operationNames(input)
  if (known.includes(operation)) return undefined
  const near = suggest(operation, known)
  const where = file ?? 'the preset'
  return `${operation} is not listed in ${where} and takes the defaults.${
    near ? ` Did you mean ${near}?` : ''
  }`
}
