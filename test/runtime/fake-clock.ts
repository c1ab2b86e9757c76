/** A clock that a test turns by hand: timers run in order, and promises settle in between. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock, Timer } from '../../src/runtime/clock.js'

interface FakeTimer extends Timer {
  ref(): void
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export class FakeClock implements Clock {
  #now = 0
  #order = 0
  #timers: FakeTimer[] = []
  #afterTurn: (() => void)[] = []
  /** Lengths of all timers that were set. */
  readonly set: number[] = []
  wall = 1_700_000_000_000

  get pending(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#now
  }

  wallNow(): number {
    return this.wall
  }

  setTimeout(run: () => void, ms: number): Timer {
    this.set.push(ms)
    const timer = { at: this.#now + ms, order: this.#order++, run, ref() {} }
    this.#timers.push(timer)
    return timer
  }

  clearTimeout(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer)
  }

  afterTurn(run: () => void): void {
    this.#afterTurn.push(run)
  }

  /** Lets every promise that can settle do so. */
  async settle(): Promise<void> {
    await turn()
    for (const run of this.#afterTurn.splice(0)) run()
    await turn()
  }

  /** Time goes by within the turn: no timer runs, no promise settles. */
  skip(ms: number): void {
    this.#now += ms
  }

  async runTo(end: number): Promise<void> {
    await this.settle()
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at || a.order - b.order)
      const next = this.#timers[0]
      if (!next || next.at > end) break
      this.#timers.shift()
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await this.settle()
    }
    this.#now = end
  }
}
