/** Drawings as parts of a page: a run's four panels, and the small ones of a comparison. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { type Chart, chartOf, multiplesOf, timelineFor } from '../svg/chart.js'
import { conclusionOf } from '../svg/conclusion.js'
import { faultSpans, faultText } from '../svg/faults.js'
import { MULTIPLE, NARROW, WIDE } from '../svg/layout.js'
import { OUTCOMES, themed } from '../svg/palette.js'
import { subjectText } from '../svg/words.js'
import { html, jsonMarkup, type Markup, raw } from './markup.js'
import { readoutOf } from './readout.js'

/** Two drawings of the same: the style shows the one that fits the screen. */
export function runFigure(rehearsal: Rehearsal, id: string): Markup {
  const { stepS } = timelineFor(rehearsal)
  const isRough = stepS > rehearsal.first.bucketMs / 1000
  const faults = faultSpans(rehearsal).map(faultText)
  const label = `Outcomes, latency, upstream load and breakers over time. ${faults.join('; ')}`
  return html`<figure class="run block">
<div class="stage">${svgElement(chartOf(rehearsal, WIDE, `${id}w`), 'wide', label)}
${svgElement(chartOf(rehearsal, NARROW, `${id}n`), 'narrow', label)}</div>
<figcaption>Each step is ${stepS} s${isRough && ', latencies the worst of it'}.
${faults.length > 0 && `Shaded: ${faults.join('; ')}.`}
Calls count when they end; latency is that of all calls, failed ones too.</figcaption>
<script type="application/json">${jsonMarkup(readoutOf(rehearsal))}</script>
</figure>`
}

export function smallMultiples(rehearsals: readonly Rehearsal[], id: string): Markup {
  const charts = multiplesOf(rehearsals, MULTIPLE, id)
  return html`${legend(charts)}<div class="multiples">${charts.map((chart, i) => {
    const { subject, runs } = rehearsals[i]!
    const { tone, text } = conclusionOf(runs)
    const says = `${subjectText(subject)}: ${text}`
    return html`<figure><figcaption><strong>${subjectText(subject)}</strong><br>
<span class="${tone}">${text}</span></figcaption>
${svgElement(chart, 'multiple', `Outcomes per second. ${says}`)}</figure>`
  })}</div>`
}

function legend(charts: readonly Chart[]): Markup {
  const seen = (label: string) => charts.some(({ names }) => names.has(label))
  const items = OUTCOMES.filter(({ label }) => seen(label)).map(({ key, label }) => {
    return html`<li><span class="swatch" style="--key:var(--${key})"></span>${label}</li>`
  })
  const dashed = seen('capacity') && html`<li>dashed: capacity</li>`
  return html`<ul class="legend" aria-label="Colours">${items}${dashed}</ul>`
}

function svgElement({ svg, plots }: Chart, name: string, label: string): Markup {
  const { width, height, left, plotWidth } = plots
  return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"
data-left="${left}" data-plot-width="${plotWidth}" data-width="${width}">
${raw(themed(svg))}
</svg>`
}
