/** `resil simulate`: rehearses outages against a policy, in virtual time. */
import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { DEMONSTRATIONS, demonstrationPlans } from '../../rehearse/demonstration.js'
import { METRICS, PHASES } from '../../rehearse/metrics.js'
import {
  missedFaults,
  type Rehearsal,
  type RehearsalPlan,
  seedsFrom,
} from '../../rehearse/rehearsal.js'
import { type Replay, readReplay } from '../../rehearse/replay.js'
import { type Suggestion, suggest } from '../../rehearse/suggest.js'
import {
  findingsJson,
  findingsText,
  jsonText,
  metricsText,
  scenarioListText,
  styleOf,
} from '../../report/index.js'
import type { SimulationView } from '../../report/report.js'
import { SCENARIOS } from '../../simulator/scenarios/index.js'
import { readSourceFile, readStdin } from '../io.js'
import { type PolicyInForce, policyInForce } from '../policy-file.js'
import { checkFlags, reportOf, type SimulateFlags, wishesOf } from '../simulation/options.js'
import { replayCommand, showSimulation } from '../simulation/output.js'
import { plansOf, wantedByPolicy, withEntries } from '../simulation/plans.js'
import { Runner } from '../simulation/run.js'
import { type Found, findScenarios } from '../simulation/scenarios.js'
import { comparedSubjects, currentSubject, operationNote } from '../simulation/subjects.js'
import { lookOf, print, printError, printLine } from '../terminal.js'
import { EXIT, UsageError } from '../usage-error.js'

export async function simulateCommand(
  words: readonly string[],
  flags: SimulateFlags,
): Promise<number> {
  checkFlags(words, flags)
  if (flags.list) return list(words, flags)
  const asked = flags.replay === undefined ? asAsked(words, flags) : asReported(flags.replay)
  if (!showFindings(asked, flags)) return EXIT.findings
  const runner = new Runner(flags.quiet ?? false)
  try {
    const rehearsals = await runner.rehearse(asked.plans)
    const { interrupted } = runner
    if (rehearsals.length > 0 || reportOf(flags).form === 'json') {
      const suggestions = flags.suggest ? await suggestAll(rehearsals, runner) : []
      const view: SimulationView = {
        rehearsals,
        suggestions,
        compared: asked.compared,
        replay: replayCommand(asked.demonstration, flags),
        interrupted: runner.isCut,
        quiet: flags.quiet ?? false,
      }
      await showSimulation(view, flags)
    }
    if (interrupted) {
      const missing = rehearsals.length > 0 ? 'not all runs are in' : 'no run is in'
      printLine(`Stopped: ${runner.isCut ? missing : 'all runs are in'}.`)
      return interrupted === 'SIGINT' ? EXIT.interrupted : EXIT.terminated
    }
    const differing = asked.differing?.(rehearsals) ?? []
    if (differing.length > 0) {
      printLine(`Not the same as in ${flags.replay}: another version of resil made it.`)
    }
    return exitCode(rehearsals, differing.length > 0)
  } finally {
    runner.end()
  }
}

/** What is to be rehearsed, with what was found wrong on the way. */
interface Asked {
  readonly plans: readonly RehearsalPlan[]
  readonly compared: boolean
  /** Name of the demonstration that this is. */
  readonly demonstration?: string
  readonly differing?: Replay['differing']
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, SourceText>
}

function asAsked(words: readonly string[], flags: SimulateFlags): Asked {
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

function asReported(file: string): Asked {
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

/** Errors go where results would; whether there was none. */
function showFindings({ diagnostics, sources }: Asked, flags: SimulateFlags): boolean {
  const failed = hasErrors(diagnostics)
  if (!failed) {
    const style = styleOf(lookOf(flags, process.stderr))
    if (!flags.quiet) printError(findingsText(diagnostics, sources, style))
  } else if (reportOf(flags).form === 'json') print(findingsJson('simulate', diagnostics))
  else print(findingsText(diagnostics, sources, styleOf(lookOf(flags, process.stdout))))
  return !failed
}

function noteOperation(inForce: PolicyInForce, flags: SimulateFlags): void {
  const note = operationNote(inForce, flags.operation)
  if (note !== undefined && !flags.quiet) printLine(note)
}

async function suggestAll(rehearsals: readonly Rehearsal[], runner: Runner): Promise<Suggestion[]> {
  const suggestions: Suggestion[] = []
  for (const rehearsal of rehearsals) {
    const found = await suggest(rehearsal, (jobs) => runner.run(jobs, 'simulations'))
    if (found) suggestions.push(found)
  }
  return suggestions
}

function list(words: readonly string[], flags: SimulateFlags): number {
  const [what = 'scenarios', ...more] = words
  if (more.length > 0 || !['scenarios', 'metrics'].includes(what)) {
    throw new UsageError(`--list knows no ${words.join(' ')}.`, 'resil simulate --list metrics')
  }
  const style = styleOf(lookOf(flags, process.stdout))
  if (what === 'metrics') {
    const metrics = METRICS.map(({ name, unit, title, ofPhase }) => {
      return { name, unit, title, byPhase: ofPhase !== undefined }
    })
    print(flags.json ? jsonText('simulate', { metrics, phases: PHASES }) : metricsText(style))
  } else {
    const demonstrations = DEMONSTRATIONS.map(({ name, title, text }) => ({ name, title, text }))
    const body = { scenarios: SCENARIOS, demonstrations }
    print(
      flags.json ? jsonText('simulate', body) : scenarioListText(SCENARIOS, DEMONSTRATIONS, style),
    )
  }
  return EXIT.clean
}

/** A failed expectation says more than a fault that did not happen; both say: do not ship this. */
function exitCode(rehearsals: readonly Rehearsal[], differs: boolean): number {
  const failed = rehearsals.some(({ results }) => results.some(({ passed }) => !passed))
  if (failed || differs) return EXIT.findings
  return rehearsals.some((one) => missedFaults(one).length > 0) ? EXIT.nothing : EXIT.clean
}
