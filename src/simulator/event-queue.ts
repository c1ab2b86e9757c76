/**
 * The kernel: virtual time, and what happens next. Events run in the order of their time, and in
 * the order in which they were scheduled where times are equal, so a run has one order only.
 *
 * Time is in ms and stands on a grid of 1/1024 ms: `schedule` rounds up to it. Sums and differences
 * of grid times are exact (no drift over 10 000 steps), and a last digit that differs between two
 * machines is gone before it can decide anything.
 *
 * A four-ary heap in typed arrays; a cancelled timer stays until it is met, or until half of all
 * are cancelled, when the heap is built anew. A changer must keep the order (time, then sequence):
 * traces are compared byte by byte.
 */

/** Ticks of the clock in one ms. A power of two, so that ms are exact. */
export const TICKS_PER_MS = 1024

/** The kind of an event: its handler, and the type of what it is about. */
export type EventKind<T> = number & { readonly subject?: T }

/** A scheduled event, for `cancel`; valid until it has run or is cancelled. */
export type Timer = number

/** No timer: for fields that hold one. */
export const NO_TIMER: Timer = -1

/** More events than this at one moment mean that time will never go on. */
export const MAX_EVENTS_AT_ONCE = 5_000_000

const FREE = 0
const LIVE = 1
const CANCELLED = 2

export class EventQueue {
  /** ms since the start of the run, on the grid. */
  now = 0
  /** Events that have run. */
  executed = 0
  #size = 0
  #cancelled = 0
  #sequence = 0
  #atOnce = 0
  #heapAt = new Float64Array(64)
  #heapSlot = new Int32Array(64)
  // By slot: what the event is; a slot is taken until its entry leaves the heap.
  #order = new Float64Array(64)
  #kind = new Uint8Array(64)
  #state = new Uint8Array(64)
  #subjects: unknown[] = new Array(64).fill(null)
  #free = new Int32Array(64)
  #freeCount = 0
  #slots = 0
  #handlers: ((subject: never) => void)[] = []

  /** Events that are scheduled and not cancelled. */
  get pending(): number {
    return this.#size - this.#cancelled
  }

  /** Names a kind of event; at most 255 in one run. */
  register<T>(handler: (subject: T) => void): EventKind<T> {
    return this.#handlers.push(handler as (subject: never) => void) - 1
  }

  /** Runs `kind` on `subject` at `at` ms, or now if that has passed. */
  schedule<T>(at: number, kind: EventKind<T>, subject: T): Timer {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#newSlot()
    this.#order[slot] = this.#sequence++
    this.#kind[slot] = kind
    this.#state[slot] = LIVE
    this.#subjects[slot] = subject
    const onGrid = Math.ceil(at * TICKS_PER_MS) / TICKS_PER_MS
    this.#siftUp(this.#size++, onGrid > this.now ? onGrid : this.now, slot)
    return slot
  }

  cancel(timer: Timer): void {
    if (this.#state[timer] !== LIVE) throw new Error(`simulator: timer ${timer} is not live`)
    this.#state[timer] = CANCELLED
    this.#subjects[timer] = null
    this.#cancelled++
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#size) this.#compact()
  }

  /** Time of the next event, Infinity for none. */
  get nextAt(): number {
    while (this.#size > 0 && this.#state[this.#heapSlot[0]!] === CANCELLED) this.#dropCancelled()
    return this.#size > 0 ? this.#heapAt[0]! : Number.POSITIVE_INFINITY
  }

  /** Runs one event; false when there is none up to `untilMs`. */
  step(untilMs: number): boolean {
    while (this.#size > 0) {
      const at = this.#heapAt[0]!
      if (at > untilMs) return false
      const slot = this.#heapSlot[0]!
      if (this.#state[slot] === CANCELLED) {
        this.#dropCancelled()
        continue
      }
      this.#removeFirst()
      if (at > this.now) {
        this.now = at
        this.#atOnce = 0
      } else if (++this.#atOnce > MAX_EVENTS_AT_ONCE) this.#livelock()
      const subject = this.#subjects[slot] as never
      this.#release(slot)
      this.executed++
      this.#handlers[this.#kind[slot]!]!(subject)
      return true
    }
    return false
  }

  /** Runs all events up to and at `untilMs`; the clock stands there afterwards. */
  run(untilMs: number): void {
    while (this.step(untilMs));
    if (Number.isFinite(untilMs) && untilMs > this.now) this.now = untilMs
  }

  #livelock(): never {
    const count = MAX_EVENTS_AT_ONCE
    throw new Error(`simulator: more than ${count} events at ${this.now} ms; time stands still`)
  }

  #dropCancelled(): void {
    const slot = this.#heapSlot[0]!
    this.#removeFirst()
    this.#cancelled--
    this.#release(slot)
  }

  #release(slot: number): void {
    this.#state[slot] = FREE
    this.#subjects[slot] = null
    this.#free[this.#freeCount++] = slot
  }

