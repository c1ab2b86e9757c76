/**
 * What the machine tells of itself, as plain data. Built only when somebody listens; a listener is
 * told after the state has changed and must not throw (the driver guards user code, R30).
 * Names follow the field: attempt, retry, hedge, transition, and one event for each call's outcome.
 */
import type { BreakerState, Trigger } from './breaker.js'
import type { Failure } from './failure.js'

/** How a logical call ended; each call has exactly one (R34). */
export type Outcome = 'success' | 'failure' | 'timeout' | 'rejected' | 'cancelled'

/** Why no further attempt was made. */
export type GaveUp =
  | 'no-retry'
  | 'attempts'
  | 'not-retryable'
  | 'not-idempotent'
  | 'not-repeatable'
  | 'circuit-open'
  | 'deadline'
  | 'max-elapsed'
  | 'retry-after-too-long'
  | 'budget-exhausted'
  | 'shutdown'

interface CallEvent {
  readonly operation: string
  /** Number of the call within its operation, from 1. */
  readonly call: number
  /** Monotonic ms. */
  readonly at: number
}

export interface AttemptEvent extends CallEvent {
  readonly type: 'attempt'
  readonly attempt: number
  readonly hedge: boolean
}

export interface AttemptFailedEvent extends CallEvent {
  readonly type: 'attempt-failed'
  readonly attempt: number
  readonly failure: Failure
  /** What the caller gave as context, untouched; undefined in a simulation. */
  readonly context: unknown
}

/** A retry has been decided; it starts `delayMs` from `at`. */
export interface RetryEvent extends CallEvent {
  readonly type: 'retry'
  /** Number of the attempt to come, if no policy of our own sends it away. */
  readonly attempt: number
  readonly delayMs: number
  readonly failure: Failure
  /** As in `AttemptFailedEvent`. */
  readonly context: unknown
}

/** Waits for the bulkhead, the rate limiter, or the verdict of a half-open breaker. */
export interface QueuedEvent extends CallEvent {
  readonly type: 'queued'
  readonly policy: 'bulkhead' | 'rate-limit' | 'circuit-breaker'
}

export interface OutcomeEvent extends CallEvent {
  readonly type: Outcome
  readonly attempts: number
  readonly elapsedMs: number
  /** undefined on success. */
  readonly failure: Failure | undefined
  readonly gaveUp: GaveUp | undefined
  /**
   * As in `AttemptFailedEvent`; undefined on success, and where an open breaker rejects at once.
   */
  readonly context: unknown
}

/** The call has failed and its fallback is asked for an answer. */
export interface FallbackEvent extends CallEvent {
  readonly type: 'fallback'
  readonly failure: Failure
}

/** An attempt that was given up has ended after all; it changes no outcome. */
export interface LateEvent extends CallEvent {
  readonly type: 'late'
  readonly attempt: number
  readonly failed: boolean
}

export interface TransitionEvent {
  readonly type: 'transition'
  readonly operation: string
  readonly breaker: string
  readonly from: BreakerState
  readonly to: BreakerState
  readonly trigger: Trigger
  readonly at: number
  /** When a trial may be let through, monotonic ms; only on the way to open. */
  readonly openUntil: number | undefined
}

export type MachineEvent =
  | AttemptEvent
  | AttemptFailedEvent
  | RetryEvent
  | QueuedEvent
  | OutcomeEvent
  | FallbackEvent
  | LateEvent
  | TransitionEvent

export type EventSink = (event: MachineEvent) => void
