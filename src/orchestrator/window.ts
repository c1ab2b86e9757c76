/**
 * What a breaker looks back at: consecutive failures, the last calls, or the last stretch of time.
 * Each equals a count over the raw events by brute force, idle gaps included (R10). Time windows
 * keep 60 slices, so an event leaves up to 1/60 of the window early, never late.
 *
 * Counts are read after `settle(now)`. `now` is monotonic ms; a smaller one than before counts as
 * the last one.
 */
import type { ResolvedBreaker } from '../policy/resolved.js'

export interface Recorder {
  record(now: number, failed: boolean, slow: boolean): void
}

export interface Window extends Recorder {
  /** Outcomes held. In consecutive mode: the failures in a row. */
  total: number
  failures: number
  slow: number
  /** Lets what is too old go. */
  settle(now: number): void
  clear(): void
  /** Records what is held into another window, oldest first, at its own times (R35). */
  replay(into: Recorder, now: number): void
}

export const SLICES = 60

export function createWindow(breaker: ResolvedBreaker): Window {
  const { calls, durationMs, kind } = breaker.window
  if (breaker.mode === 'count-window') return new CountWindow(calls ?? 100)
  if (breaker.mode === 'time-window') {
    return new TimeWindow(durationMs ?? 10_000, kind === 'tumbling' ? 1 : SLICES)
  }
  if (durationMs === null) return new Consecutive()
  if (kind === 'tumbling') return new ConsecutivePerPeriod(durationMs)
  return new ConsecutiveWithin(durationMs, (breaker.threshold ?? 1) + 1)
}

/** Failures in a row; a success ends the row. */
export class Consecutive implements Window {
  total = 0
  failures = 0
  slow = 0

  record(_now: number, failed: boolean, _slow: boolean): void {
    if (failed) this.failures++
    else this.failures = 0
    this.total = this.failures
  }

  settle(_now: number): void {}

  clear(): void {
    this.failures = 0
    this.total = 0
  }

  replay(into: Recorder, now: number): void {
    for (let i = 0; i < this.failures; i++) into.record(now, true, false)
  }
}

/** Failures in a row since the last multiple of `periodMs`. */
class ConsecutivePerPeriod extends Consecutive {
  #period = Number.NEGATIVE_INFINITY

  constructor(private readonly periodMs: number) {
    super()
  }

  override record(now: number, failed: boolean, slow: boolean): void {
    this.settle(now)
    super.record(now, failed, slow)
  }

  override settle(now: number): void {
    const period = Math.floor(now / this.periodMs)
    if (period <= this.#period) return
    this.#period = period
    this.clear()
  }
}

/** Failures in a row that are younger than `durationMs`; remembers at most `most` of them. */
class ConsecutiveWithin extends Consecutive {
  #times: number[] = []

  constructor(
    private readonly durationMs: number,
    private readonly most: number,
  ) {
    super()
  }

  override record(now: number, failed: boolean, _slow: boolean): void {
    if (failed) {
      this.#times.push(now)
      if (this.#times.length > this.most) this.#times.shift()
    } else {
      this.#times.length = 0
    }
    this.settle(now)
  }

  override settle(now: number): void {
    const fresh = this.#times.findIndex((time) => now - time < this.durationMs)
    if (fresh !== 0) this.#times.splice(0, fresh < 0 ? this.#times.length : fresh)
    this.failures = this.#times.length
    this.total = this.failures
  }

  override clear(): void {
    this.#times.length = 0
    super.clear()
  }

  override replay(into: Recorder): void {
    for (const time of this.#times) into.record(time, true, false)
  }
}

const FAILED = 1
const SLOW = 2

/** The last `size` outcomes. */
class CountWindow implements Window {
  total = 0
  failures = 0
  slow = 0
  #ring: Uint8Array
  #next = 0

  constructor(size: number) {
    this.#ring = new Uint8Array(size)
  }

  record(_now: number, failed: boolean, slow: boolean): void {
    if (this.total === this.#ring.length) this.#count(this.#ring[this.#next]!, -1)
    const outcome = (failed ? FAILED : 0) | (slow ? SLOW : 0)
    this.#ring[this.#next] = outcome
    this.#count(outcome, 1)
    this.#next = this.#next + 1 === this.#ring.length ? 0 : this.#next + 1
  }

  settle(_now: number): void {}

  clear(): void {
    this.total = 0
    this.failures = 0
    this.slow = 0
    this.#next = 0
  }

  replay(into: Recorder, now: number): void {
    const size = this.#ring.length
    for (let i = 0; i < this.total; i++) {
      const outcome = this.#ring[(this.#next - this.total + i + size) % size]!
      into.record(now, (outcome & FAILED) !== 0, (outcome & SLOW) !== 0)
    }
  }

  #count(outcome: number, by: 1 | -1): void {
    this.total += by
    if (outcome & FAILED) this.failures += by
    if (outcome & SLOW) this.slow += by
  }
}

/** The last `durationMs` in `slices` parts at its multiples; one part makes it tumbling. */
class TimeWindow implements Window {
  total = 0
  failures = 0
  slow = 0
  #sliceMs: number
  /** Total, failures and slow of each slice; slice `i` stands at `(i mod slices) * 3`. */
  #counts: Uint32Array
  #head = Number.NEGATIVE_INFINITY

  constructor(
    durationMs: number,
    private readonly slices: number,
  ) {
    this.#sliceMs = durationMs / slices
    this.#counts = new Uint32Array(slices * 3)
  }

  record(now: number, failed: boolean, slow: boolean): void {
    this.settle(now)
    const at = this.#place(this.#head)
    this.#counts[at]!++
    this.total++
    if (failed) {
      this.#counts[at + 1]!++
      this.failures++
    }
    if (slow) {
      this.#counts[at + 2]!++
      this.slow++
    }
  }

  settle(now: number): void {
    const head = Math.floor(now / this.#sliceMs)
    if (head <= this.#head) return
    if (head - this.#head >= this.slices) this.clear()
    else for (let slice = this.#head + 1; slice <= head; slice++) this.#empty(slice)
    this.#head = head
  }

  clear(): void {
    this.#counts.fill(0)
    // So that what is restored afterwards may be older than what was held.
    this.#head = Number.NEGATIVE_INFINITY
    this.total = 0
    this.failures = 0
    this.slow = 0
  }

  replay(into: Recorder, now: number): void {
    this.settle(now)
    for (let slice = this.#head - this.slices + 1; slice <= this.#head; slice++) {
      const at = this.#place(slice)
      const [total, failures, slow] = this.#counts.subarray(at, at + 3)
      const time = Math.min(now, (slice + 0.5) * this.#sliceMs)
      for (let i = 0; i < total!; i++) into.record(time, i < failures!, i < slow!)
    }
  }

  #empty(slice: number): void {
    const at = this.#place(slice)
    this.total -= this.#counts[at]!
    this.failures -= this.#counts[at + 1]!
    this.slow -= this.#counts[at + 2]!
    this.#counts.fill(0, at, at + 3)
  }

  #place(slice: number): number {
    return (((slice % this.slices) + this.slices) % this.slices) * 3
  }
}
