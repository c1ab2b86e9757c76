/** Drawings as parts of a page: a run's four panels, and the small ones of a comparison. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { isBack, verdictText } from '../../rehearse/verdict.js'
import { type Chart, chartOf, multiplesOf, timelineFor } from '../svg/chart.js'
import { faultSpans, faultText } from '../svg/faults.js'
import { MULTIPLE, NARROW, WIDE } from '../svg/layout.js'
import { OUTCOMES, type OutcomeKey, themed } from '../svg/palette.js'
import { subjectText, verdictMark } from '../svg/words.js'
import { html, jsonMarkup, type Markup, raw } from './markup.js'
import { readoutOf } from './readout.js'

/** Two drawings of the same: the style shows the one that fits the screen. */
export function runFigure(rehearsal: Rehearsal, id: string): Markup {
  const { stepS } = timelineFor(rehearsal)
  const faults = faultSpans(rehearsal).map(faultText)
  const label = `Outcomes, latency, upstream load and breakers over time. ${faults.join('; ')}`
  return html`<figure class="run block">
<div class="stage">${svgElement(chartOf(rehearsal, WIDE, `${id}w`), 'wide', label)}
${svgElement(chartOf(rehearsal, NARROW, `${id}n`), 'narrow', label)}</div>
<figcaption>Each step is ${stepS} s${stepS > rehearsal.first.bucketMs / 1000 && ', latencies the worst of it'}.
${faults.length > 0 && `Shaded: ${faults.join('; ')}.`}
Calls count when they end; latency is that of all calls, failed ones too.</figcaption>
<script type="application/json">${jsonMarkup(readoutOf(rehearsal))}</script>
</figure>`
}

export function smallMultiples(rehearsals: readonly Rehearsal[], id: string): Markup {
  const seen = new Set(
    rehearsals.flatMap((rehearsal) => timelineFor(rehearsal).outcomes.map(({ key }) => key)),
  )
  const charts = multiplesOf(rehearsals, MULTIPLE, id)
  return html`${legend(seen)}<div class="multiples">${charts.map((chart, i) => {
    const { subject, runs } = rehearsals[i]!
    const { verdict } = runs[0]!
    const says = `${subjectText(subject)}: ${verdictText(verdict)}`
    return html`<figure><figcaption><strong>${subjectText(subject)}</strong><br>
<span class="${isBack(verdict) ? 'good' : 'bad'}">${verdictMark(verdict)} ${verdictText(verdict)}</span></figcaption>
${svgElement(chart, 'multiple', `Outcomes per second. ${says}`)}</figure>`
  })}</div>`
}

function legend(seen: ReadonlySet<OutcomeKey>): Markup {
  const items = OUTCOMES.filter(({ key }) => seen.has(key)).map(({ key, label }) => {
    return html`<li><span class="swatch" style="--key:var(--${key})"></span>${label}</li>`
  })
  return html`<ul class="legend" aria-label="Colours">${items}</ul>`
}

function svgElement({ svg, plots }: Chart, name: string, label: string): Markup {
  const { width, height, left, plotWidth } = plots
  return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"
data-left="${left}" data-plot-width="${plotWidth}" data-width="${width}">
${raw(themed(svg))}
</svg>`
}
