/**
 * A limit on concurrency with a queue in order of arrival. Holds attempts (or calls as a whole) by
 * links inside of them, so that an aborted one leaves the queue at once and in constant time (R28).
 * A slot is held until the work really ends, not until its caller stops waiting (R29).
 */
import { type Attempt, Flag } from './attempt.js'

export interface BulkheadLimits {
  /** ≥ 1. */
  readonly maxConcurrent: number
  /** ≥ 0, Infinity for unlimited. */
  readonly maxQueued: number
}

export const ENTERED = 0
export const QUEUED = 1
export const FULL = 2

export class Bulkhead {
  #limits: BulkheadLimits
  #head: Attempt | null = null
  #tail: Attempt | null = null
  inFlight = 0
  queued = 0

  /** The owner of a holder that gets its slot out of the queue is told by `granted`. */
  constructor(limits: BulkheadLimits) {
    this.#limits = limits
  }

  get limits(): BulkheadLimits {
    return this.#limits
  }

  /** ENTERED, QUEUED or FULL. Who comes later never overtakes the queue. */
  enter(holder: Attempt): typeof ENTERED | typeof QUEUED | typeof FULL {
    if (this.inFlight < this.#limits.maxConcurrent && this.#head === null) {
      this.inFlight++
      holder.flags |= Flag.SLOT
      return ENTERED
    }
    if (this.queued >= this.#limits.maxQueued) return FULL
    holder.flags |= Flag.QUEUED
    holder.previous = this.#tail
    if (this.#tail) this.#tail.next = holder
    else this.#head = holder
    this.#tail = holder
    this.queued++
    return QUEUED
  }

  /** Gives the slot back and hands it to the first in the queue; nothing if none is held. */
  exit(holder: Attempt): void {
    if ((holder.flags & Flag.SLOT) === 0) return
    holder.flags &= ~Flag.SLOT
    this.inFlight--
    this.#grant()
  }

  /** Takes an aborted or overdue holder out of the queue; nothing if it is not in it. */
  leave(holder: Attempt): void {
    if ((holder.flags & Flag.QUEUED) === 0) return
    holder.flags &= ~Flag.QUEUED
    if (holder.previous) holder.previous.next = holder.next
    else this.#head = holder.next
    if (holder.next) holder.next.previous = holder.previous
    else this.#tail = holder.previous
    holder.previous = null
    holder.next = null
    this.queued--
  }

  /** Takes changed limits on; those inside stay, and more slots let more in (R35). */
  configure(limits: BulkheadLimits): void {
    this.#limits = limits
    this.#grant()
  }

  /** All who wait, first come first. */
  waiting(): Attempt[] {
    const holders: Attempt[] = []
    for (let holder = this.#head; holder; holder = holder.next) holders.push(holder)
    return holders
  }

  #grant(): void {
    while (this.#head !== null && this.inFlight < this.#limits.maxConcurrent) {
      const holder = this.#head
      this.leave(holder)
      this.inFlight++
      holder.flags |= Flag.SLOT
      holder.call.granted()
    }
  }
}
