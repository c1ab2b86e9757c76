/**
 * The timeline of a run as columns to draw: rates per second, shares, latencies. Not more columns
 * than eyes can tell apart: a long run's buckets are put together, rates as their mean, latencies
 * as the worst of them. What ends after the load has ended (the run waits for it) is left out.
 */
import type { BucketResult, SimulationResult } from '../../simulator/simulate.js'
import { capacityPerS } from './capacity.js'
import { OUTCOMES, type OutcomeKey } from './palette.js'

const MAX_COLUMNS = 600

export type Values = readonly (number | null)[]

export interface Timeline {
  /** Length of a column, and of all. */
  readonly stepS: number
  readonly untilS: number
  /** Begin of each column. */
  readonly atS: readonly number[]
  /** Calls per second that came. */
  readonly offered: Values
  /** Calls per second that ended so; kinds that never occur are left out. */
  readonly outcomes: readonly { readonly key: OutcomeKey; readonly values: readonly number[] }[]
  /** ms; null where no call ended. */
  readonly p50: Values
  readonly p95: Values
  readonly p99: Values
  /** Attempts sent ÷ calls that came, in the same column; null where none came. */
  readonly amplification: Values
  /** Attempts per second at the upstream, and work per second that ended for nobody. */
  readonly arrived: Values
  readonly wasted: Values
  /** Attempts per second that the upstream can serve; null: not known, or no limit. */
  readonly capacity: Values
  /** Shares of the clients, 0..1. */
  readonly closed: Values
  readonly halfOpen: Values
  readonly open: Values
}

export type Upstream = Parameters<typeof capacityPerS>[0]

export function timelineOf(result: SimulationResult, upstream: Upstream): Timeline {
  const { bucketMs, durationMs } = result
  const buckets = result.timeline.filter(({ atMs }) => atMs < durationMs)
  const size = Math.max(1, Math.ceil(durationMs / bucketMs / MAX_COLUMNS))
  const columns: BucketResult[][] = []
  for (let i = 0; i < buckets.length; i += size) columns.push(buckets.slice(i, i + size))

  const each = <T>(read: (column: readonly BucketResult[]) => T) => columns.map(read)
  const mean = (of: (bucket: BucketResult) => number) =>
    each((column) => sum(column, of) / column.length)
  const perS = (of: (bucket: BucketResult) => number) => {
    return mean(of).map((count) => count / (bucketMs / 1000))
  }
  const worst = (of: 'p50' | 'p95' | 'p99') =>
    each((column) => {
      const known = column.flatMap((bucket) => bucket[of] ?? [])
      return known.length === 0 ? null : Math.max(...known)
    })
  const open = mean((bucket) => bucket.openShare)
  const halfOpen = mean((bucket) => bucket.halfOpenShare)
  return {
    stepS: (size * bucketMs) / 1000,
    untilS: durationMs / 1000,
    atS: each(([first]) => first!.atMs / 1000),
    offered: perS((bucket) => bucket.offered),
    outcomes: OUTCOMES.map(({ key }) => ({ key, values: perS(reader(key)) })).filter(({ values }) =>
      values.some((value) => value > 0),
    ),
    p50: worst('p50'),
    p95: worst('p95'),
    p99: worst('p99'),
    amplification: each((column) => {
      const calls = sum(column, (bucket) => bucket.offered)
      return calls === 0 ? null : sum(column, (bucket) => bucket.attempts) / calls
    }),
    arrived: perS((bucket) => bucket.arrived),
    wasted: perS((bucket) => bucket.wasted),
    capacity: each((column) => capacityPerS(upstream, column.at(-1)!.workers)),
    closed: open.map((share, i) => Math.max(0, 1 - share - halfOpen[i]!)),
    halfOpen,
    open,
  }
}

function reader(key: OutcomeKey): (bucket: BucketResult) => number {
  if (key === 'ok') return (bucket) => bucket.succeeded
  if (key === 'fallback') return (bucket) => bucket.fellBack
  return (bucket) => bucket.failed[key]
}

function sum(column: readonly BucketResult[], of: (bucket: BucketResult) => number): number {
  return column.reduce((total, bucket) => total + of(bucket), 0)
}
