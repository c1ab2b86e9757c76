/**
 * How attempts and calls end: the verdict for the breaker, what is given back, the books. Each
 * permit goes back exactly once: the flags of the attempt say what it still holds (R29).
 */
import { type Attempt, Flag } from './attempt.js'
import { type CallRecord, Phase, Step } from './call-record.js'
import type { Outcome } from './events.js'
import { ATTEMPT_TIMEOUT, CALL_TIMEOUT, type Failure } from './failure.js'
import { leaveGates } from './gates.js'
import * as report from './report.js'

/** Tells the breaker how an attempt (or a call) that it let through has ended. */
export function verdict(call: CallRecord, attempt: Attempt, failure: Failure, now: number): void {
  if (attempt.epoch === 0) return
  const breaker = call.breaker!
  const { records } = call.plan
  if (records(failure)) breaker.failed(now, attempt, failure)
  else if (countsAsSuccess(call, failure)) breaker.succeeded(now, attempt)
  else breaker.released(attempt)
}

/** An ignored failure; never a cancellation, nor what our own policies sent away. */
function countsAsSuccess(call: CallRecord, failure: Failure): boolean {
  if (failure.kind === 'cancelled' || failure.kind === 'rejected') return false
  return call.breaker!.policy.ignoredCountsAs === 'success'
}

/** An attempt has ended by itself, and was wanted until then. */
export function ended(call: CallRecord, attempt: Attempt): void {
  if (attempt.flags & Flag.SLOT) call.plan.pools.bulkhead!.exit(attempt)
  forget(call, attempt)
}

function forget(call: CallRecord, attempt: Attempt): void {
  call.live--
  if (attempt.flags & Flag.BUDGET) {
    attempt.flags &= ~Flag.BUDGET
    call.plan.pools.budget!.release()
  }
  if (call.rivals) call.rivals = call.rivals.filter((rival) => rival !== attempt)
}

/** Gives up on a running attempt; it keeps its slot until it really ends. */
export function abandon(
  call: CallRecord,
  attempt: Attempt,
  cause: Failure | null,
  now: number,
): void {
  attempt.flags |= Flag.ABANDONED
  if (attempt.epoch !== 0) judgeAbandoned(call, attempt, cause, now)
  forget(call, attempt)
  call.attemptAbandoned(attempt, cause)
}

/**
 * A limit inside of the breaker is a verdict. The call's deadline is one only where attempts have
 * no shorter limit of their own: an attempt that started late has not had its time.
 */
function judgeAbandoned(
  call: CallRecord,
  attempt: Attempt,
  cause: Failure | null,
  now: number,
): void {
  const { plan } = call
  const seen =
    cause === ATTEMPT_TIMEOUT
      ? plan.breakerSeesAttemptLimit
      : cause === CALL_TIMEOUT && plan.attemptMs >= plan.deadlineMs
  if (seen) verdict(call, attempt, cause!, now)
  // Outside of the breaker: the late result is the verdict.
  else if (cause !== ATTEMPT_TIMEOUT) call.breaker!.released(attempt)
}

/** Gives up on everything that the call still has under way or waits for. */
export function abandonAll(call: CallRecord, cause: Failure | null, now: number): void {
  if (call.phase === Phase.RUNNING) {
    if (call.rivals) for (const rival of call.rivals) abandon(call, rival, cause, now)
    else abandon(call, call.current!, cause, now)
  } else if (call.phase === Phase.GATES) {
    leaveGates(call, call.current!)
  }
}

/** An attempt that was given up has ended after all. */
export function late(
  call: CallRecord,
  attempt: Attempt,
  failure: Failure | null,
  now: number,
): Step {
  if (attempt.epoch !== 0) {
    if (failure) verdict(call, attempt, failure, now)
    else call.breaker!.succeeded(now, attempt)
  }
  if (attempt.flags & Flag.SLOT) call.plan.pools.bulkhead!.exit(attempt)
  if (call.outcome !== null && call.running === 0 && call.pass) {
    call.plan.pools.bulkhead?.exit(call.pass)
  }
  report.late(call, attempt, failure !== null, now)
  return call.phase === Phase.DONE ? Step.DONE : Step.WAIT
}

/** The call has its outcome; what remains is at most the fallback. */
export function finish(
  call: CallRecord,
  outcome: Outcome,
  failure: Failure | null,
  now: number,
): Step {
  const { operation } = call
  call.outcome = outcome
  call.failure = failure
  call.endedAt = now
  if (call.pass) settlePass(call, call.pass, failure, now)
  returnBudget(call)
  operation.callEnded(outcome, call.plan.pools.budget)
  report.outcome(call, outcome, now)
  if (failure !== null && answers(call, failure)) {
    call.phase = Phase.FALLBACK
    operation.books.fallbacks++
    report.fallback(call, failure, now)
    return Step.FALLBACK
  }
  call.phase = Phase.DONE
  return Step.DONE
}

/** Whether the fallback is asked; a deadline outside of which it stands is not its business. */
function answers(call: CallRecord, failure: Failure): boolean {
  if (!call.hasFallback || failure.kind === 'cancelled') return false
  if (call.plan.fallbackInDeadline && failure === CALL_TIMEOUT) return false
  return call.plan.policy.fallback === null || call.plan.fallsBack(failure)
}

/** What the call as a whole holds: the breaker hears of the outcome, the slot follows the work. */
function settlePass(call: CallRecord, pass: Attempt, failure: Failure | null, now: number): void {
  if (pass.epoch !== 0) {
    if (failure === null) call.breaker!.succeeded(now, pass)
    else if (failure.kind === 'timeout' && call.attempts === 0) call.breaker!.released(pass)
    else verdict(call, pass, failure, now)
  }
  if (call.running === 0) leaveGates(call, pass)
}

/** Gives the permit for a retry back: its attempt is over, or was never sent. */
export function returnBudget(call: CallRecord): void {
  if (!call.holdsBudget) return
  call.holdsBudget = false
  const { phase } = call
  if (phase === Phase.BACKOFF || phase === Phase.GATES) call.plan.pools.budget!.cancel()
  else call.plan.pools.budget!.release()
}
