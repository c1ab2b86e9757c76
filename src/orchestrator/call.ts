/**
 * One logical call, without IO: each method takes what happened and the time, and returns the next
 * step. A driver starts attempts when told to, reports how they end, and calls `wake` at
 * `wakeAt()`.
 * Drivers extend the class to hang their own state on it and to override the three hooks.
 *
 *   ATTEMPT   start `current` now, then report with `succeed` or `fail`
 *   WAIT      nothing to start: wait for a running attempt, for `granted`, or until `wakeAt()`
 *   FALLBACK  run the fallback, then `fallbackEnded`
 *   DONE      `outcome`, and unless it is success `failure`, are final
 *
 * Does not know values or errors (`Failure.error` is opaque). A changer must keep: every permit
 * given back exactly once (R29), exactly one outcome (R34), no attempt after the end (R17).
 */
import { Attempt, Flag } from './attempt.js'
import { CallRecord, Phase, Step } from './call-record.js'
import type { Outcome } from './events.js'
import { ATTEMPT_TIMEOUT, CALL_TIMEOUT, CANCELLED, type Failure, REJECTIONS } from './failure.js'
import { awaitsVerdict, inQueue, leaveGates, PASSED, passGates, WAITING } from './gates.js'
import { nextHedge } from './hedge.js'
import * as report from './report.js'
import { decideRetry } from './retry.js'
import { abandon, abandonAll, ended, finish, late, verdict } from './settle.js'

const NEVER = Number.POSITIVE_INFINITY

export class Call extends CallRecord {
  begin(now: number): Step {
    const { plan } = this
    if (this.operation.context.closed) return finish(this, 'rejected', REJECTIONS.shutdown, now)
    if (plan.callGates.length === 0) return this.#nextAttempt(now)
    this.pass = new Attempt(this, 0)
    this.phase = Phase.CALL_GATES
    return this.#passCallGates(now)
  }

  /** Instead of `begin`: goes on for a call that went the short way (quick.ts) until now. */
  takeOver(running: Attempt): void {
    this.phase = Phase.RUNNING
    this.current = running
    this.attempts = 1
    this.tries = 1
    this.live = 1
    this.running = 1
  }

  /** When `wake` is wanted, monotonic ms; Infinity for never. Changes with every step. */
  wakeAt(): number {
    const deadline = this.plan.deadlineMs === NEVER ? NEVER : this.deadlineAt
    switch (this.phase) {
      case Phase.RUNNING:
        return Math.min(deadline, this.hedgeAt ?? NEVER, this.#nextCut())
      case Phase.GATES:
        return Math.min(deadline, this.until ?? NEVER, this.current?.cutAt ?? NEVER)
      case Phase.CALL_GATES:
      case Phase.BACKOFF:
        return Math.min(deadline, this.until ?? NEVER)
      case Phase.FALLBACK:
        return this.plan.fallbackInDeadline ? deadline : NEVER
      default:
        return NEVER
    }
  }

  /** The time that `wakeAt` named has come; too early is harmless. */
  wake(now: number): Step {
    if (this.phase === Phase.DONE) return Step.DONE
    if (this.operation.context.closed && this.#waits) return this.shutDown(now)
    if (this.plan.deadlineMs !== NEVER && now >= this.deadlineAt) return this.#expire(now)
    switch (this.phase) {
      case Phase.RUNNING:
        return this.#wakeRunning(now)
      case Phase.BACKOFF:
        return this.until !== null && now >= this.until ? this.#nextAttempt(now) : Step.WAIT
      case Phase.GATES:
      case Phase.CALL_GATES:
        return this.#wakeAtGate(now)
      default:
        return Step.WAIT
    }
  }

  /** After `granted`: the holder has its slot, or what a listener asked for can be done now. */
  resume(now: number): Step {
    if (this.leaves) return this.cancel(now)
    if (this.operation.context.closed && this.#waits) return this.shutDown(now)
    if (this.phase !== Phase.GATES && this.phase !== Phase.CALL_GATES) return Step.WAIT
    return this.wake(now)
  }

  /** The attempt gave a result. */
  succeed(attempt: Attempt, now: number): Step {
    this.running--
    if (attempt.flags & Flag.ABANDONED) return late(this, attempt, null, now)
    if (attempt.epoch !== 0) this.breaker!.succeeded(now, attempt)
    ended(this, attempt)
    if (this.live > 0) abandonAll(this, null, now)
    return finish(this, 'success', null, now)
  }

  /** The attempt failed. */
  fail(attempt: Attempt, failure: Failure, now: number): Step {
    this.running--
    if (attempt.flags & Flag.ABANDONED) return late(this, attempt, failure, now)
    report.attemptFailed(this, attempt, failure, now)
    verdict(this, attempt, failure, now)
    ended(this, attempt)
    this.failure = failure
    return this.#attemptOver(failure, now)
  }

  /** The caller gave up (R6, R17, R28). */
  cancel(now: number): Step {
    if (this.phase === Phase.DONE) return Step.DONE
    this.leaves = true
    if (this.operation.context.telling === true) return this.#later()
    // The call has its outcome already; only the wait for an answer ends.
    if (this.phase === Phase.FALLBACK) return this.fallbackEnded()
    abandonAll(this, CANCELLED, now)
    return finish(this, 'cancelled', CANCELLED, now)
  }

  /** The machine is shut down: whoever only waits is sent away. */
  shutDown(now: number): Step {
    if (this.operation.context.telling === true) return this.#later()
    if (!this.#waits) return Step.WAIT
    abandonAll(this, REJECTIONS.shutdown, now)
    return finish(this, 'rejected', REJECTIONS.shutdown, now)
  }

  /** The fallback has answered or failed; neither changes the outcome. */
  fallbackEnded(): Step {
    this.phase = Phase.DONE
    return Step.DONE
  }

  /** From within a listener: this very call may be in the middle of a step. */
  #later(): Step {
    this.granted()
    return Step.WAIT
  }

  /** Nothing of it is under way but a wait. */
  get #waits(): boolean {
    const { phase } = this
    return phase === Phase.GATES || phase === Phase.CALL_GATES || phase === Phase.BACKOFF
  }

  #passCallGates(now: number): Step {
    const pass = this.pass!
    const result = passGates(this, pass, this.plan.callGates, now)
    if (result === PASSED) {
      if (this.plan.timed) this.#stamp(pass, now)
      return this.#nextAttempt(now)
    }
    if (result === WAITING) return this.#waitAtGate(now)
    return this.#refuseCall(now)
  }

  #refuseCall(now: number): Step {
    const refusal = this.refusal!
    this.#settleRefused(this.pass!, refusal, now)
    return finish(this, 'rejected', refusal, now)
  }

