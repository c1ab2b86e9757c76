/**
 * Breaker, rate limiter and bulkhead as gates that an attempt (or a call as a whole) passes in the
 * order of the plan, and the way back: whatever was taken is given back exactly once (R29).
 *
 * A holder that had to wait may stand in front of a breaker that opened meanwhile: it is asked
 * again before it starts (R16).
 */
import { type Attempt, Flag } from './attempt.js'
import type { Breaker } from './breaker.js'
import { FULL, QUEUED as IN_QUEUE } from './bulkhead.js'
import { type CallRecord, Phase } from './call-record.js'
import { REJECTIONS } from './failure.js'
import { Gate } from './plan.js'

export const PASSED = 0
export const WAITING = 1
export const REFUSED = 2

export function passGates(
  call: CallRecord,
  holder: Attempt,
  gates: readonly Gate[],
  now: number,
): typeof PASSED | typeof WAITING | typeof REFUSED {
  const count = gates.length
  while (call.gate < count) {
    const gate = gates[call.gate++]
    if (gate === Gate.BREAKER) {
      if (!call.breaker!.acquire(now, holder)) {
        return mayAwaitVerdict(call) ? awaitVerdict(call) : refuseOpen(call, now)
      }
    } else if (gate === Gate.CLOCK || gate === Gate.TOTAL) {
      const { attemptMs, totalMs } = call.plan.policy.timeout!
      const cutAt = now + (gate === Gate.CLOCK ? attemptMs! : totalMs!)
      holder.cutAt = Math.min(cutAt, holder.cutAt ?? cutAt)
    } else {
      const result =
        gate === Gate.LIMITER ? passLimiter(call, now) : passBulkhead(call, holder, now)
      if (result !== PASSED) return result
    }
  }
  if (call.waited && holder.epoch !== 0 && !call.breaker!.holds(holder)) {
    if (!call.breaker!.acquire(now, holder)) return refuseOpen(call, now)
  }
  return PASSED
}

/** Gives back everything that the holder has and that its result will not give back. */
export function leaveGates(call: CallRecord, holder: Attempt): void {
  if (holder.epoch !== 0) call.breaker!.released(holder)
  call.breaker?.waiting.leave(call)
  const { bulkhead, limiter } = call.plan.pools
  bulkhead?.leave(holder)
  bulkhead?.exit(holder)
  if (call.reserved) {
    call.reserved = false
    limiter?.cancel(call.until!)
  }
}

/** Only an attempt that nothing runs beside waits; a hedge and a call as a whole do not. */
function mayAwaitVerdict({ phase, breaker, plan }: CallRecord): boolean {
  const waits = phase === Phase.GATES && plan.retry?.onOpenCircuit === 'wait'
  return waits && breaker!.state === 'half-open'
}

/** All permits of half-open are given; the holder stands in front of the same gate until then. */
function awaitVerdict(call: CallRecord): typeof WAITING {
  const breaker = call.breaker!
  call.gate--
  call.until = verdictBy(breaker)
  breaker.waiting.join(call)
  return WAITING
}

function verdictBy({ policy, since }: Breaker): number | null {
  const { maxWaitMs } = policy.halfOpen
  return maxWaitMs === null ? null : since + maxWaitMs
}

/** Whether a call that was woken still has to wait for the verdict; if not, it is to ask again. */
export function awaitsVerdict(call: CallRecord, now: number): boolean {
  const { breaker } = call
  if (breaker === null || !breaker.waiting.has(call)) return false
  const waits = breaker.state === 'half-open' && breaker.rejects(now)
  if (waits) call.until = verdictBy(breaker)
  else breaker.waiting.leave(call)
  return waits
}

function refuseOpen(call: CallRecord, now: number): typeof REFUSED {
  const breaker = call.breaker!
  call.comeBackMs = breaker.retryAfterMs(now)
  return refuse(call, breaker.state === 'isolated' ? 'isolated' : 'circuit-open')
}

function refuse(call: CallRecord, reason: keyof typeof REJECTIONS): typeof REFUSED {
  call.refusal = REJECTIONS[reason]
  return REFUSED
}

function passLimiter(
  call: CallRecord,
  now: number,
): typeof PASSED | typeof WAITING | typeof REFUSED {
  const mostMs = Math.min(call.plan.policy.rateLimit!.maxWaitMs, call.deadlineAt - now)
  const wait = call.plan.pools.limiter!.reserve(now, mostMs)
  if (wait === 0) return PASSED
  if (wait < 0) {
    call.comeBackMs = -1 - wait
    return refuse(call, 'rate-limited')
  }
  call.reserved = true
  call.waited = true
  call.until = now + wait
  return WAITING
}

function passBulkhead(
  call: CallRecord,
  holder: Attempt,
  now: number,
): typeof PASSED | typeof WAITING | typeof REFUSED {
  const result = call.plan.pools.bulkhead!.enter(holder)
  if (result === FULL) {
    call.comeBackMs = 0
    return refuse(call, 'bulkhead-full')
  }
  if (result !== IN_QUEUE) return PASSED
  const { maxWaitMs } = call.plan.policy.bulkhead!
  call.waited = true
  call.until = maxWaitMs === null ? null : now + maxWaitMs
  return WAITING
}

/** Whether the holder still stands in the bulkhead's queue. */
export function inQueue(holder: Attempt): boolean {
  return (holder.flags & Flag.QUEUED) !== 0
}
