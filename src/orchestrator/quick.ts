/**
 * The short way of the usual call: nothing stands in front of its attempt but a closed breaker, and
 * its first attempt succeeds. Then no `Call` is needed, only what it would have left behind. As
 * soon
 * as anything else happens (a failure, a limit), a `Call` takes over as if it had been there from
 * the start. The conformance scripts run every call both ways.
 */
import { type Attempt, Flag } from './attempt.js'
import type { Begun } from './call-record.js'
import type { Operation } from './operation.js'
import * as report from './report.js'

/** Whether the next call can go the short way. */
export function goesQuick({ plan, breaker, context }: Operation): boolean {
  return plan.quick && !context.closed && (breaker === null || breaker.state === 'closed')
}

/** Begins call and attempt in one; returns the call's number. */
export function beginQuick(operation: Operation, attempt: Attempt, now: number): number {
  const { books, breaker, plan } = operation
  operation.inFlight++
  books.attempts++
  books.calls++
  attempt.flags = Flag.RUNNING
  if (breaker !== null) attempt.epoch = breaker.epoch
  if (plan.timed) {
    attempt.startedAt = now
    if (plan.attemptMs !== Number.POSITIVE_INFINITY) attempt.cutAt = now + plan.attemptMs
  }
  if (operation.context.sink !== null) report.attempt({ operation, id: books.calls }, attempt, now)
  return books.calls
}

/** Ends call and attempt in one, successfully. */
export function succeedQuick(
  operation: Operation,
  begun: Begun,
  attempt: Attempt,
  startedAt: number,
  now: number,
): void {
  if (begun.breaker !== null) begun.breaker.succeeded(now, attempt)
  operation.inFlight--
  operation.books.success++
  if (operation.heard) report.quickSuccess(operation, begun.id, startedAt, now)
}
