/**
 * What became of the calls of the last while, for rates and percentiles over a window: cumulative
 * counts are kept at up to 13 moments and taken from those of now. An operation without calls keeps
 * what it has once, not 13 times.
 */
import type { Histogram, HistogramData } from '../metrics/histogram.js'
import type { OperationMeter } from '../metrics/operation-meter.js'

/** Moments kept of a window. */
const SLICES = 12

interface Sample {
  readonly at: number
  readonly generation: number
  readonly ended: number
  readonly errors: number
  /** null: empty, or not wanted. */
  readonly latency: HistogramData | null
}

export interface RecentCalls {
  /** Calls that ended, cancelled ones not counted. */
  readonly ended: number
  /** Of those: failed, timed out or rejected. */
  readonly errors: number
  /** Durations of the window; null where they are not wanted. */
  readonly latency: () => Histogram | null
}

export class CallWindow {
  readonly #windowMs: number
  readonly #wantsLatency: boolean
  #series = new Map<OperationMeter, Sample[]>()
  #lookedAt: number

  /** What `meters` have counted before is of the past. */
  constructor(
    windowMs: number,
    wantsLatency: boolean,
    meters: readonly OperationMeter[],
    now: number,
  ) {
    this.#windowMs = windowMs
    this.#wantsLatency = wantsLatency
    this.#lookedAt = now
    for (const meter of meters) this.#series.set(meter, [this.#sample(meter, now, null)])
  }

  /** Takes the counts of now as the past of the looks to come; forgets who is gone. */
  take(meters: readonly OperationMeter[], now: number): void {
    const series = new Map<OperationMeter, Sample[]>()
    for (const meter of meters) series.set(meter, this.#next(meter, now))
    this.#series = series
    this.#lookedAt = now
  }

  /** Calls since the begin of the window; call before `take`. */
  recent(meter: OperationMeter, now: number): RecentCalls {
    const base = this.#base(meter, now)
    const { success, failure, timeout, rejected } = meter.totals()
    const errors = failure + timeout + rejected
    return {
      ended: success + errors - base.ended,
      errors: errors - base.errors,
      latency: () => (this.#wantsLatency ? meter.latency.since(base.latency ?? NOTHING) : null),
    }
  }

  #base(meter: OperationMeter, now: number): Sample {
    const samples = this.#samples(meter)
    const oldest = now - this.#windowMs
    // The last one that is old enough: the window is whole, and hardly longer.
    return samples.findLast(({ at }) => at <= oldest) ?? samples[0]!
  }

  #samples(meter: OperationMeter): readonly Sample[] {
    const { generation } = meter
    const known = this.#series.get(meter)
    if (known !== undefined && known[0]!.generation === generation) return known
    const at = this.#lookedAt
    // Begun since the last look: all that it has counted is recent.
    if (known === undefined && generation === 0) {
      return [{ at, generation, ended: 0, errors: 0, latency: null }]
    }
    // Reset, or it took over old counts of others: what came before now is not known.
    return [this.#sample(meter, at, null)]
  }

  #next(meter: OperationMeter, now: number): Sample[] {
    const samples = this.#samples(meter)
    const last = samples[samples.length - 1]!
    if (this.#series.get(meter) === samples && now - last.at < this.#windowMs / SLICES) {
      return samples as Sample[]
    }
    const oldest = now - this.#windowMs
    const from = samples.findLastIndex(({ at }) => at <= oldest)
    return [...samples.slice(Math.max(0, from)), this.#sample(meter, now, last)]
  }

  #sample(meter: OperationMeter, at: number, last: Sample | null): Sample {
    const { success, failure, timeout, rejected } = meter.totals()
    const errors = failure + timeout + rejected
    const { generation, latency } = meter
    const same = last?.latency && last.latency.count === latency.count ? last.latency : null
    const data = this.#wantsLatency && latency.count > 0 ? (same ?? latency.toJSON()) : null
    return { at, generation, ended: success + errors, errors, latency: data }
  }
}

const NOTHING: HistogramData = { count: 0, sumMs: 0, minMs: null, maxMs: null, buckets: [] }
