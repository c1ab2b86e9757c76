/** The tables of a rehearsal: expectations, phases, times, transitions, and figures over seeds. */
import type { ExpectationResult } from '../../rehearse/expectation.js'
import { METRICS } from '../../rehearse/metrics.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { type Spread, spreadOf } from '../../rehearse/spread.js'
import type { PhaseResult, TransitionResult } from '../../simulator/simulate.js'
import { OUTCOMES } from '../svg/palette.js'
import { figure, short } from '../svg/words.js'
import { html, type Markup, type Part } from './markup.js'

export function table(caption: Part, head: readonly Part[], body: readonly Markup[]): Markup {
  const cells = head.map((cell, i) => html`<th scope="col"${i > 0 && NUMBER}>${cell}</th>`)
  return html`<div class="scroll"><table><caption>${caption}</caption>
<thead><tr>${cells}</tr></thead>
<tbody>${body}</tbody></table></div>`
}

const NUMBER = html` class="n"`

export function row(title: Part, cells: readonly Part[], name?: string): Markup {
  const of = name === undefined ? null : html` class="${name}"`
  const values = cells.map((cell) => html`<td class="n">${cell}</td>`)
  return html`<tr${of}><th scope="row">${title}</th>${values}</tr>
`
}

export function expectationsTable({ results, runs }: Rehearsal): Markup {
  if (results.length === 0) return html`<p class="muted">No expectations were set.</p>`
  const met = results.filter(({ passed }) => passed).length
  const caption = html`Expectations <small>${met} of ${results.length} met</small>`
  const seeds = runs.length > 1 ? ['5–95%', 'seeds'] : []
  return table(
    caption,
    ['Expectation', 'measured', ...seeds],
    results.map(expectationRow(runs.length)),
  )
}

function expectationRow(seeds: number): (result: ExpectationResult) => Markup {
  return ({ expectation, passed, measured, met, of }) => {
    const { unit, text } = expectation
    const mark = passed
      ? html`<span class="mark good" role="img" aria-label="met">✔</span>`
      : html`<span class="mark bad" role="img" aria-label="not met">✖</span>`
    const mean = measured === null ? 'none' : figure(measured.mean, unit)
    const more = seeds > 1 ? [range(measured, unit), `${met} of ${of}`] : []
    return row(html`${mark} ${text}`, [mean, ...more])
  }
}

function range(spread: Spread | null, unit: Parameters<typeof figure>[1]): string {
  return spread === null ? '–' : `${figure(spread.p5, unit)} – ${figure(spread.p95, unit)}`
}

export function phasesTable({ first }: Rehearsal): Markup {
  const phases = first.phases.length > 1 ? [...first.phases, first.total] : first.phases
  const line = (title: Part, read: (phase: PhaseResult) => string, name?: string) =>
    row(title, phases.map(read), name)
  const kinds = OUTCOMES.flatMap(({ key, label }) => {
    if (key === 'ok' || key === 'fallback' || first.total.failed[key] === 0) return []
    return line(html`${swatch(key)}${label}`, (p) => short(p.failed[key]), 'sub')
  })
  const latency = (['p50', 'p95', 'p99', 'max'] as const).map((which) =>
    line(which === 'max' ? 'Longest' : which, (p) => figure(p.latency?.[which], 'ms')),
  )
  const head = phases.map(({ name, fromMs, untilMs }) => {
    return html`${name} <br>${short(fromMs / 1000)}–${short(untilMs / 1000)} s`
  })
  return table(
    html`By phase <small>calls by their arrival</small>`,
    ['', ...head],
    [
      line('Availability', (p) => figure(p.offered === 0 ? null : p.availability, 'share')),
      line('Calls offered', (p) => short(p.offered)),
      line(html`${swatch('ok')}ok`, (p) => short(p.succeeded), 'sub'),
      first.total.fellBack > 0
        ? line(html`${swatch('fallback')}fallback`, (p) => short(p.fellBack), 'sub')
        : html``,
      ...kinds,
      first.total.unsettled > 0 ? line('Never ended', (p) => short(p.unsettled), 'sub') : html``,
      line('Goodput', (p) => figure(p.goodputPerS, 'per-s')),
      ...latency,
      line('p99 of ok calls', (p) => figure(p.latencyOk?.p99, 'ms')),
      line('Attempts per call', (p) => figure(p.offered === 0 ? null : p.amplification, 'ratio')),
      line('Upstream load, mean', (p) => figure(p.upstream.meanPerS, 'per-s')),
      line('Upstream load, peak', (p) => figure(p.upstream.peakPerS, 'per-s')),
      line('Work for nobody', (p) => figure(p.upstream.wastedShare, 'share')),
    ],
  )
}

