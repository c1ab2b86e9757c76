/** `resil simulate`: rehearses outages against a policy, in virtual time. */
import { hasErrors } from '../../diagnostics/diagnostic.js'
import { DEMONSTRATIONS } from '../../rehearse/demonstration.js'
import { METRICS, PHASES } from '../../rehearse/metrics.js'
import { missedFaults, type Rehearsal } from '../../rehearse/rehearsal.js'
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
import { type Asked, asAsked, asReported } from '../simulation/asked.js'
import { checkFlags, reportOf, type SimulateFlags } from '../simulation/options.js'
import { replayCommand, showSimulation } from '../simulation/output.js'
import { Runner } from '../simulation/run.js'
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
    if (rehearsals.length > 0 || reportOf(flags).form === 'json') {
      const view: SimulationView = {
        rehearsals,
        ...(flags.suggest && { suggestions: await suggestAll(rehearsals, runner) }),
        compared: asked.compared,
        replay: replayCommand(asked.demonstration, flags),
        interrupted: runner.isCut,
        quiet: flags.quiet ?? false,
      }
      await showSimulation(view, flags)
    }
    const { interrupted } = runner
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
