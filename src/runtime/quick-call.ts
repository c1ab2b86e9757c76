/**
 * The usual call at the least cost: its first attempt succeeds, in front of it stands nothing but a
 * closed breaker. Without a time limit the caller's promise is the function's own with two
 * handlers;
 * with one (`LimitedCall`) it is a promise of our own and an entry of the shared timer. On a
 * failure
 * or at a limit an `Execution` takes over (orchestrator/quick.ts has the machine's side).
 *
 * A changer must measure (`npm run bench:peers`): each object and each read of the clock shows.
 */

import type { Begun } from '../orchestrator/call-record.js'
import type { Operation } from '../orchestrator/operation.js'
import { beginQuick, succeedQuick } from '../orchestrator/quick.js'
import { type ContextOwner, RuntimeAttempt } from './attempt-context.js'
import type { ExecuteOptions, Protected } from './execute-options.js'
import { Execution } from './execution.js'
import type { Shared } from './shared.js'
import { isThenable } from './thenable.js'
import type { Waiter } from './timers.js'

/** Calls `run` the short way; only where `goesQuick(operation)`. */
export function quickCall<T, C>(
  shared: Shared,
  operation: Operation,
  run: Protected<T, C>,
  options: ExecuteOptions<T, C>,
): Promise<T> {
  const { plan } = operation
  const now = shared.startStamp(plan)
  if (plan.wakes) return new LimitedCall(shared, operation, run, options, now).start()
  return new QuickCall(shared, operation, run, options, now).start()
}

/** Call and first attempt in one object: what the function is given is this. */
class QuickCall<T, C> extends RuntimeAttempt implements Begun, ContextOwner {
  declare readonly plan: Begun['plan']
  declare readonly breaker: Begun['breaker']
  declare readonly id: number
  declare readonly shared: Shared
  declare readonly operation: Operation
  declare readonly run: Protected<T, C>
  declare readonly options: ExecuteOptions<T, C>
  declare readonly startedAt: number

  constructor(
    shared: Shared,
    operation: Operation,
    run: Protected<T, C>,
    options: ExecuteOptions<T, C>,
    now: number,
  ) {
    super(null, 1)
    this.call = this
    this.plan = operation.plan
    this.breaker = operation.breaker
    this.shared = shared
    this.operation = operation
    this.run = run
    this.options = options
    this.startedAt = now
    this.id = beginQuick(operation, this, now)
  }

  override get context(): C | undefined {
    return this.options.context
  }

  get deadlineAt(): number {
    return this.startedAt + this.plan.deadlineMs
  }

  get lastError(): undefined {
    return undefined
  }

  granted(): void {}

  start(): Promise<T> {
    let result: T | PromiseLike<T>
    try {
      result = this.run(this as never)
    } catch (error) {
      return this.follow(Promise.reject(error))
    }
    if (result instanceof Promise) return this.follow(result)
    if (isThenable(result)) return this.follow(Promise.resolve(result))
    return Promise.resolve(this.succeeded(result))
  }

  protected follow(result: Promise<T>): Promise<T> {
    return result.then(
      (value) => this.succeeded(value),
      (error) => this.successor().continueFailed(this, error, result),
    )
  }

  protected succeeded(value: T): T {
    const { operation, plan } = this
    const now = this.shared.endStamp(plan, operation.heard)
    succeedQuick(operation, this, this, this.startedAt, now)
    return value
  }

  protected successor(): Execution<T, C> {
    const { shared, operation, run, options, startedAt } = this
    return new Execution(shared, operation, run, options, startedAt, this)
  }
}

/** With a time limit, so that the caller may have to be answered before the function ends. */
class LimitedCall<T, C> extends QuickCall<T, C> implements Waiter {
  dueAt = 0
  place = -1
  turn = 0
  #resolve: (value: T | PromiseLike<T>) => void = nothing
  #reject: (error: unknown) => void = nothing
  #successor: Execution<T, C> | null = null

  /** The limit has come. */
  due(now: number): void {
    this.#handOver().due(now)
  }

  protected override follow(result: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      const { deadlineMs, attemptMs } = this.plan
      this.shared.timers.set(this, this.startedAt + Math.min(deadlineMs, attemptMs))
      result.then(
        (value) => this.#ended(value),
        (error) => this.#endedBadly(error),
      )
    })
  }

  #ended(value: T): void {
    if (this.#successor !== null) this.#successor.attemptEnded(this, value)
    else {
      this.shared.timers.delete(this)
      this.#resolve(this.succeeded(value))
    }
  }

  #endedBadly(error: unknown): void {
    if (this.#successor === null) this.shared.timers.delete(this)
    const call = this.#successor ?? this.#handOver()
    call.attemptFailed(this, error)
  }

  #handOver(): Execution<T, C> {
    const call = this.successor()
    this.#successor = call
    call.adopt(this, this.#resolve, this.#reject)
    return call
  }
}

function nothing(): void {}
