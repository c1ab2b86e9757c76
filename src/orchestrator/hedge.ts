/**
 * A further attempt while others run. It never waits: where a gate is shut, the budget is spent or
 * the limiter has no permit now, it is left out and tried again after the delay.
 */
import { type Attempt, Flag } from './attempt.js'
import type { CallRecord } from './call-record.js'
import { leaveGates, PASSED, passGates } from './gates.js'

/** The attempt, through all gates; or null, with the next time in `hedgeAt`. */
export function nextHedge(call: CallRecord, attempt: Attempt, now: number): Attempt | null {
  const { operation, plan } = call
  const hedge = plan.policy.hedge!
  const { budget } = plan.pools
  if (operation.context.closed) return giveUp()
  if (budget !== null) {
    if (!budget.tryAcquire(operation.inFlight)) return putOff()
    attempt.flags |= Flag.BUDGET
  }
  attempt.flags |= Flag.HEDGE
  call.gate = 0
  call.waited = false
  if (passGates(call, attempt, plan.attemptGates, now) === PASSED) return attempt
  leaveGates(call, attempt)
  if (budget !== null) budget.cancel()
  return putOff()

  /** Nothing new after a shutdown (R14). */
  function giveUp(): null {
    call.hedgeAt = null
    return null
  }

  function putOff(): null {
    call.until = null
    call.hedgeAt = hedge.delayMs > 0 ? now + hedge.delayMs : null
    return null
  }
}
