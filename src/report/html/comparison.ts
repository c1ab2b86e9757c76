/** Policies of one scenario side by side: a table with their verdicts, and small charts. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import type { SimulationView } from '../report.js'
import { conclusionOf } from '../svg/conclusion.js'
import { figure, loadText, seedsText, subjectText } from '../svg/words.js'
import { smallMultiples } from './figures.js'
import { html, type Markup } from './markup.js'
import { rehearsalSection } from './rehearsal.js'
import { row, table } from './tables.js'

export function comparisonSection(
  rehearsals: readonly Rehearsal[],
  view: SimulationView,
  id: string,
): Markup {
  const [first] = rehearsals
  const { scenario, file } = first!
  return html`<section class="compare" id="${id}" aria-labelledby="${id}-title">
<p class="eyebrow">${scenario.name}${file !== null && ` · ${file}`} ·
${rehearsals.length} policies, the same arrivals</p>
<h2 id="${id}-title">${scenario.title}</h2>
<dl class="facts"><dt>Load</dt><dd>${loadText(first!)}</dd>
<dt>Seeds</dt><dd>${seedsText(first!)}</dd></dl>
<div class="block">${comparisonTable(rehearsals)}</div>
<div class="block"><h3>Outcomes per second</h3>${smallMultiples(rehearsals, `${id}m`)}</div>
${rehearsals.map((rehearsal, i) => {
  return html`<details><summary>${subjectText(rehearsal.subject)} in detail</summary>
${rehearsalSection(rehearsal, view, `${id}p${i + 1}`)}</details>
`
})}</section>
`
}

const COLUMNS: readonly (readonly [string, string, 'share' | 'ms' | 'ratio' | 'per-s'])[] = [
  ['avail. in fault', 'availability.fault', 'share'],
  ['avail. after', 'availability.after', 'share'],
  ['p99 in fault', 'p99.fault', 'ms'],
  ['attempts per call', 'amplification.fault', 'ratio'],
  ['upstream peak', 'upstream-peak', 'per-s'],
  ['recover', 'time-to-recover', 'ms'],
]

function comparisonTable(rehearsals: readonly Rehearsal[]): Markup {
  const expects = rehearsals.some(({ results }) => results.length > 0)
  const seeds = rehearsals[0]!.runs.length
  const head = ['Policy', 'Verdict', ...COLUMNS.map(([title]) => title)]
  const body = rehearsals.map(({ subject, runs, results }) => {
    const { tone, text } = conclusionOf(runs)
    const figures = COLUMNS.map(([, name, unit]) => {
      return figure(spreadOf(runs.map((run) => run.figures[name] ?? null))?.mean, unit)
    })
    const met = results.filter(({ passed }) => passed).length
    const says = html`<span class="${tone}">${text}</span>`
    return row(subjectText(subject), [
      ...[says, ...figures],
      ...(expects ? [`${met} of ${results.length}`] : []),
    ])
  })
  const means = seeds > 1 ? `means over ${seeds} seeds` : 'one seed'
  const caption = html`Side by side <small>${means}</small>`
  const all = [...head, ...(expects ? ['met'] : [])]
  return html`<div class="said said-1">${table(caption, all, body)}</div>`
}
