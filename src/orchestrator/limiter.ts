/**
 * Rate limiters: permits per period, given now or promised for later. One class for each algorithm,
 * all with the same two methods. `now` is monotonic ms and may stand still; a limiter that sees it
 * go back treats it as standing still.
 */
import type { ResolvedPolicy } from '../policy/resolved.js'

export type RateLimit = NonNullable<ResolvedPolicy['rateLimit']>

export interface Limiter {
  /**
   * Takes a permit that holds `wait` ms from now: returns that wait, 0 for at once. A wait longer
   * than `maxWaitMs` takes nothing and returns -1 - wait (always < 0).
   */
  reserve(now: number, maxWaitMs: number): number
  /** Gives back a permit whose time (`at` = now + wait of `reserve`) has not come. */
  cancel(at: number): void
}

const EPSILON = 1e-9

export function createLimiter(limit: RateLimit): Limiter {
  // Less than one permit in a period is one permit in a longer period.
  const scale = limit.limit < 1 ? 1 / limit.limit : 1
  const permits = Math.max(1, limit.limit)
  const periodMs = limit.periodMs * scale
  switch (limit.algorithm) {
    case 'token-bucket':
      return new TokenBucket(permits / periodMs, limit.burst ?? permits)
    case 'fixed-window':
      return new FixedWindow(Math.floor(permits), periodMs)
    case 'sliding-window':
      return new SlidingWindow(Math.floor(permits), periodMs)
    case 'smooth':
      return new Smooth(periodMs / permits)
  }
}

/** Fills evenly up to `burst`; a promised permit is a debt. */
class TokenBucket implements Limiter {
  #tokens: number
  #at: number | undefined

  constructor(
    private readonly perMs: number,
    private readonly burst: number,
  ) {
    this.#tokens = burst
  }

  reserve(now: number, maxWaitMs: number): number {
    const passed = Math.max(0, now - (this.#at ?? now))
    this.#tokens = Math.min(this.burst, this.#tokens + passed * this.perMs)
    this.#at = Math.max(now, this.#at ?? now)
    const missing = 1 - this.#tokens
    const wait = missing <= EPSILON ? 0 : missing / this.perMs
    if (wait > maxWaitMs) return -1 - wait
    this.#tokens -= 1
    return wait
  }

  cancel(): void {
    this.#tokens = Math.min(this.burst, this.#tokens + 1)
  }
}

/** `limit` permits in each period, counted from the first call; periods ahead can be promised. */
class FixedWindow implements Limiter {
  #origin: number | undefined
  #period = 0
  #left: number

  constructor(
    private readonly limit: number,
    private readonly periodMs: number,
  ) {
    this.#left = limit
  }

  reserve(now: number, maxWaitMs: number): number {
    this.#origin ??= now
    const period = Math.floor((now - this.#origin) / this.periodMs)
    if (period > this.#period) {
      this.#left = Math.min(this.limit, this.#left + (period - this.#period) * this.limit)
      this.#period = period
    }
    const ahead = this.#left >= 1 ? 0 : 1 + Math.floor(-this.#left / this.limit)
    const start = this.#origin + (this.#period + ahead) * this.periodMs
    const wait = ahead === 0 ? 0 : Math.max(0, start - now)
    if (wait > maxWaitMs) return -1 - wait
    this.#left -= 1
    return wait
  }

  cancel(): void {
    this.#left = Math.min(this.limit, this.#left + 1)
  }
}

/** Exact: no stretch of `periodMs` ever holds more than `limit` permits. */
class SlidingWindow implements Limiter {
  /** Times of permits, ascending, from `#first` on; promised ones included. */
  #times: number[] = []
  #first = 0
  #now = Number.NEGATIVE_INFINITY

  constructor(
    private readonly limit: number,
    private readonly periodMs: number,
  ) {}

  reserve(now: number, maxWaitMs: number): number {
    this.#now = Math.max(this.#now, now)
    this.#forget(this.#now - this.periodMs)
    const held = this.#times.length - this.#first
    const blocker = held < this.limit ? undefined : this.#times[this.#times.length - this.limit]
    const at = blocker === undefined ? this.#now : Math.max(this.#now, blocker + this.periodMs)
    const wait = at - this.#now
    if (wait > maxWaitMs) return -1 - wait
    this.#times.push(at)
    return wait
  }

  cancel(at: number): void {
    const place = this.#times.lastIndexOf(at)
    if (place >= this.#first) this.#times.splice(place, 1)
  }

  #forget(until: number): void {
    while (this.#first < this.#times.length && this.#times[this.#first]! <= until) this.#first++
    if (this.#first > 1024 && this.#first * 2 > this.#times.length) {
      this.#times.splice(0, this.#first)
      this.#first = 0
    }
  }
}

/** Evenly spaced permits; none is saved up. */
class Smooth implements Limiter {
  #free = Number.NEGATIVE_INFINITY

  constructor(private readonly intervalMs: number) {}

  reserve(now: number, maxWaitMs: number): number {
    const wait = Math.max(0, this.#free - now)
    if (wait > maxWaitMs) return -1 - wait
    this.#free = now + wait + this.intervalMs
    return wait
  }

  cancel(at: number): void {
    // Only the last promise can be taken back: later ones already stand on it.
    if (Math.abs(this.#free - (at + this.intervalMs)) < EPSILON) this.#free = at
  }
}