  #nextAttempt(now: number): Step {
    if (this.leaves) return this.cancel(now)
    this.tries++
    this.gate = 0
    this.waited = false
    this.current = this.newAttempt(this.attempts + 1)
    return this.#passAttemptGates(now)
  }

  #passAttemptGates(now: number): Step {
    this.phase = Phase.GATES
    const result = passGates(this, this.current!, this.plan.attemptGates, now)
    if (result === PASSED) return this.#start(this.current!, now)
    if (result === WAITING) return this.#waitAtGate(now)
    return this.#refuseAttempt(this.refusal!, now)
  }

  #waitAtGate(now: number): Step {
    report.queued(this, now)
    return Step.WAIT
  }

  #wakeAtGate(now: number): Step {
    const ofCall = this.phase === Phase.CALL_GATES
    const holder = ofCall ? this.pass! : this.current!
    if (!ofCall && holder.cutAt !== null && now >= holder.cutAt) return this.#cutInQueue(now)
    if (inQueue(holder)) {
      if (this.until === null || now < this.until) return Step.WAIT
      this.refusal = REJECTIONS['bulkhead-timeout']
      this.comeBackMs = 0
      return ofCall ? this.#refuseCall(now) : this.#refuseAttempt(this.refusal, now)
    }
    if (awaitsVerdict(this, now)) return Step.WAIT
    if (this.reserved) {
      if (now < this.until!) return Step.WAIT
      this.reserved = false
    }
    return ofCall ? this.#passCallGates(now) : this.#passAttemptGates(now)
  }

  /** The call's deadline has come. */
  #expire(now: number): Step {
    if (this.phase === Phase.FALLBACK) {
      return this.plan.fallbackInDeadline ? this.fallbackEnded() : Step.WAIT
    }
    // An attempt whose own limit has come at the same time has had its time.
    if (this.phase === Phase.RUNNING) this.#cutDue(now)
    this.failure = CALL_TIMEOUT
    if (this.phase !== Phase.RUNNING || this.live > 0) abandonAll(this, CALL_TIMEOUT, now)
    return finish(this, 'timeout', CALL_TIMEOUT, now)
  }

  /** The attempt's time ran out before it was sent: a timeout, but none of the upstream's. */
  #cutInQueue(now: number): Step {
    leaveGates(this, this.current!)
    report.attemptFailed(this, this.current!, ATTEMPT_TIMEOUT, now)
    this.failure = ATTEMPT_TIMEOUT
    return this.#attemptOver(ATTEMPT_TIMEOUT, now)
  }

  #refuseAttempt(refusal: Failure, now: number): Step {
    this.#settleRefused(this.current!, refusal, now)
    const mayWait = this.plan.retry?.onOpenCircuit === 'wait' && this.comeBackMs > 0
    if (refusal.reason === 'circuit-open' && mayWait) this.tries--
    // A retry that is not let through ends with what it was made for.
    const first = this.failure ?? refusal
    const delay = decideRetry(this, refusal, now)
    if (delay >= 0) return this.#backOff(delay, refusal, now)
    return finish(this, outcomeOf(first), first, now)
  }

  #settleRefused(holder: Attempt, refusal: Failure, now: number): void {
    if (holder.epoch !== 0 && this.plan.records(refusal)) {
      this.breaker!.failed(now, holder, refusal)
    }
    leaveGates(this, holder)
  }

  #start(attempt: Attempt, now: number): Step {
    const { operation, plan } = this
    this.phase = Phase.RUNNING
    this.until = null
    this.attempts++
    this.live++
    this.running++
    operation.books.attempts++
    attempt.flags |= Flag.RUNNING
    if (plan.timed) {
      this.#stamp(attempt, now)
      if (plan.policy.hedge && this.idempotent && this.mayRepeat()) this.#armHedge(now)
    }
    report.attempt(this, attempt, now)
    return Step.ATTEMPT
  }

  /** From now on its time counts: for the breaker, where it looks at slow calls. */
  #stamp(holder: Attempt, now: number): void {
    holder.startedAt = now
    if (this.breaker?.tracksSlow && holder.epoch !== 0) this.breaker.started(holder)
  }

  #armHedge(now: number): void {
    const hedge = this.plan.policy.hedge!
    this.hedgeAt = this.hedges < hedge.max ? now + hedge.delayMs : null
    if (this.rivals) this.rivals.push(this.current!)
    else this.rivals = [this.current!]
  }

  #wakeRunning(now: number): Step {
    const cut = this.#cutDue(now)
    if (cut && (this.live === 0 || !this.plan.continues(ATTEMPT_TIMEOUT))) {
      this.failure = ATTEMPT_TIMEOUT
      return this.#attemptOver(ATTEMPT_TIMEOUT, now)
    }
    return this.hedgeAt !== null && now >= this.hedgeAt ? this.#hedge(now) : Step.WAIT
  }

  /** Cuts off whatever has come to its limit; true if something has. */
  #cutDue(now: number): boolean {
    if (!this.rivals) return this.#cutIfDue(this.current!, now)
    let cut = false
    for (const rival of [...this.rivals]) cut = this.#cutIfDue(rival, now) || cut
    return cut
  }

  #cutIfDue(attempt: Attempt, now: number): boolean {
    if (attempt.cutAt === null || now < attempt.cutAt) return false
    report.attemptFailed(this, attempt, ATTEMPT_TIMEOUT, now)
    abandon(this, attempt, ATTEMPT_TIMEOUT, now)
    return true
  }

  #nextCut(): number {
    if (!this.rivals) return this.current?.cutAt ?? NEVER
    return this.rivals.reduce((least, rival) => Math.min(least, rival.cutAt ?? NEVER), NEVER)
  }

  #hedge(now: number): Step {
    const attempt = nextHedge(this, this.newAttempt(this.attempts + 1), now)
    if (attempt === null) return Step.WAIT
    this.hedges++
    this.current = attempt
    return this.#start(attempt, now)
  }

  /** One attempt is over, without success: others may go on, or another may follow. */
  #attemptOver(failure: Failure, now: number): Step {
    if (this.rivals !== null && this.plan.continues(failure)) {
      if (this.hedgeAt !== null) {
        this.hedgeAt = now
        if (this.#hedge(now) === Step.ATTEMPT) return Step.ATTEMPT
      }
      if (this.live > 0) return Step.WAIT
    }
    if (this.live > 0) abandonAll(this, null, now)
    if (failure.kind === 'cancelled') return finish(this, 'cancelled', failure, now)
    const delay = decideRetry(this, failure, now)
    return delay < 0
      ? finish(this, outcomeOf(failure), failure, now)
      : this.#backOff(delay, failure, now)
  }

  #backOff(delay: number, failure: Failure, now: number): Step {
    this.rivals = null
    this.hedges = 0
    this.hedgeAt = null
    this.current = null
    this.phase = Phase.BACKOFF
    this.until = now + delay
    report.retry(this, failure, delay, now)
    return delay === 0 ? this.#nextAttempt(now) : Step.WAIT
  }
}

function outcomeOf(failure: Failure): Outcome {
  if (failure === ATTEMPT_TIMEOUT || failure === CALL_TIMEOUT) return 'timeout'
  return failure.kind === 'rejected' ? 'rejected' : 'failure'
}
