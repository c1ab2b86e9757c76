/** What a command line of `resil simulate` asks for: plans, and what was found wrong on the way. */
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { demonstrationPlans } from '../../rehearse/demonstration.js'
import { type RehearsalPlan, seedsFrom } from '../../rehearse/rehearsal.js'
import { type Replay, readReplay } from '../../rehearse/replay.js'
import { readSourceFile, readStdin } from '../io.js'
import { type PolicyInForce, policyInForce } from '../policy-file.js'
import { printLine } from '../terminal.js'
import { UsageError } from '../usage-error.js'
import { type SimulateFlags, wishesOf } from './options.js'
import { plansOf, wantedByPolicy, withEntries } from './plans.js'
import { type Found, findScenarios } from './scenarios.js'
import { comparedSubjects, currentSubject, operationNote } from './subjects.js'

/** What is to be rehearsed, with what was found wrong on the way. */
export interface Asked {
  readonly plans: readonly RehearsalPlan[]
  readonly compared: boolean
  /** Name of the demonstration that this is. */
  readonly demonstration?: string
  readonly differing?: Replay['differing']
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/**
 * What the words and flags of a command line ask for, and the policy file where they are silent.
 * @throws UsageError for wrong usage; what is wrong in files is among the findings
 */
export function asAsked(words: readonly string[], flags: SimulateFlags): Asked {
  const wishes = wishesOf(flags)
  const found = findScenarios(words)
  if (found.demonstrations.length > 0) return asDemonstrated(found, flags)
  const { config, env, preset } = flags
  const inForce = policyInForce({
    ...(config !== undefined && { file: config }),
    ...(env !== undefined && { env }),
    ...(preset !== undefined && { preset }),
  })
  const kept = wantedByPolicy(inForce)
  const wanted = words.length > 0 ? withEntries(found.scenarios, kept.wanted, wishes) : kept.wanted
  const diagnostics = [...inForce.diagnostics, ...found.diagnostics, ...kept.diagnostics]
  const sources = new Map([...inForce.sources, ...found.sources, ...kept.sources])
  const failed = { plans: [], compared: false, diagnostics, sources }
  if (hasErrors(diagnostics)) return failed
  if (wanted.length === 0) {
    throw new UsageError(
      'No scenario is named.',
      'Try resil simulate outage; resil simulate --list shows all.',
    )
  }
  const compared = flags.compare === undefined ? undefined : comparedSubjects(inForce, flags)
  for (const { diagnostics: more, sources: texts } of compared?.read ?? []) {
    diagnostics.push(...more)
    for (const [name, text] of texts) sources.set(name, text)
  }
  if (hasErrors(diagnostics)) return failed
  noteOperation(inForce, flags)
  const subjects = compared?.subjects ?? [currentSubject(inForce, flags)]
  const { plans, diagnostics: ofPlans } = plansOf(wanted, subjects, wishes, inForce)
  diagnostics.push(...ofPlans)
  return { plans, compared: compared !== undefined, diagnostics, sources }
}

function asDemonstrated({ demonstrations, scenarios }: Found, flags: SimulateFlags): Asked {
  const [demonstration] = demonstrations
  const others = scenarios.length > 0 || demonstrations.length > 1
  const flag = (
    ['config', 'env', 'operation', 'preset', 'rps', 'expect', 'compare', 'suggest'] as const
  ).find((name) => flags[name] !== undefined)
  if (others || flag) {
    throw new UsageError(
      `${demonstration!.name} is a demonstration with policies of its own.`,
      flag ? `Drop --${flag}.` : `Run it alone: resil simulate ${demonstration!.name}`,
    )
  }
  const { seed, seeds } = wishesOf(flags)
  const plans = demonstrationPlans(demonstration!, seedsFrom(seed, seeds))
  const nothing = { diagnostics: [], sources: new Map() }
  return { plans, compared: true, demonstration: demonstration!.name, ...nothing }
}

/** What a report says that was run. */
export function asReported(file: string): Asked {
  const read = file === '-' ? readStdin('-') : readSourceFile(file)
  const replay = read.value && readReplay(read.value)
  return {
    plans: replay?.value?.plans ?? [],
    compared: replay?.value?.compared ?? false,
    ...(replay?.value && { differing: replay.value.differing }),
    diagnostics: [...read.diagnostics, ...(replay?.diagnostics ?? [])],
    sources: new Map(read.value ? [[read.value.file, read.value]] : []),
  }
}

function noteOperation(inForce: PolicyInForce, flags: SimulateFlags): void {
  const note = operationNote(inForce, flags.operation)
  if (note !== undefined && !flags.quiet) printLine(note)
}
