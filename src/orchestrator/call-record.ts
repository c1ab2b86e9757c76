/**
 * What one logical call remembers: fields, and the three hooks of a driver. The rules are in
 * call.ts and in the files that it calls (gates, retry, hedge, settle); they all work on this.
 * One is made for each call: a field costs time, a number that changes costs more.
 */
import { Attempt } from './attempt.js'
import type { Breaker } from './breaker.js'
import type { GaveUp, Outcome } from './events.js'
import type { Failure } from './failure.js'
import type { Operation } from './operation.js'
import type { Plan } from './plan.js'

export const Step = { ATTEMPT: 0, WAIT: 1, FALLBACK: 2, DONE: 3 } as const
export type Step = (typeof Step)[keyof typeof Step]

export const Phase = {
  NEW: 0,
  /** In front of a gate as a whole. */
  CALL_GATES: 1,
  /** Its attempt is in front of a gate. */
  GATES: 2,
  RUNNING: 3,
  BACKOFF: 4,
  FALLBACK: 5,
  DONE: 6,
} as const
export type Phase = (typeof Phase)[keyof typeof Phase]

/** What a call began with; a reload meanwhile changes nothing of it (R35). */
export interface Begun {
  readonly plan: Plan
  readonly breaker: Breaker | null
  /** Number within the operation. */
  readonly id: number
}

export class CallRecord {
  declare readonly operation: Operation
  /** The policy that the call began with; a reload does not change it (R35). */
  declare readonly plan: Plan
  declare readonly breaker: Breaker | null
  /** Monotonic ms. */
  declare readonly startedAt: number
  declare readonly idempotent: boolean
  /** Whether the driver can answer when the call has failed. */
  declare readonly hasFallback: boolean
  /** Number within the operation, from 1. */
  declare readonly id: number
  /** Attempts that were started. */
  attempts = 0
  /** Attempts that were started or sent away by a policy of our own: what `maxAttempts` limits. */
  tries = 0
  /** The attempt that was started last. */
  current: Attempt | null = null
  /** Attempts in flight, `current` included, once there was a hedge. */
  rivals: Attempt[] | null = null
  hedges = 0
  hedgeAt: number | null = null
  /** The last failure, or null. */
  failure: Failure | null = null
  /** null until the call has ended. */
  outcome: Outcome | null = null
  gaveUp: GaveUp | null = null
  /** When it had its outcome, monotonic ms; 0 before. */
  endedAt = 0
  /** End of a backoff, of a wait for a permit, or of the stay in a queue; null for none. */
  until: number | null = null
  jitterMemory: number | undefined = undefined
  holdsBudget = false
  /** Index of the gate that comes next. */
  gate = 0
  /** Holds a promised permit of the rate limiter, for the time `until`. */
  reserved = false
  /** Whether it had to wait since the first gate. */
  waited = false
  /** Why it was sent away; null before. */
  refusal: Failure | null = null
  /** ms until it makes sense to come back, of the last refusal. */
  comeBackMs = 0
  phase: Phase = Phase.NEW
  /** Attempts in flight whose result still decides. */
  live = 0
  /** Attempts in flight, those given up included. */
  running = 0
  /** The caller gave up while a listener was told: to be done as soon as that is over. */
  leaves = false
  /** What the call as a whole holds, where a policy stands outside of the retry. */
  pass: Attempt | null = null

  /** `begun`: what a call began with that went the short way until now; null for a new one. */
  constructor(
    operation: Operation,
    now: number,
    idempotent = true,
    hasFallback = false,
    host: string | undefined = undefined,
    begun: Begun | null = null,
  ) {
    this.operation = operation
    this.startedAt = now
    this.idempotent = idempotent
    this.hasFallback = hasFallback
    if (begun !== null) {
      this.plan = begun.plan
      this.breaker = begun.breaker
      this.id = begun.id
    } else {
      this.plan = operation.plan
      this.breaker = host === undefined ? operation.breaker : operation.breakerFor(host)
      this.id = operation.callStarted()
    }
  }

  /** Driver: makes the record of an attempt. */
  newAttempt(number: number): Attempt {
    return new Attempt(this, number)
  }

  /** Driver: the attempt's result is no longer wanted; `cause` says why. */
  attemptAbandoned(_attempt: Attempt, _cause: Failure | null): void {}

  /** Driver: there is something to go on with; call `resume` soon, not from within. */
  granted(): void {}

  /** Driver: false if a second attempt cannot be made, whatever the policy says. */
  mayRepeat(): boolean {
    return true
  }

  /** Driver: what the caller gave as context, for events. */
  get context(): unknown {
    return undefined
  }

  get deadlineAt(): number {
    return this.startedAt + this.plan.deadlineMs
  }

  get done(): boolean {
    return this.phase === Phase.DONE
  }
}
