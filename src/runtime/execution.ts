/**
 * One call under way: drives the machine's `Call` with promises, the shared timer and signals.
 *
 * quick-call.ts goes the short way and hands over to this as soon as anything is not as usual.
 *
 * A changer must keep: every promise of the user is observed (R23), listeners on the caller's
 * signal
 * go when the call ends (R25), no code of the user runs inside a method of the machine.
 */
import type { Attempt } from '../orchestrator/attempt.js'
import { Call } from '../orchestrator/call.js'
import { type Begun, Phase, Step } from '../orchestrator/call-record.js'
import { ATTEMPT_TIMEOUT, CALL_TIMEOUT, CANCELLED, type Failure } from '../orchestrator/failure.js'
import type { Operation } from '../orchestrator/operation.js'
import { type AttemptContext, RuntimeAttempt } from './attempt-context.js'
import { follow, unfollow } from './caller-signal.js'
import {
  addCallInfo,
  FallbackError,
  RejectedError,
  SupersededError,
  TimeoutError,
} from './errors.js'
import type { ExecuteOptions, Fallback, Protected } from './execute-options.js'
import { judgeError, judgeResult, ResultFailure } from './judge.js'
import type { Shared } from './shared.js'
import { isThenable } from './thenable.js'
import type { Waiter } from './timers.js'

export class Execution<T, C> extends Call implements Waiter {
  readonly #shared: Shared
  readonly #run: Protected<T, C>
  readonly #options: ExecuteOptions<T, C>
  dueAt = 0
  place = -1
  turn = 0
  #resolve: ((value: T | PromiseLike<T>) => void) | null = null
  #reject: ((error: unknown) => void) | null = null
  #value: T | undefined = undefined
  /** Attempts to be told that they are given up, once the machine has returned. */
  #aborts: [RuntimeAttempt, Failure | null][] | null = null

  constructor(
    shared: Shared,
    operation: Operation,
    run: Protected<T, C>,
    options: ExecuteOptions<T, C>,
    now: number,
    begun: Begun | null = null,
  ) {
    const hasFallback = options.fallback !== undefined || shared.fallbackOf(operation) !== null
    super(operation, now, options.idempotent !== false, hasFallback, options.host, begun)
    this.#shared = shared
    this.#run = run
    this.#options = options
  }

  start(now: number): Promise<T> {
    const { signal } = this.#options
    if (signal?.aborted) return this.#deferred(this.cancel(now))
    if (signal) follow(signal, this)
    return this.#deferred(this.begin(this.#exactly(now)))
  }

