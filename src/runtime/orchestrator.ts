/**
 * The resilience orchestrator as a library: `createOrchestrator` and what it gives. Policies come
 * in resolved; how files become policies is not its business, nor metrics, stores or adapters.
 */
import type { TransitionEvent } from '../orchestrator/events.js'
import type { BreakerEntry, MeterOf, Policies, SavedBreaker } from '../orchestrator/machine.js'
import { Machine } from '../orchestrator/machine.js'
import type { Operation } from '../orchestrator/operation.js'
import { goesQuick } from '../orchestrator/quick.js'
import { createRandom, type Random } from '../orchestrator/random.js'
import { type Act, type BreakerAct, policyPairs } from './acts.js'
import type { AttemptContext } from './attempt-context.js'
import { type Clock, systemClock } from './clock.js'
import { addCallInfo, RejectedError } from './errors.js'
import type { ExecuteOptions, Protected } from './execute-options.js'
import { Execution } from './execution.js'
import { type Listener, Listeners } from './listeners.js'
import { quickCall } from './quick-call.js'
import { type Classifier, type NamedFallback, Shared } from './shared.js'
import { requireAtLeast, requirePolicies, wrongCall } from './usage.js'

export interface OrchestratorOptions {
  readonly policies: Policies
  /** Chance for jitter. Default: seeded from the clock. */
  readonly random?: Random
  readonly clock?: Clock
  /** Functions that policies name as `fallback.handler`. */
  readonly fallbacks?: Readonly<Record<string, NamedFallback>>
  /** Says what kind of failure an error is; undefined leaves it to the built-in tables. */
  readonly classify?: Classifier
  /** What an error of no known kind is. Default transient. */
  readonly unknownErrors?: 'transient' | 'permanent'
  /** Hears what a listener threw. Default: nobody. */
  readonly onListenerError?: (error: unknown) => void
  /** Most operations that no policy lists. Default 1000. */
  readonly maxOperations?: number
  /** Most hosts of one operation with breakers of their own. Default 1000. */
  readonly maxHosts?: number
}

/** The shared rejection of an open breaker, for as long as its epoch lasts. */
interface OpenRejection {
  readonly epoch: number
  readonly promise: Promise<never>
}

export class Orchestrator {
  readonly #machine: Machine
  readonly #shared: Shared
  readonly #listeners: Listeners
  readonly #transitions: Listeners<TransitionEvent>
  readonly #acts: Listeners<Act>
  /** Listeners that want every event. */
  #curious = 0
  /** Those in force. */
  #policies: Policies

