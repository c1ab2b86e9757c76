/**
 * Rehearsals as one HTML file that needs nothing else: no network, no script to be read, light and
 * dark, screen and paper. Its policy of contents forbids the browser to load anything.
 */
import type { SimulationView } from '../report.js'
import { groupsOf } from '../svg/chart.js'
import { conclusionOf } from '../svg/conclusion.js'
import { subjectText } from '../svg/words.js'
import { comparisonSection } from './comparison.js'
import { html, type Markup, raw } from './markup.js'
import { rehearsalSection } from './rehearsal.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'
import { row, table } from './tables.js'

const CONTENTS = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

/** The same view gives the same bytes. */
export function simulationHtml(view: SimulationView): string {
  const title = titleOf(view)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(CONTENTS)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · resil simulate</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header class="top"><p class="eyebrow">resil simulate</p><h1>${title}</h1>
${view.interrupted && html`<p class="notice">Interrupted: some seeds are missing.</p>`}</header>
<main>
${overview(view)}
${sections(view)}</main>
<footer>Made by resil simulate in virtual time. The same scenario, policy and seed give the same
report.</footer>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`.text
}

function titleOf({ rehearsals, compared }: SimulationView): string {
  const scenarios = groupsOf(rehearsals)
  if (scenarios.length > 1) return `${scenarios.length} scenarios`
  const [first] = rehearsals
  if (first === undefined) return 'Nothing was rehearsed'
  return compared
    ? `${first.scenario.name}: ${rehearsals.length} policies`
    : `${first.scenario.name} with ${subjectText(first.subject)}`
}

function sections(view: SimulationView): Markup[] {
  return view.compared
    ? groupsOf(view.rehearsals).map((group, i) => comparisonSection(group, view, `s${i + 1}`))
    : view.rehearsals.map((one, i) => rehearsalSection(one, view, `r${i + 1}`))
}

const OVERVIEW = ['Scenario', 'Policy', 'Verdict', 'Expectations met']

/** Where there is more than one section: what came out, with the way to it. */
function overview({ rehearsals, compared }: SimulationView): Markup {
  if (rehearsals.length < 2 || (compared && groupsOf(rehearsals).length < 2)) return html``
  const ids = compared
    ? groupsOf(rehearsals).flatMap((group, i) => group.map((_, j) => `s${i + 1}p${j + 1}`))
    : rehearsals.map((_, i) => `r${i + 1}`)
  const ordered = compared ? groupsOf(rehearsals).flat() : rehearsals
  const body = ordered.map(({ scenario, subject, runs, results }, i) => {
    const { tone, text } = conclusionOf(runs)
    const met = results.filter(({ passed }) => passed).length
    const link = compared ? ids[i]!.replace(/p\d+$/, '') : ids[i]!
    return row(html`<a href="#${link}">${scenario.name}</a>`, [
      subjectText(subject),
      html`<span class="${tone}">${text}</span>`,
      results.length === 0 ? '–' : `${met} of ${results.length}`,
    ])
  })
  return html`<section class="compare" aria-label="Overview">
<div class="said said-2">${table('Overview', OVERVIEW, body)}</div></section>
`
}
