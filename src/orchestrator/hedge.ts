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
  if (operation.budget !== null) {
    if (!operation.budget.tryAcquire(operation.inFlight)) return putOff()
    attempt.flags |= Flag.BUDGET
  }
  attempt.flags |= Flag.HEDGE
  call.gate = 0
  call.waited = false
  if (passGates(call, attempt, plan.attemptGates, now) === PASSED) return attempt
  leaveGates(call, attempt)
  if (attempt.flags & Flag.BUDGET) operation.budget!.release()
  return putOff()

  function putOff(): null {
    call.until = null
    call.hedgeAt = hedge.delayMs > 0 ? now + hedge.delayMs : null
    return null
  }
}
