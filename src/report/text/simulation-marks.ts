/** What goes wrong in a scenario, and when: faults, spikes, the loss of a cache, in few words. */
import { parseDuration } from '../../policy/duration.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'

type Scenario = Rehearsal['scenario']
type Fault = NonNullable<Scenario['faults']>[number]

export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** One line: a thing that may happen several times. */
export interface Mark {
  /** What it is, in a word: `errors`. */
  readonly label: string
  /** How much of it, the most telling first: `20 %`, `of the fallback`. */
  readonly details: readonly string[]
  readonly spans: readonly Span[]
}

/** Lines above which the rest share one. */
const MOST = 4

/** In the order of their first moment; what is the same but for its time shares a line. */
export function marksOf({ faults = [], load, upstream, duration }: Scenario): Mark[] {
  const endMs = ms(duration)
  const all: Mark[] = faults.map((fault) => ({
    label: fault.kind,
    details: faultDetails(fault),
    spans: faultSpans(fault, endMs),
  }))
  for (const { at, for: length, factor } of 'rate' in load ? (load.spikes ?? []) : []) {
    all.push({
      label: 'load',
      details: [`x${factor}`],
      spans: [{ fromMs: ms(at), untilMs: ms(at) + ms(length) }],
    })
  }
  const lostAt = upstream.cache?.lostAt
  if (lostAt !== undefined) {
    all.push({
      label: 'cache',
      details: ['lost'],
      spans: [{ fromMs: ms(lostAt), untilMs: ms(lostAt) }],
    })
  }
  return together(all.filter(({ spans }) => spans.length > 0))
}

function together(all: readonly Mark[]): Mark[] {
  const lines = new Map<string, Mark>()
  const start = ({ spans }: Mark) => spans[0]!.fromMs
  for (const mark of [...all].sort((a, b) => start(a) - start(b))) {
    const key = [mark.label, ...mark.details].join()
    const spans = [...(lines.get(key)?.spans ?? []), ...mark.spans]
    lines.set(key, { ...mark, spans })
  }
  const marks = [...lines.values()]
  if (marks.length <= MOST) return marks
  const rest = marks.slice(MOST - 1)
  const spans = rest.flatMap((mark) => mark.spans)
  return [
    ...marks.slice(0, MOST - 1),
    { label: 'others', details: [`${rest.length} faults`], spans },
  ]
}

function faultDetails(fault: Fault): string[] {
  const { kind, share = 1, target, partition, add, factor, left = 0, rampDown } = fault
  return [
    ...(kind === 'capacity' ? [`${percent(left)} left`] : []),
    ...(kind === 'latency' && factor !== undefined ? [`x${factor}`] : []),
    ...(kind === 'latency' && add !== undefined ? [`+${add}`] : []),
    ...(share < 1 ? [percent(share)] : []),
    ...(partition === undefined ? [] : [`shard ${partition}`]),
    ...(target === 'fallback' ? ['of the fallback'] : []),
    ...(rampDown === undefined ? [] : [`back over ${rampDown}`]),
  ]
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}

/** Ramps count in; a flapping fault is as many spans as it comes. */
function faultSpans({ at, for: length, rampDown, flap }: Fault, endMs: number): Span[] {
  const fromMs = ms(at)
  const untilMs = Math.min(endMs, fromMs + ms(length) + (rampDown ? ms(rampDown) : 0))
  const period = flap ? ms(flap.down) + ms(flap.up) : 0
  if (!flap || period === 0) return fromMs < untilMs ? [{ fromMs, untilMs }] : []
  const spans: Span[] = []
  for (let down = fromMs; down < untilMs && spans.length < 10_000; down += period) {
    spans.push({ fromMs: down, untilMs: Math.min(untilMs, down + ms(flap.down)) })
  }
  return spans
}

/**
 * For each stretch of time whether one of the spans fills half of it. A span that fills half of
 * none is shown where its middle lies.
 */
export function isWithin(stretches: readonly Span[], spans: readonly Span[]): boolean[] {
  const within = stretches.map(() => false)
  for (const span of spans) {
    const filled = stretches.map(({ fromMs, untilMs }) => {
      const shared = Math.min(untilMs, span.untilMs) - Math.max(fromMs, span.fromMs)
      return shared >= (untilMs - fromMs) / 2
    })
    const middle = (span.fromMs + span.untilMs) / 2
    const home = stretches.findIndex(({ fromMs, untilMs }) => middle >= fromMs && middle < untilMs)
    if (!filled.includes(true) && home >= 0) filled[home] = true
    for (const [at, is] of filled.entries()) if (is) within[at] = true
  }
  return within
}

function ms(duration: string): number {
  return parseDuration(duration) ?? 0
}
