/**
 * All waits of an orchestrator on one timer: a binary heap whose entries know their place, so that
 * arming and disarming a wait that never comes due (the usual fate of a time limit) makes no timer.
 * What is due at the same time is woken in the order in which it was set, as in the simulator.
 * The timer holds the process up exactly while something waits (R27). Waits longer than a timer can
 * take are split (R21); nothing fires before its time.
 */
import type { Clock, Timer } from './clock.js'

/** What waits; the fields belong to the queue. */
export interface Waiter {
  /** Monotonic ms. */
  dueAt: number
  /** Place in the heap, -1 when not waiting. */
  place: number
  /** Counts what was set: of equal times the first comes first. */
  turn: number
  due(now: number): void
}

/** The longest wait of setTimeout; it fires a longer one at once. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1

export class TimerQueue {
  readonly #clock: Clock
  readonly #heap: Waiter[] = []
  #timer: Timer | null = null
  #armedFor = Number.POSITIVE_INFINITY
  #checksTurn = false
  #turns = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#heap.length
  }

  /** Waits until `at`; moves the wait if there is one already. Infinity ends it. */
  set(waiter: Waiter, at: number): void {
    if (at === Number.POSITIVE_INFINITY) {
      this.delete(waiter)
      return
    }
    if (waiter.place >= 0) {
      if (waiter.dueAt === at) return
      this.delete(waiter)
    }
    waiter.dueAt = at
    waiter.turn = this.#turns++
    waiter.place = this.#heap.length
    this.#heap.push(waiter)
    this.#up(waiter)
    if (at < this.#armedFor) this.#arm()
  }

  delete(waiter: Waiter): void {
    const { place } = waiter
    if (place < 0) return
    waiter.place = -1
    const last = this.#heap.pop()!
    if (last !== waiter) {
      last.place = place
      this.#heap[place] = last
      this.#up(last)
      this.#down(last)
    }
    if (this.#heap.length === 0 && !this.#checksTurn) {
      this.#checksTurn = true
      this.#clock.afterTurn(() => {
        this.#checksTurn = false
        if (this.#heap.length === 0) this.#disarm()
      })
    }
  }

  /** Everything that waits; for shutdown. */
  waiting(): Waiter[] {
    return [...this.#heap]
  }

  #arm(): void {
    const at = this.#heap[0]!.dueAt
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    // Rounded up: a timer of less than a whole ms would come early.
    const wait = Math.ceil(at - this.#clock.now())
    this.#armedFor = at
    this.#timer = this.#clock.setTimeout(this.#fire, Math.min(MAX_TIMEOUT_MS, Math.max(1, wait)))
  }

  #disarm(): void {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    this.#armedFor = Number.POSITIVE_INFINITY
  }

  readonly #fire = (): void => {
    this.#timer = null
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = this.#clock.now()
    while (this.#heap.length > 0 && this.#heap[0]!.dueAt <= now) {
      const first = this.#heap[0]!
      this.delete(first)
      first.due(now)
    }
    if (this.#heap.length > 0 && this.#timer === null) this.#arm()
  }

  #up(waiter: Waiter): void {
    const heap = this.#heap
    while (waiter.place > 0) {
      const parent = heap[(waiter.place - 1) >> 1]!
      if (isBefore(parent, waiter)) return
      this.#swap(parent, waiter)
    }
  }

  #down(waiter: Waiter): void {
    const heap = this.#heap
    for (;;) {
      const left = heap[waiter.place * 2 + 1]
      if (left === undefined) return
      const right = heap[waiter.place * 2 + 2]
      const least = right !== undefined && isBefore(right, left) ? right : left
      if (isBefore(waiter, least)) return
      this.#swap(waiter, least)
    }
  }

  /** `upper` stands above `lower`; they change places. */
  #swap(upper: Waiter, lower: Waiter): void {
    const heap = this.#heap
    const place = upper.place
    upper.place = lower.place
    lower.place = place
    heap[upper.place] = upper
    heap[place] = lower
  }
}

function isBefore(a: Waiter, b: Waiter): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.turn < b.turn)
}
