/**
 * An attempt as the simulated network and upstream see it: the machine's own attempt, and where it
 * is by now. Has two lives: the caller may stop waiting (`detached`) while the upstream works on.
 */
import { Attempt, type AttemptOwner } from '../orchestrator/attempt.js'
import type { Breaker } from '../orchestrator/breaker.js'
import type { Failure } from '../orchestrator/failure.js'
import { NO_TIMER, type Timer } from './event-queue.js'

export const Place = {
  /** On its way to the upstream, or back. */
  UNDER_WAY: 0,
  /** Held back by a stall; delivered when it ends. */
  HELD: 1,
  QUEUED: 2,
  WORKED_ON: 3,
  /** Nobody will ever answer. */
  LOST: 4,
} as const
export type Place = (typeof Place)[keyof typeof Place]

/** The call that an attempt is made for, as targets and recorders know it. */
export interface SendingCall extends AttemptOwner {
  /** Which partition of the upstream it is for, from 0. */
  readonly key: number
  /** ms; Infinity for none. */
  readonly deadlineAt: number
  readonly breaker: Breaker | null
  /** The recorder's window that it arrived in. */
  readonly window: number
  /** The target's answer. */
  answered(attempt: SimAttempt): void
  /** It was given up and has seen its signal: to the machine it ends now. */
  letGo(attempt: SimAttempt): void
}

export class SimAttempt extends Attempt {
  declare readonly call: SendingCall
  place: Place = Place.UNDER_WAY
  /** The caller no longer waits for it. */
  detached = false
  /** The call knows how it ended. */
  told = false
  /** What it is answered with; null for success. */
  failure: Failure | null = null
  /** End of the work. */
  timer: Timer = NO_TIMER
  /** Which of the pool's workers has it. */
  worker = -1
  /** Neighbours in the upstream's queue. */
  ahead: SimAttempt | null = null
  behind: SimAttempt | null = null
  /** The call that a layer makes on its behalf, while it is under way. */
  child: { abort(): void } | null = null
  /** The layer is just taking it on. */
  sending = false
  /** Its answer goes into the upstream's cache. */
  fills = false
  /** The breaker's epoch, if it is one of its trials; 0 otherwise. */
  trialOf = 0
}

/** What attempts are sent to: an upstream, or the next service of a chain. */
export interface Target {
  /**
   * Takes an attempt on. True: it is answered already, with `attempt.failure`. False: the target
   * calls `attempt.call.answered` later, or never.
   */
  send(attempt: SimAttempt): boolean
  /** The caller has stopped waiting for an attempt that is not answered. */
  abandoned(attempt: SimAttempt): void
}
