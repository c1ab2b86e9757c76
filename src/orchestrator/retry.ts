/**
 * Whether a failed attempt is followed by another, and when: one decision, in the order of the
 * checks below. Says why not in `call.gaveUp`. Takes a permit of the budget when it says yes.
 */
import { delayMs, drawChance, jitterMemory } from './backoff.js'
import type { CallRecord } from './call-record.js'
import type { GaveUp } from './events.js'
import type { Failure } from './failure.js'
import type { Plan, RetryLimits } from './plan.js'
import { returnBudget } from './settle.js'

const GIVE_UP = -1
/** Without it a refused call with no backoff and no limit would never let go of the thread. */
const LEAST_AFTER_REJECTION_MS = 1

/** Wait in ms before the next attempt, or -1 for none. */
export function decideRetry(call: CallRecord, failure: Failure, now: number): number {
  const { plan, operation } = call
  returnBudget(call)
  const { retry } = plan
  if (retry === null) return giveUp(call, 'no-retry')
  if (operation.context.closed) return giveUp(call, 'shutdown')
  const open = failure.reason === 'circuit-open' || failure.reason === 'isolated'
  // What the policy says of its open breaker stands above what its matchers do.
  if (open && retry.onOpenCircuit === 'abort') return giveUp(call, 'circuit-open')
  if (failure.reason !== 'circuit-open' && !plan.retryable(failure)) {
    return giveUp(call, open ? 'circuit-open' : 'not-retryable')
  }
  if (plan.answersFirst && call.hasFallback && plan.fallsBack(failure)) {
    return giveUp(call, 'not-retryable')
  }
  if (!call.mayRepeat()) return giveUp(call, 'not-repeatable')
  if (!call.idempotent && !retry.nonIdempotent) return giveUp(call, 'not-idempotent')
  const limits = plan.limitsFor(failure)
  if (call.tries >= limits.maxAttempts) return giveUp(call, 'attempts')
  const wait = waitFor(call, failure, limits, now)
  if (wait < 0) return GIVE_UP
  if (now + wait >= call.deadlineAt) return giveUp(call, 'deadline')
  const longest = limits.maxElapsedMs
  if (longest !== null && now + wait - call.startedAt > longest) return giveUp(call, 'max-elapsed')
  const { budget } = plan.pools
  if (budget !== null) {
    if (!budget.tryAcquire(operation.inFlight)) return giveUp(call, 'budget-exhausted')
    call.holdsBudget = true
  }
  return wait
}

/** Backoff and jitter; never less than the upstream asks for, nor than an open breaker does. */
function waitFor(call: CallRecord, failure: Failure, limits: RetryLimits, now: number): number {
  const { retry } = call.plan as { retry: NonNullable<Plan['retry']> }
  const { random } = call.operation.context
  const { backoff, jitter } = limits
  const k = Math.max(1, call.tries)
  const chance = drawChance(jitter, random)
  let wait = delayMs(backoff, jitter, k, chance, call.jitterMemory)
  call.jitterMemory = jitterMemory(jitter, wait, k, chance)
  if (retry.respectRetryAfter && failure.retryAfterMs !== undefined) {
    const longest = retry.maxRetryAfterMs ?? Number.POSITIVE_INFINITY
    if (failure.retryAfterMs > longest) return giveUp(call, 'retry-after-too-long')
    wait = Math.max(wait, failure.retryAfterMs)
  }
  // Sent away by a policy of our own: at this very moment it would do the same again.
  if (failure.kind === 'rejected') wait = Math.max(wait, LEAST_AFTER_REJECTION_MS)
  const { breaker } = call
  if (breaker === null || call.plan.breakerPerCall || retry.onOpenCircuit === 'retry') return wait
  if (!breaker.rejects(now + wait)) return wait
  // Its verdict may come at any time: it is waited for in front of the breaker, not by the clock.
  if (retry.onOpenCircuit === 'wait' && breaker.state === 'half-open') return wait
  const rest = breaker.retryAfterMs(now)
  if (retry.onOpenCircuit === 'abort' || rest === Number.POSITIVE_INFINITY) {
    return giveUp(call, 'circuit-open')
  }
  return Math.max(wait, rest)
}

function giveUp(call: CallRecord, reason: GaveUp): number {
  call.gaveUp = reason
  return GIVE_UP
}