  #removeFirst(): void {
    const last = --this.#size
    if (last > 0) this.#siftDown(0, this.#heapAt[last]!, this.#heapSlot[last]!)
  }

  #siftUp(from: number, at: number, slot: number): void {
    const heapAt = this.#heapAt
    const heapSlot = this.#heapSlot
    let hole = from
    while (hole > 0) {
      const parent = (hole - 1) >> 2
      // A newcomer never goes before one of the same time: its sequence is higher.
      if (heapAt[parent]! <= at) break
      heapAt[hole] = heapAt[parent]!
      heapSlot[hole] = heapSlot[parent]!
      hole = parent
    }
    heapAt[hole] = at
    heapSlot[hole] = slot
  }

  #siftDown(from: number, at: number, slot: number): void {
    const heapAt = this.#heapAt
    const heapSlot = this.#heapSlot
    const order = this.#order
    const size = this.#size
    let hole = from
    for (;;) {
      let child = hole * 4 + 1
      if (child >= size) break
      const end = child + 4 < size ? child + 4 : size
      let least = child
      let leastAt = heapAt[child]!
      while (++child < end) {
        const childAt = heapAt[child]!
        if (childAt > leastAt) continue
        if (childAt === leastAt && order[heapSlot[child]!]! > order[heapSlot[least]!]!) continue
        least = child
        leastAt = childAt
      }
      if (leastAt > at) break
      if (leastAt === at && order[heapSlot[least]!]! > order[slot]!) break
      heapAt[hole] = leastAt
      heapSlot[hole] = heapSlot[least]!
      hole = least
    }
    heapAt[hole] = at
    heapSlot[hole] = slot
  }

  /**
   * Throws the cancelled out and makes a heap of the rest; the order is that of (time, sequence).
   */
  #compact(): void {
    let kept = 0
    for (let i = 0; i < this.#size; i++) {
      const slot = this.#heapSlot[i]!
      if (this.#state[slot] === CANCELLED) this.#release(slot)
      else {
        this.#heapAt[kept] = this.#heapAt[i]!
        this.#heapSlot[kept++] = slot
      }
    }
    this.#size = kept
    this.#cancelled = 0
    for (let i = (kept - 2) >> 2; i >= 0; i--) {
      this.#siftDown(i, this.#heapAt[i]!, this.#heapSlot[i]!)
    }
  }

  #newSlot(): number {
    if (this.#slots === this.#heapAt.length) this.#grow()
    return this.#slots++
  }

  #grow(): void {
    const length = this.#heapAt.length * 2
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    this.#heapAt = grown(this.#heapAt, new Float64Array(length))
    this.#heapSlot = grown(this.#heapSlot, new Int32Array(length))
    this.#order = grown(this.#order, new Float64Array(length))
    this.#kind = grown(this.#kind, new Uint8Array(length))
    this.#state = grown(this.#state, new Uint8Array(length))
    this.#free = grown(this.#free, new Int32Array(length))
    while (this.#subjects.length < length) this.#subjects.push(null)
  }
}
