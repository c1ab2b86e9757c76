/**
 * Time for the runtime: a monotonic clock for every wait (R11), wall time for display and HTTP
 * dates only, and a timer. Tests bring their own.
 */

export interface Timer {
  ref?(): unknown
  unref?(): unknown
}

export interface Clock {
  /** Monotonic ms, with fractions. */
  now(): number
  /** ms since 1970; may jump. */
  wallNow(): number
  /** `ms`: 1 to 2^31 - 1. */
  setTimeout(run: () => void, ms: number): Timer
  clearTimeout(timer: Timer): void
  /** Runs once, after what the current turn of the event loop still has to do. */
  afterTurn(run: () => void): void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  // Not unref'd: then the loop may first sleep until the next timer, and run it after that.
  afterTurn: (run) => void setImmediate(run),
}

/** Reads that may share one reading of the clock. */
const SHARED_READS = 64
/** Reads closer than this, in ms, count as a rush. */
const RUSH_MS = 0.02

/**
 * A clock for stamps that are only shown or compared with seconds (how long a call took when it
 * failed, `maxElapsed`): reading the real one costs as much as all the rest of a successful call.
 * In a rush of calls, up to 64 of them within one turn of the event loop share a reading; it is
 * never used in a later turn. It is exact otherwise, and may only lag, never run ahead.
 */
export class CoarseClock {
  #clock: Clock
  #at = Number.NEGATIVE_INFINITY
  #left = 0
  #awaitsTurn = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    if (this.#left > 0) {
      this.#left--
      return this.#at
    }
    return this.#read()
  }

  #read(): number {
    const now = this.#clock.now()
    const rush = now - this.#at < RUSH_MS * SHARED_READS
    this.#at = now
    if (rush) this.#share()
    return now
  }

  #share(): void {
    this.#left = SHARED_READS
    if (this.#awaitsTurn) return
    this.#awaitsTurn = true
    this.#clock.afterTurn(() => {
      this.#awaitsTurn = false
      this.#left = 0
    })
  }
}
