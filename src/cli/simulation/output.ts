/** Where the results of a simulation go: the wished report, a text on the screen beside a file. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import {
  LAZY_REPORTS,
  type Look,
  shellWord,
  simulationJson,
  simulationText,
  styleOf,
  suggestionText,
} from '../../report/index.js'
import type { SimulationView } from '../../report/report.js'
import { DEFAULT_SEED } from '../../simulator/streams.js'
import { writeAtomic } from '../io.js'
import { lookOf, print, printLine } from '../terminal.js'
import { type ReportForm, reportOf, type SimulateFlags } from './options.js'

/** Writes or prints the report; with a file, the text comes to the screen as well. */
export async function showSimulation(view: SimulationView, flags: SimulateFlags): Promise<void> {
  const { form, file } = reportOf(flags)
  const onScreen = () => print(textOf(view, lookOf(flags, process.stdout)))
  if (file === undefined) {
    if (form === 'text') onScreen()
    else print(await reportIn(form, view))
    return
  }
  // The screen first: a file that cannot be written takes no result away.
  onScreen()
  writeAtomic(file, await reportIn(form, view))
  if (!flags.quiet) printLine(`Report: ${file}`)
}

async function reportIn(form: ReportForm, view: SimulationView): Promise<string> {
  if (form === 'json') return simulationJson(view)
  if (form === 'text') return textOf(view, { width: 100, color: false, unicode: true })
  if (form === 'html') return (await LAZY_REPORTS.html()).simulationHtml(view)
  return (await LAZY_REPORTS.svg()).simulationSvg(view)
}

function textOf(view: SimulationView, look: Look): string {
  const style = styleOf(look)
  const suggestions = (view.suggestions ?? []).map((one) => suggestionText(one, style))
  return [simulationText(view, style), ...suggestions].join('\n')
}

/** The command line that repeats one rehearsal, whatever else ran beside it. */
export function replayCommand(demonstration: string | undefined, flags: SimulateFlags) {
  return ({ scenario, file, subject, rate, seeds }: Rehearsal): string => {
    const there = flags.cwd === undefined ? [] : ['--cwd', flags.cwd]
    if (flags.replay !== undefined) {
      return ['resil', 'simulate', ...there, '--replay', flags.replay].map(shellWord).join(' ')
    }
    const words = ['resil', 'simulate', ...there, demonstration ?? file ?? scenario.name]
    if (flags.config !== undefined) words.push('--config', flags.config)
    if (flags.env !== undefined) words.push('--env', flags.env)
    if (flags.preset !== undefined) words.push('--preset', flags.preset)
    if (flags.compare !== undefined) words.push('--compare', flags.compare)
    if (subject.operation !== null) words.push('--operation', subject.operation)
    if (rate !== null) words.push('--rps', String(rate))
    words.push('--seed', String(seeds[0] ?? DEFAULT_SEED))
    if (seeds.length > 1) words.push('--seeds', String(seeds.length))
    for (const text of flags.expect ?? []) words.push('--expect', text)
    return words.map(shellWord).join(' ')
  }
}
