/**
 * The figures of a rehearsal by phase: phases as columns, so that before, fault, recovery and after
 * can be compared along a line. Over several seeds the cells are means, and the figures that
 * expectations ask for most have their 5 to 95 % below. Kinds of failure that never came are left
 * out. On narrow terminals figures that share a line get one each; phases that still do not fit
 * beside each other go below.
 */
import type { MetricUnit } from '../../rehearse/metrics.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'
import { type Spread, spreadOf } from '../../rehearse/spread.js'
import { figureText, pairText, rangeText } from './figures.js'
import { type Cell, type GridRow, gridLines, gridWidth, widthsOf } from './grid.js'
import type { Style } from './look.js'

type Phase = Rehearsal['first']['phases'][number]
type Figures = Readonly<Record<string, number | null>>

/** What a row shows: a figure of each run, or two that belong together. */
interface PhaseRow {
  readonly label: string
  /** Shorter, and one for each figure, where there is little room. */
  readonly labels?: readonly string[]
  readonly unit: MetricUnit
  readonly read: (figure: (metric: string) => number | null) => number | null
  /** Behind a stroke. */
  readonly second?: PhaseRow['read']
  /** Of what the line below gives 5 to 95 %; absent: there is none. */
  readonly spread?: string
  /** Below this the cell is red. */
  readonly goodFrom?: number
}

export function phasesLines(rehearsal: Rehearsal, style: Style): string[] {
  const { phases } = rehearsal.first
  const rows = rowsOf(rehearsal)
  const tableOf = (those: readonly PhaseRow[]) => [
    ...headOf(rehearsal, style),
    ...those.flatMap(cellsOf(rehearsal, style)),
  ]
  const whole = tableOf(rows)
  const isFitting = gridWidth(widthsOf(whole)) <= style.width
  const table = isFitting ? whole : tableOf(rows.flatMap(apart))
  return fitting(phases.length, table, style).flatMap((rows, at) => {
    const lines = gridLines(rows)
    return at === 0 ? lines : ['', ...lines]
  })
}

/** The table, or as few as possible that have some of the phases each. */
function fitting(phases: number, table: readonly GridRow[], style: Style): GridRow[][] {
  for (let each = phases; each > 0; each--) {
    const parts = Array.from({ length: Math.ceil(phases / each) }, (_, part) =>
      table
        .map((row) => [row[0]!, ...row.slice(1 + part * each, 1 + (part + 1) * each)])
        .filter((row) => row.slice(1).some(({ text }) => text !== '')),
    )
    if (each === 1 || parts.every((part) => gridWidth(widthsOf(part)) <= style.width)) return parts
  }
  return []
}

/** Two figures of a row as two rows. */
function apart({ labels, second, ...row }: PhaseRow): PhaseRow[] {
  const [one = row.label, other = row.label] = labels ?? []
  const first = { ...row, label: one }
  return second === undefined ? [first] : [first, { label: other, unit: row.unit, read: second }]
}

