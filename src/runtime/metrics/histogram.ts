/**
 * A histogram of durations in fixed memory: log-linear buckets, 32 to each doubling. Recording is a
 * handful of integer operations (a sorted sample would cost a sort on each look).
 *
 * Error: a percentile is the middle of the bucket that holds the exact one by nearest rank, so it
 * is off by at most 1/64 of it (1.6 %), or half a µs below 32 µs; never outside of the exact least
 * and greatest. Above 2^36 µs (19 hours) all go into the last bucket; `maxMs` is exact even then.
 * Memory: 8 KiB, made with the first value. Merging and taking apart are exact on buckets.
 */

/** Sub-buckets of a doubling, as a power of two. */
const BITS = 5
const SUB = 1 << BITS
/** Durations from 2^36 µs on share the last bucket. */
const TOP_BITS = 36
const BUCKETS = (TOP_BITS - BITS + 1) * SUB
/** Beyond 31 bits the value is shifted right first; each bit is `SUB` buckets. */
const SHIFT_BITS = 6

/** Share of a duration by which a percentile may be off; below 32 µs it is half a µs instead. */
export const RELATIVE_ERROR = 1 / (2 * SUB)

/** A histogram as plain data: only buckets that hold something, as index and count in turns. */
export interface HistogramData {
  readonly count: number
  readonly sumMs: number
  /** null when it is empty. */
  readonly minMs: number | null
  readonly maxMs: number | null
  readonly buckets: readonly number[]
}

export class Histogram {
  #buckets: Float64Array | null = null
  #count = 0
  #sumMs = 0
  #minMs = Number.POSITIVE_INFINITY
  #maxMs = 0

  static from(data: HistogramData): Histogram {
    const made = new Histogram()
    made.#count = data.count
    made.#sumMs = data.sumMs
    made.#minMs = data.minMs ?? Number.POSITIVE_INFINITY
    made.#maxMs = data.maxMs ?? 0
    if (data.count > 0) made.#buckets = dense(data.buckets)
    return made
  }

  get count(): number {
    return this.#count
  }

  /** Sum of all durations, ms. */
  get sumMs(): number {
    return this.#sumMs
  }

  /** null when it is empty. */
  get minMs(): number | null {
    return this.#count === 0 ? null : this.#minMs
  }

  get maxMs(): number | null {
    return this.#count === 0 ? null : this.#maxMs
  }

  get meanMs(): number | null {
    return this.#count === 0 ? null : this.#sumMs / this.#count
  }

  /** `ms`: ≥ 0, with fractions; what is not (a clock's slip, NaN) counts as 0. */
  record(ms: number): void {
    const value = ms > 0 ? ms : 0
    this.#buckets ??= new Float64Array(BUCKETS)
    this.#buckets[bucketOf(value * 1000)]! += 1
    this.#count++
    this.#sumMs += value
    if (value < this.#minMs) this.#minMs = value
    if (value > this.#maxMs) this.#maxMs = value
  }

  /**
   * The duration that a share `q` (0 to 1) of all stays within, ms, by nearest rank; null when it
   * is empty. `q` outside of 0..1 is taken as the nearer end.
   */
  percentile(q: number): number | null {
    if (this.#count === 0) return null
    const rank = Math.max(1, Math.ceil(Math.min(1, q) * this.#count))
    if (rank >= this.#count) return this.#maxMs
    let seen = 0
    const buckets = this.#buckets!
    for (let index = 0; index < BUCKETS; index++) {
      seen += buckets[index]!
      if (seen >= rank) return this.#clamp(middleUs(index) / 1000)
    }
    return this.#maxMs
  }

  /** How many stayed within `ms`, to the bucket: those in the bucket of `ms` count. */
  countWithin(ms: number): number {
    if (this.#buckets === null || !(ms >= 0)) return 0
    if (ms >= this.#maxMs) return this.#count
    const last = bucketOf(ms * 1000)
    let seen = 0
    for (let index = 0; index <= last; index++) seen += this.#buckets[index]!
    return seen
  }

  /** Adds all of another: as if its durations had been recorded here. */
  merge(other: Histogram): void {
    if (other.#buckets === null) return
    this.#buckets ??= new Float64Array(BUCKETS)
    for (let index = 0; index < BUCKETS; index++) this.#buckets[index]! += other.#buckets[index]!
    this.#count += other.#count
    this.#sumMs += other.#sumMs
    this.#minMs = Math.min(this.#minMs, other.#minMs)
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs)
  }

  /**
   * What came since an earlier state of this very histogram. Least and greatest are those of the
   * buckets then (the exact ones are not known any more), no further out than the exact ones of
   * all.
   */
  since(earlier: HistogramData): Histogram {
    const made = new Histogram()
    if (this.#buckets === null) return made
    const buckets = Float64Array.from(this.#buckets)
    for (let i = 0; i < earlier.buckets.length; i += 2) {
      buckets[earlier.buckets[i]!]! -= earlier.buckets[i + 1]!
    }
    const first = buckets.findIndex((count) => count > 0)
    if (first < 0) return made
    made.#buckets = buckets
    made.#count = this.#count - earlier.count
    made.#sumMs = this.#sumMs - earlier.sumMs
    made.#minMs = Math.max(this.#minMs, lowerUs(first) / 1000)
    const last = buckets.findLastIndex((count) => count > 0)
    made.#maxMs = Math.min(this.#maxMs, last === BUCKETS - 1 ? this.#maxMs : middleUs(last) / 1000)
    return made
  }

  reset(): void {
    this.#buckets = null
    this.#count = 0
    this.#sumMs = 0
    this.#minMs = Number.POSITIVE_INFINITY
    this.#maxMs = 0
  }

  toJSON(): HistogramData {
    const buckets: number[] = []
    this.#buckets?.forEach((count, index) => {
      if (count > 0) buckets.push(index, count)
    })
    const { count, sumMs, minMs, maxMs } = this
    return { count, sumMs, minMs, maxMs, buckets }
  }

  #clamp(ms: number): number {
    return Math.min(this.#maxMs, Math.max(this.#minMs, ms))
  }
}

function dense(pairs: readonly number[]): Float64Array {
  const buckets = new Float64Array(BUCKETS)
  for (let i = 0; i < pairs.length; i += 2) buckets[pairs[i]!] = pairs[i + 1]!
  return buckets
}

/** Below 32 µs a bucket for each µs, from there 32 for each doubling. */
function bucketOf(us: number): number {
  if (us < 0x7fffffff) return smallBucketOf(us | 0)
  if (us >= 2 ** TOP_BITS) return BUCKETS - 1
  return smallBucketOf(Math.floor(us / 2 ** SHIFT_BITS)) + SHIFT_BITS * SUB
}

/** `us`: a whole number below 2^31. */
function smallBucketOf(us: number): number {
  if (us < SUB) return us
  const exponent = 31 - Math.clz32(us) - BITS
  return exponent * SUB + (us >>> exponent)
}

/** The least whole µs that the bucket holds. */
function lowerUs(index: number): number {
  if (index < 2 * SUB) return index
  const exponent = Math.floor(index / SUB) - 1
  return (index - exponent * SUB) * 2 ** exponent
}

/** Bucket `index` holds µs from `lowerUs(index)` up to, not with, `lowerUs(index + 1)`. */
function middleUs(index: number): number {
  return (lowerUs(index) + lowerUs(index + 1)) / 2
}
