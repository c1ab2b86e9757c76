/**
 * One try of a call, and the permits that it holds: what must be given back exactly once (R29).
 * Also stands for the call as a whole where a policy is placed outside of the retry (number 0).
 * Fields only; call.ts, breaker.ts and bulkhead.ts say what they mean. Kept small: one is made for
 * each attempt.
 */
/** Bits of `Attempt.flags`. */
export const Flag = {
  /** Started and not yet ended. */
  RUNNING: 1,
  /** Its result no longer decides anything: cut off, cancelled, or a rival was faster. */
  ABANDONED: 2,
  /** Holds a bulkhead slot. */
  SLOT: 4,
  /** Waits in the bulkhead's queue. */
  QUEUED: 8,
  /** Holds a permit of the retry budget. */
  BUDGET: 16,
  /** A further attempt while another runs. */
  HEDGE: 32,
  /** Was cut off at a limit (with ABANDONED). */
  TIMED_OUT: 64,
  /** In the breaker's list of attempts in flight, and already seen to be slow. */
  TRACKED: 128,
  SLOW: 256,
} as const

/** What an attempt belongs to, as far as a queue needs to know. */
export interface AttemptOwner {
  /** The slot that it waited for is its own now. */
  granted(): void
}

/**
 * `declare`: the constructor alone makes the fields. A field declaration would make each twice,
 * which
 * shows in the cost of a call.
 */
export class Attempt {
  declare call: AttemptOwner
  /** 1 for the first; 0 for the call as a whole. */
  declare readonly number: number
  declare flags: number
  /** The breaker's epoch in which its permit was given; 0 for no permit. */
  declare epoch: number
  /** Monotonic ms; null where no policy needs it. */
  declare startedAt: number | null
  /** When its time limit cuts it off, monotonic ms; null for no limit, or not yet running. */
  declare cutAt: number | null
  /** Neighbours in the bulkhead's queue, later in the breaker's list of attempts in flight. */
  declare previous: Attempt | null
  declare next: Attempt | null

  constructor(call: AttemptOwner, number: number) {
    this.call = call
    this.number = number
    this.flags = 0
    this.epoch = 0
    this.startedAt = null
    this.cutAt = null
    this.previous = null
    this.next = null
  }
}
