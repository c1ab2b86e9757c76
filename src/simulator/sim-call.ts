/**
 * Drives one `Call` of the machine in virtual time: sends its attempts, reports how they end, wakes
 * it when it asks for it. Nothing of the call's logic is here; what decides is
 * orchestrator/call.ts. No promise and no closure: a call is its own event.
 */
import type { Attempt } from '../orchestrator/attempt.js'
import { Call } from '../orchestrator/call.js'
import { Step } from '../orchestrator/call-record.js'
import { CANCELLED, type Failure } from '../orchestrator/failure.js'
import type { Operation } from '../orchestrator/operation.js'
import { type EventKind, type EventQueue, NO_TIMER, type Timer } from './event-queue.js'
import type { Recorder } from './recorder.js'
import { SimAttempt, type Target } from './sim-attempt.js'

/** Who wants to know that a call is over: a closed source, the layer above. */
export interface CallOwner {
  callEnded(call: SimCall): void
}

/** The events of calls; registered once for a run. */
export interface CallKinds {
  readonly due: EventKind<SimCall>
  readonly slotFree: EventKind<SimCall>
  readonly letGo: EventKind<SimAttempt>
}

/** What makes calls (service.ts), as its calls know it. */
export interface CallHome {
  readonly operation: Operation
  readonly queue: EventQueue
  readonly kinds: CallKinds
  readonly target: Target
  /** Where the fallback gets its answer; null: it always has one, at once. */
  readonly fallbackTarget: Target | null
  readonly idempotent: boolean
  readonly hasFallback: boolean
  /** Whether the breaker is one for each partition. */
  readonly byHost: boolean
  /** Whether a call that is given up ends at once on this side, as fetch with a signal does. */
  readonly heedsAbort: boolean
  readonly recorder: Recorder | null
  /** Attempts that were sent and have not ended, given up or not. */
  running: number
  sent(attempt: SimAttempt): void
  trialEnded(attempt: SimAttempt): void
  /** Called after each step of a call. */
  checked(): void
}

export class SimCall extends Call {
  readonly service: CallHome
  /** Which partition of the upstream it is for, from 0; the same for all its attempts. */
  readonly key: number
  readonly owner: CallOwner | null
  /** The attempt of the layer above that it was made for. */
  parent: SimAttempt | null = null
  /** null unless it fell back; then whether the fallback answered. */
  fallbackWorked: boolean | null = null
  /** It is settled and in the books. */
  settled = false
  /** The recorder's window that it arrived in. */
  window = 0
  #timer: Timer = NO_TIMER
  #timerAt = 0

  constructor(service: CallHome, key: number, owner: CallOwner | null) {
    const { now } = service.queue
    const host = service.byHost ? `host-${key}` : undefined
    super(service.operation, now, service.idempotent, service.hasFallback, host)
    this.service = service
    this.key = key
    this.owner = owner
  }

  start(): void {
    this.service.recorder?.started(this)
    this.#advance(this.begin(this.startedAt))
  }

  /** The target's answer to an attempt. */
  answered(attempt: SimAttempt): void {
    if (attempt.told) return
    if (attempt.number === FALLBACK_NUMBER) this.#fallbackAnswered(attempt)
    else this.#advance(this.#ended(attempt))
  }

  /** The caller gives up. */
  abort(): void {
    if (!this.done) this.#advance(this.cancel(this.service.queue.now))
  }

  /** Its timer has come. */
  due(): void {
    this.#timer = NO_TIMER
    this.#advance(this.wake(this.service.queue.now))
  }

  /** The slot that it was granted is taken. */
  slotFree(): void {
    this.#advance(this.resume(this.service.queue.now))
  }

  /** An attempt that was given up has seen its signal: to the machine it ends now. */
  letGo(attempt: SimAttempt): void {
    if (attempt.told) return
    attempt.told = true
    this.service.running--
    this.#advance(this.fail(attempt, CANCELLED, this.service.queue.now))
  }

  override newAttempt(number: number): Attempt {
    return new SimAttempt(this, number)
  }

  override attemptAbandoned(given: Attempt): void {
    const { service } = this
    const attempt = given as SimAttempt
    attempt.detached = true
    service.trialEnded(attempt)
    service.target.abandoned(attempt)
    if (service.heedsAbort) service.queue.schedule(service.queue.now, service.kinds.letGo, attempt)
  }

  override granted(): void {
    const { queue, kinds } = this.service
    queue.schedule(queue.now, kinds.slotFree, this)
  }

  #advance(first: Step): void {
    const { service } = this
    let step = first
    while (step === Step.ATTEMPT) {
      const attempt = this.current as SimAttempt
      service.sent(attempt)
      // An attempt that ends at once is no event: without a limit such retries never would.
      service.queue.stepAtOnce()
      step = service.target.send(attempt) ? this.#ended(attempt) : Step.WAIT
    }
    if (step === Step.FALLBACK) this.#fallBack()
    if (step === Step.DONE) this.#settle()
    this.#arm()
    service.checked()
  }

  #ended(attempt: SimAttempt): Step {
    const { service } = this
    const { failure } = attempt
    attempt.told = true
    service.running--
    service.trialEnded(attempt)
    return failure === null
      ? this.succeed(attempt, service.queue.now)
      : this.fail(attempt, failure, service.queue.now)
  }

  #fallBack(): void {
    const { fallbackTarget } = this.service
    this.fallbackWorked = false
    if (fallbackTarget === null) this.#endFallback(null)
    else {
      const attempt = new SimAttempt(this, FALLBACK_NUMBER)
      attempt.cutAt = this.wakeAt()
      this.current = attempt
      if (fallbackTarget.send(attempt)) this.#fallbackAnswered(attempt)
    }
  }

  #fallbackAnswered(attempt: SimAttempt): void {
    attempt.told = true
    if (this.done) return
    this.#endFallback(attempt.failure)
    this.#arm()
  }

  /** Its time is up: what the fallback still does is for nobody. */
  #leaveFallback(): void {
    const attempt = this.current as SimAttempt
    if (attempt.number !== FALLBACK_NUMBER || attempt.told) return
    attempt.told = true
    attempt.detached = true
    this.service.fallbackTarget?.abandoned(attempt)
  }

  #endFallback(failure: Failure | null): void {
    this.fallbackWorked = failure === null
    this.fallbackEnded()
    this.#settle()
  }

  #settle(): void {
    if (this.settled) return
    this.settled = true
    if (this.fallbackWorked === false) this.#leaveFallback()
    this.service.recorder?.ended(this)
    this.owner?.callEnded(this)
  }

  /** One timer at most; one that is too early stays, and is set anew when it comes. */
  #arm(): void {
    const { queue, kinds } = this.service
    const at = this.wakeAt()
    if (this.#timer !== NO_TIMER) {
      if (at === Number.POSITIVE_INFINITY || at < this.#timerAt) {
        queue.cancel(this.#timer)
        this.#timer = NO_TIMER
      } else return
    }
    if (at === Number.POSITIVE_INFINITY) return
    this.#timerAt = at
    this.#timer = queue.schedule(at, kinds.due, this)
  }
}

/** The number of the one attempt that a fallback makes: no attempt of the machine has it. */
const FALLBACK_NUMBER = -1
