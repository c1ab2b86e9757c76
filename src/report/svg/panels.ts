/**
 * What is drawn of a run: four panels on one time axis, and the first alone for comparisons. Areas
 * are painted from the top of a stack down, each from the axis up to its sum, so that no seam shows
 * between them.
 */
import type { Panel, Series } from './layout.js'
import { light, outcomeLabel, type Token } from './palette.js'
import type { Timeline, Values } from './timeline.js'
import { millis, short } from './words.js'

/** A capacity beyond this many times the highest value would press the rest flat. */
const CAPACITY_IN_SIGHT = 2.5

export function fourPanels(timeline: Timeline, hasBreaker: boolean): Panel[] {
  return [
    outcomesPanel(timeline),
    latencyPanel(timeline),
    loadPanel(timeline),
    breakerPanel(timeline, hasBreaker),
  ]
}

/** Calls by how they ended, per second. */
function outcomesPanel(timeline: Timeline): Panel {
  return {
    title: 'Outcomes per second',
    height: 210,
    series: [
      ...outcomesStack(timeline),
      { ...line('offered', 'ink', timeline.offered, timeline), width: 1 },
      ...capacityLine(timeline, highestPerS(timeline)),
    ],
    axes: [{ splitNumber: 4, axisLabel: { formatter: axisNumber } }],
  }
}

/** The same, small and on a scale up to at least `highest`, which its siblings share. */
export function smallPanel(timeline: Timeline, highest: number): Panel {
  const step = 10 ** Math.floor(Math.log10(highest))
  const interval = [step / 2, step, step * 2, step * 5].find((one) => highest / one <= 4) ?? step
  const max = Math.ceil(highest / interval) * interval
  return {
    title: '',
    height: 120,
    series: [...outcomesStack(timeline), ...capacityLine(timeline, max / CAPACITY_IN_SIGHT)],
    axes: [{ max, interval, axisLabel: { formatter: axisNumber } }],
  }
}

function outcomesStack(timeline: Timeline): Series[] {
  const layers = timeline.outcomes.map(({ key, values }) => {
    return { name: outcomeLabel(key), token: key, values }
  })
  return stackOf(layers, timeline)
}

/** Of calls offered and of calls ended. */
export function highestPerS({ offered, outcomes }: Timeline): number {
  const ended = offered.map((_, i) => outcomes.reduce((sum, { values }) => sum + values[i]!, 0))
  return Math.max(1, highestOf(offered), ...ended)
}

function latencyPanel(timeline: Timeline): Panel {
  const { p50, p95, p99 } = timeline
  const known = [...p50, ...p95, ...p99].filter((value) => value !== null)
  const decade = (value: number, round: (x: number) => number) => {
    return 10 ** round(Math.log10(Math.max(1, value)))
  }
  const min = decade(Math.min(...known, 1e6), Math.floor)
  const max = Math.max(decade(Math.max(...known, 1), Math.ceil), min * 10)
  // What took no time at all lies on the axis: a logarithm has no 0.
  const lifted = (values: Values) => values.map((v) => (v === null ? null : Math.max(v, min)))
  return {
    title: 'Latency of calls that ended',
    height: 140,
    series: [
      line('p50', 'p50', lifted(p50), timeline),
      line('p95', 'p95', lifted(p95), timeline),
      line('p99', 'p99', lifted(p99), timeline),
    ],
    axes: [{ type: 'log', min, max, axisLabel: { formatter: millis } }],
  }
}

function loadPanel(timeline: Timeline): Panel {
  const { arrived, wasted, amplification } = timeline
  const hasWaste = wasted.some((value) => value !== null && value > 0)
  return {
    title: 'Upstream load and amplification',
    height: 140,
    series: [
      area('attempts arrived, per s', 'arrived', arrived, timeline),
      ...(hasWaste ? [area('work for nobody, per s', 'wasted', wasted, timeline)] : []),
      ...capacityLine(timeline, highestOf(arrived)),
      {
        ...line('attempts per call (right)', 'amplification', amplification, timeline),
        right: true,
      },
    ],
    axes: [
      { splitNumber: 3, axisLabel: { formatter: axisNumber } },
      {
        axisLabel: { color: light('amplification'), formatter: (v: number) => `${short(v)}×` },
        ...amplificationScale(amplification),
      },
    ],
  }
}

/** One attempt per call is normal: it must not look like the top. */
function amplificationScale(values: Values): { max: number; interval: number } {
  const most = Math.max(2, highestOf(values))
  const interval = [1, 2, 5, 10, 20, 50, 100, 500].find((step) => most / step <= 3) ?? most / 3
  return { max: Math.ceil(most / interval) * interval, interval }
}

function breakerPanel(timeline: Timeline, hasBreaker: boolean): Panel {
  if (!hasBreaker) {
    const axes = [{ max: 1, axisLabel: { show: false }, splitLine: { show: false } }]
    return { title: 'Circuit breakers: none in this policy', height: 24, series: [], axes }
  }
  const { closed, halfOpen, open } = timeline
  const percent = (values: Values) => values.map((value) => (value ?? 0) * 100)
  const states: { name: string; token: Token; values: number[] }[] = [
    { name: 'open', token: 'open', values: percent(open) },
    { name: 'half-open', token: 'half-open', values: percent(halfOpen) },
    { name: 'closed', token: 'closed', values: percent(closed) },
  ]
  const seen = states.filter(({ values }) => values.some((value) => value > 0))
  return {
    title: 'Circuit breakers, share of clients',
    height: 80,
    series: stackOf(seen, timeline),
    axes: [{ max: 100, interval: 50, axisLabel: { formatter: '{value}%' } }],
  }
}

interface Layer {
  readonly name: string
  readonly token: Token
  readonly values: readonly number[]
}

function stackOf(layers: readonly Layer[], timeline: Timeline): Series[] {
  const sums = timeline.atS.map(() => 0)
  const areas = layers.map(({ name, token, values }) => {
    values.forEach((value, i) => {
      sums[i] = sums[i]! + value
    })
    return area(name, token, [...sums], timeline)
  })
  return areas.reverse()
}

function capacityLine(timeline: Timeline, highest: number): Series[] {
  const most = highestOf(timeline.capacity)
  if (most === 0 || most > CAPACITY_IN_SIGHT * highest) return []
  return [{ ...line('capacity', 'capacity', timeline.capacity, timeline), kind: 'dashed' }]
}

function area(name: string, token: Token, values: Values, timeline: Timeline): Series {
  return { ...line(name, token, values, timeline), kind: 'area' }
}

function line(name: string, token: Token, values: Values, { atS, untilS }: Timeline): Series {
  const data = atS.map((s, i) => [s, rounded(values[i]!)] as const)
  const last = data.at(-1)
  return { name, token, kind: 'line', data: last ? [...data, [untilS, last[1]]] : data }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6))
}

function highestOf(values: Values): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}

function axisNumber(value: number): string {
  return value >= 10_000 ? `${short(value / 1000)}k` : short(value)
}