  /** Throws a `TypeError` or `RangeError` for options that are none. */
  constructor(options: OrchestratorOptions) {
    const { policies, fallbacks, classify, unknownErrors, maxOperations, maxHosts } = options
    requirePolicies(policies)
    requireAtLeast(1, { maxOperations, maxHosts })
    this.#policies = policies
    const clock = options.clock ?? systemClock
    const random = options.random ?? createRandom(`${clock.wallNow()} ${clock.now()}`)
    const onListenerError = options.onListenerError ?? (() => {})
    this.#listeners = new Listeners(onListenerError)
    this.#transitions = new Listeners(onListenerError)
    this.#acts = new Listeners(onListenerError)
    this.#machine = new Machine({
      policies,
      random,
      ...(maxOperations === undefined ? {} : { maxOperations }),
      ...(maxHosts === undefined ? {} : { maxHosts }),
    })
    this.#shared = new Shared({
      clock,
      classifier: classify,
      classifyOptions: unknownErrors === undefined ? {} : { unknown: unknownErrors },
      fallbacks: fallbacks ?? {},
    })
  }

  /**
   * Calls `fn` under the policy of `operation`. Rejects with what `fn` failed with at last, a
   * `RejectedError`, a `TimeoutError`, or the reason of the caller's signal; `callInfo(error)`
   * tells
   * attempts and time. While a breaker is open its callers share one promise, already observed: a
   * rejection that nobody awaits is not reported as unhandled.
   */
  execute<T, C = undefined>(
    operation: string,
    fn: Protected<T, C>,
    options?: ExecuteOptions<T, C>,
  ): Promise<T> {
    const wrong = wrongCall(operation, fn, options?.signal)
    if (wrong !== null) return Promise.reject(wrong)
    const found = this.#machine.operation(operation)
    const { breaker } = found
    if (breaker !== null && breaker.state !== 'closed' && canRejectAtOnce(found, options)) {
      if (found.rejectAtOnce(this.#shared.clock.now())) return this.#rejection(found)
    }
    const given = options ?? (NO_OPTIONS as ExecuteOptions<T, C>)
    const plain = options === undefined || isPlain(options)
    if (plain && goesQuick(found)) return quickCall(this.#shared, found, fn, given)
    const now = this.#shared.startStamp(found.plan)
    return new Execution<T, C>(this.#shared, found, fn, given, now).start(now)
  }

  /** A function that calls `fn` under the policy, with its own arguments after the attempt. */
  wrap<A extends readonly unknown[], T>(
    operation: string,
    fn: (attempt: AttemptContext<undefined>, ...args: A) => T | PromiseLike<T>,
    options?: ExecuteOptions<T, undefined>,
  ): (...args: A) => Promise<T> {
    return (...args) => this.execute(operation, (attempt) => fn(attempt, ...args), options)
  }

  /**
   * Takes changed policies on: breakers, queues and counts are kept, calls in flight end under the
   * policies that they began with. Throws what `policyOf` throws, and then nothing has changed
   * (R35).
   */
  reload(policies: Policies): void {
    const at = this.#shared.clock.now()
    const names = this.operations().map(({ name }) => name)
    const { sink } = this.#acts
    try {
      requirePolicies(policies)
      const operations = sink === null ? [] : policyPairs(names, this.#policies, policies)
      this.#machine.configure(policies, at)
      this.#policies = policies
      sink?.({ type: 'reload', at, operations })
    } catch (error) {
      this.refuseReload(error)
      throw error
    }
  }

  /**
   * Says that a changed configuration was refused before it could become policies; changes nothing.
   * For whoever reads it: those who follow acts hear of it as of what `reload` refuses.
   */
  refuseReload(error: unknown): void {
    this.#acts.sink?.({ type: 'reload-refused', at: this.#shared.clock.now(), error })
  }

  /**
   * Hears every event; returns the way to stop. `unusualOnly`: can do without attempts and
   * successes at the first; while all listeners can, those are not even built.
   */
  on(listener: Listener, options: { readonly unusualOnly?: boolean } = {}): () => void {
    const curious = options.unusualOnly === true ? 0 : 1
    const change = (by: number) => {
      this.#curious += by
      this.#machine.context.sink = this.#listeners.sink
      this.#machine.context.unusualOnly = this.#curious === 0
    }
    this.#listeners.add(listener)
    change(curious)
    let listens = true
    return () => {
      if (!listens) return
      listens = false
      this.#listeners.remove(listener)
      change(-curious)
    }
  }

  /**
   * Hears the breakers' transitions alone, before listeners of `on` do; calls cost nothing more,
   * other than with `on`. Returns the way to stop.
   */
  onTransition(listener: (event: TransitionEvent) => void): () => void {
    const { context } = this.#machine
    this.#transitions.add(listener)
    context.onTransition = this.#transitions.sink
    return () => {
      this.#transitions.remove(listener)
      context.onTransition = this.#transitions.sink
    }
  }

  /** Hears what is done by hand, changes of the policies included; returns the way to stop. */
  onAct(listener: Listener<Act>): () => void {
    this.#acts.add(listener)
    return () => this.#acts.remove(listener)
  }

  /**
   * Has every operation measured, those to come included. One at a time: throws if it is measured
   * already. Returns the way to stop.
   */
  measure(meterOf: MeterOf): () => void {
    if (this.#machine.meterOf) throw new Error('This orchestrator is measured already.')
    this.#machine.measure(meterOf)
    return () => {
      if (this.#machine.meterOf === meterOf) this.#machine.measure(null)
    }
  }

  /** Shut down: nothing is let in any more. */
  get closed(): boolean {
    return this.#machine.context.closed
  }

  /** The clock that all its times are of. */
  get clock(): Clock {
    return this.#shared.clock
  }

  /**
   * Lets no call through until `release` was called as often (R12). Throws when the operation has
   * no breaker: its calls would go on.
   */
  isolate(operation: string, host?: string): void {
    const at = this.#shared.clock.now()
    const breaker = this.#machine.breaker(operation, host)
    if (breaker === null) throw new Error(`${operation} has no circuit breaker to isolate.`)
    breaker.isolate(at)
    this.#tell('isolate', operation, host, at)
  }

  release(operation: string, host?: string): void {
    const at = this.#shared.clock.now()
    this.#machine.breaker(operation, host)?.release(at)
    this.#tell('release', operation, host, at)
  }

  /** Closes an open breaker by hand; an isolated one stays isolated. */
  closeBreaker(operation: string, host?: string): void {
    const at = this.#shared.clock.now()
    this.#machine.breaker(operation, host)?.close(at)
    this.#tell('close', operation, host, at)
  }

  breakers(): BreakerEntry[] {
    return this.#machine.breakers()
  }

  /** Policy and state of one operation; made if need be, as a call would. */
  operation(name: string): Operation {
    return this.#machine.operation(name)
  }

  operations(): Operation[] {
    return this.#machine.operations()
  }

  /** Breakers as plain data: rests of waits, failures counted, rate windows; see `restore`. */
  snapshot(): SavedBreaker[] {
    return this.#machine.snapshot(this.#shared.clock.now())
  }

  /** Takes saved breakers over. Checking form and age is the store's; times are bounded here. */
  restore(saved: readonly SavedBreaker[]): void {
    const at = this.#shared.clock.now()
    this.#machine.restore(saved, at)
    this.#acts.sink?.({ type: 'restore', at, breakers: saved })
  }

  /** Waits that are armed: backoffs, limits, queues. 0 when no call waits for time. */
  get waits(): number {
    return this.#shared.timers.size
  }

  /**
   * For good (R14): no new call, no retry, and who only waits is sent away with a `RejectedError`.
   * Attempts in flight end by themselves or at their limits.
   */
  shutdown(): void {
    this.#machine.close()
    const waiting = new Set<unknown>(this.#shared.timers.waiting())
    for (const operation of this.#machine.operations()) {
      for (const call of operation.waiting()) waiting.add(call)
    }
    for (const call of waiting) if (call instanceof Execution) call.sendAway()
    this.#acts.sink?.({ type: 'shutdown', at: this.#shared.clock.now() })
  }

  #tell(type: BreakerAct['type'], operation: string, host: string | undefined, at: number): void {
    this.#acts.sink?.({ type, operation, host: host ?? null, at })
  }

  #rejection(operation: Operation): Promise<never> {
    const breaker = operation.breaker!
    const known = operation.attachment as OpenRejection | null
    if (known !== null && known.epoch === breaker.epoch) return known.promise
    const { clock } = this.#shared
    const error = new RejectedError({
      reason: breaker.state === 'isolated' ? 'isolated' : 'circuit-open',
      operation: operation.name,
      comeBackMs: () => breaker.retryAfterMs(clock.now()),
      breaker,
    })
    const { name, rejectionGaveUp: gaveUp } = operation
    addCallInfo(error, { operation: name, attempts: 0, elapsedMs: 0, gaveUp })
    const promise = Promise.reject(Object.freeze(error))
    promise.catch(() => {})
    operation.attachment = { epoch: breaker.epoch, promise } satisfies OpenRejection
    return promise
  }
}

const NO_OPTIONS: ExecuteOptions = {}

/** Nothing in the options keeps a call from the short way. */
function isPlain<T, C>({ signal, isFailure, host }: ExecuteOptions<T, C>): boolean {
  return signal === undefined && isFailure === undefined && host === undefined
}

function canRejectAtOnce<T, C>(operation: Operation, options?: ExecuteOptions<T, C>): boolean {
  if (operation.plan.policy.fallback !== null || operation.context.closed) return false
  if (options === undefined) return true
  return options.host === undefined && options.fallback === undefined && !options.signal?.aborted
}

export function createOrchestrator(options: OrchestratorOptions): Orchestrator {
  return new Orchestrator(options)
}