/** Names, and below them the times. */
function headOf({ first, runs }: Rehearsal, { paint, sign }: Style): GridRow[] {
  const label = runs.length > 1 ? `${runs.length} seeds, mean` : ''
  return [
    [
      { text: '' },
      ...first.phases.map(({ name }) => ({
        text: name === 'all' ? 'whole run' : name,
        paint: paint.bold,
      })),
    ],
    [
      { text: label, paint: paint.dim },
      ...first.phases.map(({ fromMs, untilMs }) => ({
        text: `${seconds(fromMs)}${sign.none}${seconds(untilMs)} s`,
        paint: paint.dim,
      })),
    ],
  ]
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

function rowsOf({ first, runs }: Rehearsal): PhaseRow[] {
  const came = (metric: string) => runs.some(({ figures }) => (figures[metric] ?? 0) > 0)
  const kinds = Object.keys(first.total.failed).filter((kind) => came(`failed-${kind}`))
  const ofCalls = (metric: string): PhaseRow['read'] => {
    return (figure) => Math.round((figure(metric) ?? 0) * (figure('offered') ?? 0))
  }
  const failed: PhaseRow['read'] = (figure) =>
    kinds.reduce((sum, kind) => sum + ofCalls(`failed-${kind}`)(figure)!, 0)
  const unsettled: PhaseRow['read'] = (figure) => {
    const ended = ofCalls('success')(figure)! + ofCalls('fallback')(figure)! + failed(figure)!
    return figure('offered')! - ended
  }
  const count = (label: string, read: PhaseRow['read']): PhaseRow => ({
    label,
    unit: 'count',
    read,
  })
  return [
    count('calls', (figure) => figure('offered')),
    count('ok', ofCalls('success')),
    ...(came('fallback') ? [count('by fallback', ofCalls('fallback'))] : []),
    count('failed', failed),
    ...kinds.map((kind) => count(`  ${kind}`, ofCalls(`failed-${kind}`))),
    ...(came('unsettled') ? [count('never ended', unsettled)] : []),
    ...FIGURES.filter(({ label }) => label !== WASTED || came('wasted')),
  ]
}

const WASTED = 'wasted work'

const FIGURES: readonly PhaseRow[] = [
  {
    label: 'availability',
    unit: 'share',
    read: (figure) => figure('availability'),
    spread: '',
    goodFrom: 0.99,
  },
  { label: 'goodput', unit: 'per-s', read: (figure) => figure('goodput') },
  {
    label: 'p50 / p95',
    labels: ['p50', 'p95'],
    unit: 'ms',
    read: (figure) => figure('p50'),
    second: (figure) => figure('p95'),
  },
  {
    label: 'p99 / max',
    labels: ['p99', 'max'],
    unit: 'ms',
    read: (figure) => figure('p99'),
    second: (figure) => figure('max'),
    spread: 'p99 ',
  },
  {
    label: 'attempts / call',
    labels: ['attempts/call'],
    unit: 'ratio',
    read: (figure) => figure('amplification'),
    spread: '',
  },
  {
    label: 'upstream / peak',
    labels: ['upstream mean', 'upstream peak'],
    unit: 'per-s',
    read: (figure) => figure('upstream-mean'),
    second: (figure) => figure('upstream-peak'),
  },
  { label: WASTED, unit: 'share', read: (figure) => figure('wasted') },
]

/** The lines of one row: its figures, and their spread where it is wanted and there is one. */
function cellsOf({ first, runs }: Rehearsal, style: Style) {
  const { paint, sign } = style
  return ({ label, unit, read, second, spread, goodFrom }: PhaseRow): GridRow[] => {
    const over = (phase: Phase, of: PhaseRow['read']) =>
      spreadOf(runs.map(({ figures }) => of(reader(figures, phase))))
    const spreads = first.phases.map((phase) => over(phase, read))
    const cells = first.phases.map((phase, at): Cell => {
      const mean = spreads[at]?.mean ?? null
      const other = second && (over(phase, second)?.mean ?? null)
      if (mean === null || isEmpty(phase, unit)) return { text: sign.none, paint: paint.dim }
      if (other !== undefined) return { text: pairText(mean, other, unit, style) }
      if (label.startsWith(' ') && mean < 0.5) return { text: sign.none, paint: paint.dim }
      const text = figureText(unit === 'count' ? Math.round(mean) : mean, unit)
      if (goodFrom === undefined) return { text }
      return { text, paint: mean < goodFrom ? paint.red : paint.green }
    })
    const row = [{ text: label, paint: paint.dim }, ...cells]
    if (spread === undefined || runs.length < 2) return [row]
    const ranges = first.phases.map((phase, at): Cell => {
      const range = isEmpty(phase, unit) ? '' : rangeOf(spreads[at] ?? null, unit, style)
      return { text: range, paint: paint.dim }
    })
    return [row, [{ text: `  ${spread}5${sign.none}95 %`, paint: paint.dim }, ...ranges]]
  }
}

/** A phase without calls has counts and loads, but nothing about calls. */
function isEmpty({ offered }: Phase, unit: MetricUnit): boolean {
  return offered === 0 && unit !== 'count' && unit !== 'per-s'
}

function reader(figures: Figures, { name }: Phase) {
  return (metric: string) => figures[name === 'all' ? metric : `${metric}.${name}`] ?? null
}

function rangeOf(spread: Spread | null, unit: MetricUnit, style: Style): string {
  if (spread === null) return ''
  const range = rangeText(spread.p5, spread.p95, unit, style)
  return range === figureText(spread.mean, unit) ? '' : range
}
