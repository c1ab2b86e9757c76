/**
 * Rehearsals as text: one screen for one scenario, expectations first; policies side by side; or a
 * line for each of many scenarios. What is shown of one rehearsal, and in which order, stands here.
 */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import type { SimulationView } from '../report.js'
import { type Style, wrap } from './look.js'
import { breakerLines } from './simulation-breakers.js'
import { comparisonLines } from './simulation-comparison.js'
import { expectationLines } from './simulation-expectations.js'
import { setupLines, titleLines, warningLines } from './simulation-head.js'
import { phasesLines } from './simulation-phases.js'
import { hasFailed, summaryLines } from './simulation-summary.js'
import { timelineLines } from './simulation-timeline.js'
import { timesLines, verdictLines } from './simulation-verdict.js'
import { visible } from './visible.js'

/** Scenarios that are shown in full; of more there is a table, and those that failed in full. */
const MOST_IN_FULL = 3

export function simulationText(view: SimulationView, style: Style): string {
  const { rehearsals } = view
  const parts = view.compared
    ? byScenario(rehearsals).map((those) => comparisonPart(those, view, style))
    : rehearsals.length <= MOST_IN_FULL
      ? rehearsals.map((one) => fullLines(one, view, style))
      : [
          ...rehearsals.filter(hasFailed).map((one) => fullLines(one, view, style)),
          summaryPart(rehearsals, view, style),
        ]
  const rule = style.paint.dim(style.sign.rule.repeat(style.width))
  const text = parts.map((lines) => `${lines.join('\n')}\n`).join(`\n${rule}\n\n`)
  const cut = '! Interrupted: only what had ended by then is shown.'
  return view.interrupted ? `${text}${style.paint.yellow(wrap(cut, style.width, '  '))}\n` : text
}

function byScenario(rehearsals: readonly Rehearsal[]): Rehearsal[][] {
  const groups = new Map<string, Rehearsal[]>()
  for (const one of rehearsals) {
    const key = JSON.stringify([one.file, one.scenario.name])
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()]
}

function comparisonPart(those: readonly Rehearsal[], view: SimulationView, style: Style): string[] {
  const lines = comparisonLines(those, style)
  if (view.quiet) return lines
  return [...lines, '', ...watchLines(those[0]!, style), ...replayLines(those[0]!, view, style)]
}

function summaryPart(
  rehearsals: readonly Rehearsal[],
  view: SimulationView,
  style: Style,
): string[] {
  const lines = summaryLines(rehearsals, style)
  const warnings = rehearsals
    .filter((one) => !hasFailed(one))
    .flatMap((one) => warningLines(one, style, one.scenario.name))
  if (view.quiet) return [...lines, ...warnings]
  const alone = 'One scenario in full: resil simulate NAME'
  return [...lines, ...warnings, '', ...dimLines(alone, style)]
}

function fullLines(one: Rehearsal, view: SimulationView, style: Style): string[] {
  const expectations = expectationLines(one, style)
  const timeline = timelineLines(one, style)
  const seeds = one.runs.length > 1 ? dimLines(`seed ${one.first.seed} over time`, style) : []
  const verdict = verdictLines(one.runs, style.width, style)
  return [
    ...titleLines(one, style),
    ...setupLines(one, style),
    ...warningLines(one, style),
    '',
    ...expectations,
    ...verdict.map((line) => style.paint.bold(line)),
    ...timesLines(one, style),
    '',
    ...phasesLines(one, style),
    '',
    ...(timeline.length === 0 ? [] : [...seeds, ...timeline, '']),
    ...breakerLines(one, style),
    ...(view.quiet ? [] : ['', ...watchLines(one, style), ...replayLines(one, view, style)]),
  ]
}

function watchLines({ scenario }: Rehearsal, style: Style): string[] {
  return scenario.watch === undefined ? [] : dimLines(`Watch: ${scenario.watch}`, style)
}

/** The command stays on one line, so that it can be copied. */
function replayLines(one: Rehearsal, { replay }: SimulationView, { paint }: Style): string[] {
  return [`${paint.dim('replay')} ${visible(replay(one))}`]
}

function dimLines(text: string, { paint, width }: Style): string[] {
  return wrap(text, width)
    .split('\n')
    .map((line) => paint.dim(line))
}
