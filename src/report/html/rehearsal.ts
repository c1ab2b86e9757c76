/** One rehearsal as a section: expectations, verdict, key figures, charts, tables. */
import { proseDuration } from '../../policy/duration.js'
import { missedFaults, type Rehearsal } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import type { SimulationView } from '../report.js'
import { conclusionOf } from '../svg/conclusion.js'
import { figure, loadText, seedsText, subjectText } from '../svg/words.js'
import { runFigure } from './figures.js'
import { html, type Markup } from './markup.js'
import { suggestionBlock } from './suggestion.js'
import {
  expectationsTable,
  phasesTable,
  seedsTable,
  timesTable,
  transitionsTable,
} from './tables.js'

/** `id` names the section within the page. */
export function rehearsalSection(rehearsal: Rehearsal, view: SimulationView, id: string): Markup {
  const { scenario, file, subject, first } = rehearsal
  return html`<section class="run-card" id="${id}" aria-labelledby="${id}-title">
<p class="eyebrow">${scenario.name}${file !== null && ` · ${file}`}</p>
<h2 id="${id}-title">${scenario.title}</h2>
<dl class="facts"><dt>Policy</dt><dd>${subjectText(subject)}</dd>
<dt>Load</dt><dd>${loadText(rehearsal)}</dd>
<dt>Length</dt><dd>${proseDuration(first.durationMs)}, in virtual time</dd>
<dt>Seeds</dt><dd>${seedsText(rehearsal)}</dd></dl>
${missedFaults(rehearsal).map(({ kind, upstream }) => {
  return html`<p class="notice">The fault “${kind}” of the ${upstream} touched no call in some run:
it shows nothing about it.</p>`
})}
<div class="block">${expectationsTable(rehearsal)}</div>
${verdictBanner(rehearsal)}
${tiles(rehearsal)}
${runFigure(rehearsal, id)}
<div class="block">${phasesTable(rehearsal)}</div>
<div class="block columns"><div>${timesTable(rehearsal)}</div>
<div>${transitionsTable(rehearsal)}</div></div>
<div class="block">${seedsTable(rehearsal)}</div>
${suggestionOf(rehearsal, view)}
${!view.quiet && notes(rehearsal, view)}
</section>
`
}

function verdictBanner({ runs }: Rehearsal): Markup {
  const { tone, text } = conclusionOf(runs)
  return html`<p class="verdict ${tone}">${text}</p>`
}

/** Where `--suggest` was asked for. */
function suggestionOf(rehearsal: Rehearsal, { rehearsals, suggestions }: SimulationView): Markup {
  const suggestion = suggestions?.[rehearsals.indexOf(rehearsal)]
  return suggestion === undefined ? html`` : suggestionBlock(suggestion)
}

/** What to see in five seconds. */
type Tile = readonly [string, string, 'share' | 'ms' | 'ratio' | 'per-s']

const TILES: readonly Tile[] = [
  ['Available before', 'availability.before', 'share'],
  ['Available in the fault', 'availability.fault', 'share'],
  ['Available after', 'availability.after', 'share'],
  ['p99 in the fault', 'p99.fault', 'ms'],
  ['Attempts per call, fault', 'amplification.fault', 'ratio'],
  ['Upstream peak', 'upstream-peak', 'per-s'],
]

/** Where nothing goes wrong there is but one phase. */
const UNDISTURBED: readonly Tile[] = [
  ['Available', 'availability', 'share'],
  ['p99', 'p99', 'ms'],
  ['Attempts per call', 'amplification', 'ratio'],
  ['Upstream peak', 'upstream-peak', 'per-s'],
]

function tiles({ runs, first }: Rehearsal): Markup {
  const wanted = first.disturbance === null ? UNDISTURBED : TILES
  const found = wanted.flatMap(([title, name, unit]) => {
    const [, phase] = name.split('.')
    const isEmpty = phase !== undefined && runs.every((r) => r.figures[`offered.${phase}`] === 0)
    const spread = isEmpty ? null : spreadOf(runs.map(({ figures }) => figures[name] ?? null))
    if (spread === null) return []
    const range = `${figure(spread.p5, unit)} to ${figure(spread.p95, unit)}`
    return html`<div><dt>${title}</dt><dd>${figure(spread.mean, unit)}
${runs.length > 1 && html`<small>${range}</small>`}</dd></div>`
  })
  return html`<dl class="tiles">${found}</dl>`
}

function notes(rehearsal: Rehearsal, view: SimulationView): Markup {
  const { watch } = rehearsal.scenario
  return html`${
    watch !== undefined &&
    html`<div class="block"><h3>What to watch</h3><p class="watch">${watch}</p></div>`
  }
<div class="block"><h3>Run it again</h3><pre><code>${view.replay(rehearsal)}</code></pre></div>`
}