  /** A trial is due to the ms: a stamp that lags would have it refused. */
  #exactly(now: number): number {
    const { breaker } = this
    return breaker === null || breaker.state === 'closed' ? now : this.#shared.clock.now()
  }

  /**
   * Goes on for a call whose first attempt failed, with `failed`. Gives `failed` back where that is
   * the answer: it is rejected and observed already, and a throw costs more than all the rest.
   */
  continueFailed(attempt: RuntimeAttempt, error: unknown, failed: Promise<T>): Promise<T> {
    this.takeOver(attempt)
    const step = this.#failed(attempt, error)
    if (step !== Step.DONE) return this.#deferred(step)
    const final = this.#finalError()
    if (final === error) return failed
    throw final
  }

  /** Goes on for a call that has a promise already; `go` reports what happened to its attempt. */
  adopt(
    attempt: RuntimeAttempt,
    resolve: (value: T | PromiseLike<T>) => void,
    reject: (error: unknown) => void,
  ): void {
    this.takeOver(attempt)
    this.#resolve = resolve
    this.#reject = reject
  }

  /** The attempt that was taken over failed. */
  attemptFailed(attempt: RuntimeAttempt, error: unknown): void {
    this.#advance(this.#failed(attempt, error))
  }

  /** The attempt that was taken over gave a result; too late, or it would not have been taken. */
  attemptEnded(attempt: RuntimeAttempt, value: T): void {
    this.#advance(this.#succeeded(attempt, value))
  }

  /** The caller's signal. */
  handleEvent(): void {
    // Nobody waits for the fallback any more; the outcome that it follows is booked already.
    if (this.phase === Phase.FALLBACK) this.#endWith(null, this.#options.signal?.reason)
    else this.#advance(this.cancel(this.#shared.clock.now()))
  }

  due(now: number): void {
    this.#advance(this.wake(now))
  }

  override get context(): C | undefined {
    return this.#options.context
  }

  get lastError(): unknown {
    return this.failure === null ? undefined : this.#errorOf(this.failure)
  }

  override newAttempt(number: number): Attempt {
    return new RuntimeAttempt(this, number)
  }

  override mayRepeat(): boolean {
    return this.#options.repeatable !== false
  }

  override granted(): void {
    this.#shared.ready(this)
  }

  /** A slot came free for this call. */
  go(): void {
    this.#advance(this.resume(this.#shared.clock.now()))
  }

  /** The orchestrator shuts down. */
  sendAway(): void {
    this.#advance(this.shutDown(this.#shared.clock.now()))
  }

  override attemptAbandoned(attempt: Attempt, cause: Failure | null): void {
    this.#aborts ??= []
    this.#aborts.push([attempt as RuntimeAttempt, cause])
  }

  #deferred(step: Step): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#advance(step)
    })
  }

  /** Does what the machine says, until there is something to wait for. */
  #advance(first: Step): void {
    let step = first
    for (;;) {
      if (this.#aborts !== null) this.#tellAborted()
      if (step === Step.ATTEMPT) step = this.#launch(this.current as RuntimeAttempt)
      else if (step === Step.WAIT) {
        this.#shared.timers.set(this, this.wakeAt())
        return
      } else if (step === Step.FALLBACK) {
        if (this.#resolve !== null) this.#answer()
        return
      } else {
        this.#settle()
        return
      }
    }
  }

  #launch(attempt: RuntimeAttempt): Step {
    let result: T | PromiseLike<T>
    try {
      result = this.#run(attempt as AttemptContext as AttemptContext<C>)
    } catch (error) {
      return this.#failed(attempt, error)
    }
    return this.#follow(attempt, result)
  }

  #follow(attempt: RuntimeAttempt, result: T | PromiseLike<T>): Step {
    if (!isThenable(result)) return this.#succeeded(attempt, result)
    Promise.resolve(result).then(
      (value) => this.#advance(this.#succeeded(attempt, value)),
      (error) => this.#advance(this.#failed(attempt, error)),
    )
    return Step.WAIT
  }

  #succeeded(attempt: RuntimeAttempt, value: T): Step {
    const { isFailure } = this.#options
    const failure = isFailure === undefined ? null : judgeResult(this.#shared, isFailure, value)
    if (failure !== null) return this.fail(attempt, failure, this.#shared.clock.now())
    if (this.outcome === null) this.#value = value
    return this.succeed(attempt, this.#shared.clock.now())
  }

  #failed(attempt: RuntimeAttempt, error: unknown): Step {
    const failure = judgeError(this.#shared, this.operation.name, error)
    return this.fail(attempt, failure, this.#shared.clock.now())
  }

  #answer(): void {
    const error = this.#finalError()
    this.#shared.timers.set(this, this.wakeAt())
    const { name } = this.operation
    const refuse = (own: unknown) => this.#endWith(null, new FallbackError(name, own, error))
    const call = { operation: name, context: this.#options.context as C, attempts: this.attempts }
    try {
      const given = this.#options.fallback ?? this.#shared.fallbackOf(this.operation)!
      const answer = (given as Fallback<T, C>)(error, call)
      if (!isThenable(answer)) this.#endWith({ value: answer }, null)
      else Promise.resolve(answer).then((value) => this.#endWith({ value }, null), refuse)
    } catch (own) {
      refuse(own)
    }
  }

  /** The fallback's answer, unless the deadline was faster. */
  #endWith(answer: { readonly value: T } | null, error: unknown): void {
    if (this.done) return
    this.fallbackEnded()
    const [resolve, reject] = [this.#resolve!, this.#reject!]
    this.#release()
    if (answer) resolve(answer.value)
    else reject(error)
  }

  #settle(): void {
    const [resolve, reject] = [this.#resolve, this.#reject]
    if (resolve === null || reject === null) return
    this.#release()
    if (this.outcome === 'success') resolve(this.#value as T)
    else {
      const error = this.#finalError()
      if (this.failure instanceof ResultFailure) resolve(error as T)
      else reject(error)
    }
  }

  #release(): void {
    this.#resolve = null
    this.#reject = null
    this.#shared.timers.delete(this)
    if (this.#options.signal) unfollow(this.#options.signal, this)
  }

  #tellAborted(): void {
    const aborts = this.#aborts!
    this.#aborts = null
    for (const [attempt, cause] of aborts) {
      const superseded = cause === null
      attempt.abort(superseded ? new SupersededError(this.operation.name) : this.#errorOf(cause))
    }
  }

  #finalError(): unknown {
    const error = this.#errorOf(this.failure!)
    if (this.outcome === 'cancelled') return error
    addCallInfo(error, {
      operation: this.operation.name,
      attempts: this.attempts,
      elapsedMs: this.endedAt - this.startedAt,
      gaveUp: this.gaveUp ?? undefined,
    })
    return error
  }

  #errorOf(failure: Failure): unknown {
    const { name } = this.operation
    if (failure === CANCELLED) return this.#options.signal?.reason
    if (failure === ATTEMPT_TIMEOUT) return new TimeoutError(name, 'attempt', this.plan.attemptMs)
    if (failure === CALL_TIMEOUT) return new TimeoutError(name, 'call', this.plan.deadlineMs)
    if (failure.reason === undefined) return failure.error
    return new RejectedError({
      reason: failure.reason,
      operation: name,
      comeBackMs: this.#shared.comeBack(this),
      breaker:
        failure.reason === 'circuit-open' || failure.reason === 'isolated' ? this.breaker : null,
    })
  }
}
