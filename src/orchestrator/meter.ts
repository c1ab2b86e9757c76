/**
 * What measures an operation beside its books: told of each outcome, by a call instead of an event,
 * because building events for every call costs more than all that a meter does with them. Must not
 * throw.
 */
import type { Outcome } from './events.js'
import type { Failure } from './failure.js'

export interface Meter {
  /** `elapsedMs`: from the call to its outcome. `failure`: null on success. */
  ended(outcome: Outcome, elapsedMs: number, failure: Failure | null): void
}
