/**
 * The kernel: virtual time, and what happens next. Events run in the order of their time, and in
 * the order in which they were scheduled where times are equal, so a run has one order only.
 *
 * Time is in ms and stands on a grid of 1/1024 ms: `schedule` rounds up to it. Sums and differences
 * of grid times are exact (no drift over 10 000 steps), and a last digit that differs between two
 * machines is gone before it can decide anything.
 *
 * A four-ary heap in typed arrays; a cancelled timer stays until it is met, or until half of all
 * are cancelled, when the heap is built anew. Kinds of event that mostly come in order (the time
 * limits of one policy, work that takes equally long) have a lane each: a list that is appended to
 * at no cost, whose head is compared with the top of the heap; what is out of order goes into the
 * heap like everything else. A changer must keep the order (time, then sequence): traces are
 * compared byte by byte.
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

/** `code` of the error for a run whose time stands still; it gets over to other threads. */
export const TIME_STANDS_STILL = 'TIME_STANDS_STILL'

const FREE = 0
const LIVE = 1
const CANCELLED = 2
/** Live, in a lane. */
const IN_LANE = 3

const NONE = -1
/** A lane is looked at with every event: few are cheaper than one heap, many are not. */
const MOST_LANES = 4

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
  // By lane: its ends, Infinity and -Infinity where it is empty. By slot: time and who is next.
  #lanes = 0
  readonly #laneOf = new Int8Array(256).fill(NONE)
  readonly #headAt = new Float64Array(MOST_LANES).fill(Number.POSITIVE_INFINITY)
  readonly #tailAt = new Float64Array(MOST_LANES).fill(Number.NEGATIVE_INFINITY)
  readonly #head = new Int32Array(MOST_LANES).fill(NONE)
  readonly #tail = new Int32Array(MOST_LANES).fill(NONE)
  #laneAt = new Float64Array(64)
  #next = new Int32Array(64)
  #inLanes = 0
  #cancelledInLanes = 0

  /** Events that are scheduled and not cancelled. */
  get pending(): number {
    return this.#size - this.#cancelled + this.#inLanes - this.#cancelledInLanes
  }

  /**
   * Names a kind of event; at most 255 in one run. `inOrder`: most are scheduled for a later time
   * than the one before, so that they are worth a lane (the first four such kinds get one).
   */
  register<T>(handler: (subject: T) => void, inOrder = false): EventKind<T> {
    const kind = this.#handlers.push(handler as (subject: never) => void) - 1
    if (inOrder && this.#lanes < MOST_LANES) this.#laneOf[kind] = this.#lanes++
    return kind
  }

  /** Runs `kind` on `subject` at `at` ms, or now if that has passed. */
  schedule<T>(at: number, kind: EventKind<T>, subject: T): Timer {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#newSlot()
    this.#order[slot] = this.#sequence++
    this.#kind[slot] = kind
    this.#subjects[slot] = subject
    const onGrid = Math.ceil(at * TICKS_PER_MS) / TICKS_PER_MS
    const when = onGrid > this.now ? onGrid : this.now
    const lane = this.#laneOf[kind]!
    if (lane >= 0 && when >= this.#tailAt[lane]!) this.#append(lane, when, slot)
    else {
      this.#state[slot] = LIVE
      this.#siftUp(this.#size++, when, slot)
    }
    return slot
  }

  cancel(timer: Timer): void {
    const state = this.#state[timer]
    if (state !== LIVE && state !== IN_LANE) {
      throw new Error(`simulator: timer ${timer} is not live`)
    }
    this.#state[timer] = CANCELLED
    this.#subjects[timer] = null
    if (state === IN_LANE) this.#cancelInLane(this.#laneOf[this.#kind[timer]!]!, timer)
    else {
      this.#cancelled++
      if (this.#cancelled > 64 && this.#cancelled * 2 > this.#size) this.#compact()
    }
  }

  /** Time of the next event, Infinity for none. */
  get nextAt(): number {
    const first = this.#firstInHeap()
    let at = first === NONE ? Number.POSITIVE_INFINITY : this.#heapAt[0]!
    for (const headAt of this.#headAt) at = Math.min(at, headAt)
    return at
  }

  /** Runs one event; false when there is none up to `untilMs`. */
  step(untilMs: number): boolean {
    let slot = this.#firstInHeap()
    let at = slot === NONE ? Number.POSITIVE_INFINITY : this.#heapAt[0]!
    let from = NONE
    for (let lane = 0; lane < this.#lanes; lane++) {
      const headAt = this.#headAt[lane]!
      if (headAt > at || headAt === Number.POSITIVE_INFINITY) continue
      const head = this.#head[lane]!
      if (headAt === at && this.#order[head]! > this.#order[slot]!) continue
      slot = head
      at = headAt
      from = lane
    }
    if (slot === NONE || at > untilMs) return false
    if (from === NONE) this.#removeFirst()
    else this.#advance(from)
    if (at > this.now) {
      this.now = at
      this.#atOnce = 0
    } else this.stepAtOnce()
    const subject = this.#subjects[slot] as never
    this.#release(slot)
    this.executed++
    this.#handlers[this.#kind[slot]!]!(subject)
    return true
  }

  /** Runs all events up to and at `untilMs`; the clock stands there afterwards. */
  run(untilMs: number): void {
    while (this.step(untilMs));
    if (Number.isFinite(untilMs) && untilMs > this.now) this.now = untilMs
  }

  /** Counts what happens at this moment without an event of its own. */
  stepAtOnce(): void {
    if (++this.#atOnce > MAX_EVENTS_AT_ONCE) this.#livelock()
  }

  #livelock(): never {
    const what = `more than ${MAX_EVENTS_AT_ONCE} events at ${this.now} ms; time stands still`
    throw Object.assign(new Error(`simulator: ${what}`), { code: TIME_STANDS_STILL })
  }

  /** Slot of the first live event in the heap; what is cancelled in front of it goes. */
  #firstInHeap(): number {
    while (this.#size > 0) {
      const slot = this.#heapSlot[0]!
      if (this.#state[slot] !== CANCELLED) return slot
      this.#removeFirst()
      this.#cancelled--
      this.#release(slot)
    }
    return NONE
  }

  #append(lane: number, at: number, slot: number): void {
    this.#state[slot] = IN_LANE
    this.#laneAt[slot] = at
    this.#next[slot] = NONE
    this.#inLanes++
    const tail = this.#tail[lane]!
    if (tail === NONE) {
      this.#head[lane] = slot
      this.#headAt[lane] = at
    } else this.#next[tail] = slot
    this.#tail[lane] = slot
    this.#tailAt[lane] = at
  }

  /** Takes the head of a lane out, and the cancelled behind it. */
  #advance(lane: number): void {
    let head = this.#next[this.#head[lane]!]!
    this.#inLanes--
    while (head !== NONE && this.#state[head] === CANCELLED) {
      const next = this.#next[head]!
      this.#inLanes--
      this.#cancelledInLanes--
      this.#release(head)
      head = next
    }
    this.#head[lane] = head
    if (head !== NONE) this.#headAt[lane] = this.#laneAt[head]!
    else {
      this.#headAt[lane] = Number.POSITIVE_INFINITY
      this.#tail[lane] = NONE
      this.#tailAt[lane] = Number.NEGATIVE_INFINITY
    }
  }

  #cancelInLane(lane: number, slot: number): void {
    if (this.#head[lane] === slot) {
      this.#advance(lane)
      this.#release(slot)
      return
    }
    this.#cancelledInLanes++
    if (this.#cancelledInLanes > 64 && this.#cancelledInLanes * 2 > this.#inLanes) {
      for (let each = 0; each < this.#lanes; each++) this.#compactLane(each)
    }
  }

  /** Its head is live, always. */
  #compactLane(lane: number): void {
    let kept = this.#head[lane]!
    if (kept === NONE) return
    for (let slot = this.#next[kept]!; slot !== NONE; ) {
      const next = this.#next[slot]!
      if (this.#state[slot] === CANCELLED) {
        this.#inLanes--
        this.#cancelledInLanes--
        this.#release(slot)
      } else {
        this.#next[kept] = slot
        kept = slot
      }
      slot = next
    }
    this.#next[kept] = NONE
    this.#tail[lane] = kept
    this.#tailAt[lane] = this.#laneAt[kept]!
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
    this.#laneAt = grown(this.#laneAt, new Float64Array(length))
    this.#next = grown(this.#next, new Int32Array(length))
    this.#kind = grown(this.#kind, new Uint8Array(length))
    this.#state = grown(this.#state, new Uint8Array(length))
    this.#free = grown(this.#free, new Int32Array(length))
    while (this.#subjects.length < length) this.#subjects.push(null)
  }
}