function swatch(key: string): Markup {
  return html`<span class="swatch" style="--key:var(--${key})"></span>`
}

const TIMES: readonly (readonly [string, string, string])[] = [
  ['time-to-detect', 'Detect', 'from the fault to the end of the first bad second'],
  ['time-to-open', 'Open', 'from the fault to the first open breaker'],
  ['time-to-close', 'Close', 'from its end until all breakers are closed'],
  ['time-to-recover', 'Recover', 'from its end to the first of three good seconds'],
  ['time-to-steady', 'Steady', 'from its end until all seconds are good'],
]

export function timesTable({ runs }: Rehearsal): Markup {
  const [first] = runs
  const body = TIMES.map(([name, title, means]) => {
    const value = first?.figures[name] ?? null
    const label = html`${title} <small class="muted">${means}</small>`
    return row(label, [value === null ? 'never' : figure(value, 'ms')])
  })
  return table('Times', ['From … to …', 'took'], body)
}

export function transitionsTable({ first }: Rehearsal): Markup {
  if (first.transitions.length === 0) return html`<p class="muted">No breaker moved.</p>`
  const groups = new Map<string, TransitionResult[]>()
  for (const move of first.transitions) {
    const key = JSON.stringify([move.service, move.breaker, move.from, move.to, move.trigger])
    groups.set(key, [...(groups.get(key) ?? []), move])
  }
  const services = new Set(first.transitions.map(({ service }) => service.replace(/\d+$/, '')))
  const merged = mergeClients([...groups.values()], services.size > 1)
  const body = merged.map(({ title, why, moves }) =>
    row(html`${title} <small class="muted">${why}</small>`, [
      short(moves.length),
      figure(Math.min(...moves.map(({ atMs }) => atMs)), 'ms'),
      figure(Math.max(...moves.map(({ atMs }) => atMs)), 'ms'),
    ]),
  )
  const caption = html`Breaker transitions <small>${short(first.transitions.length)} of
${short(first.clients)} ${first.clients === 1 ? 'client' : 'clients'}</small>`
  return table(caption, ['Move', 'times', 'first', 'last'], body)
}

interface Moves {
  readonly title: string
  readonly why: string
  readonly moves: readonly TransitionResult[]
}

/** Clients number their services; a reader wants them as one. */
function mergeClients(groups: readonly TransitionResult[][], named: boolean): Moves[] {
  const found = new Map<string, TransitionResult[]>()
  for (const moves of groups) {
    const { service, from, to, trigger } = moves[0]!
    const whose = named ? `${service.replace(/[-# ]?\d+$/, '')}: ` : ''
    const key = JSON.stringify([`${whose}${from} → ${to}`, trigger.replaceAll('-', ' ')])
    found.set(key, [...(found.get(key) ?? []), ...moves])
  }
  return [...found].map(([key, moves]) => {
    const [title, why] = JSON.parse(key) as [string, string]
    return { title, why, moves }
  })
}

const OVER_SEEDS = [
  ...['availability', 'availability.fault', 'availability.after', 'fallback.fault', 'p99.before'],
  ...['p99.fault', 'p99.after', 'amplification.fault', 'upstream-peak', 'wasted'],
  ...['time-to-detect', 'time-to-open', 'time-to-close', 'time-to-recover', 'time-to-steady'],
  ...['transitions', 'backlog'],
]

export function seedsTable({ runs }: Rehearsal): Markup {
  if (runs.length < 2) return html``
  const body = OVER_SEEDS.flatMap((name) => {
    const spread = spreadOf(runs.map(({ figures }) => figures[name] ?? null))
    const metric = METRICS.find((one) => one.name === name.split('.')[0])
    if (spread === null || metric === undefined) return []
    const { unit } = metric
    const never = spread.missing > 0 ? `${spread.count} of ${runs.length}` : String(spread.count)
    return row(html`<code>${name}</code>`, [
      ...[figure(spread.mean, unit), range(spread, unit)],
      ...[figure(spread.min, unit), figure(spread.max, unit), never],
    ])
  })
  const head = ['Metric', 'mean', '5–95%', 'least', 'most', 'seeds']
  return table(html`Over ${runs.length} seeds`, head, body)
}
