/** What all calls of one orchestrator share: time, the timer, classification, named fallbacks. */
import type { CallRecord } from '../orchestrator/call-record.js'
import type { ClassifyOptions } from '../orchestrator/classify.js'
import type { FailureKind } from '../orchestrator/failure.js'
import type { Operation } from '../orchestrator/operation.js'
import type { Plan } from '../orchestrator/plan.js'
import { type Clock, CoarseClock } from './clock.js'
import { TimerQueue } from './timers.js'

/** What a classifier of the user says of an error; undefined: by the built-in tables. */
export type Classifier = (error: unknown, operation: string) => FailureKind | undefined

/** A call whose slot came free. */
export interface Ready {
  go(): void
}

export type NamedFallback = (error: unknown, call: object) => unknown

export interface SharedOptions {
  readonly clock: Clock
  readonly classifier: Classifier | undefined
  readonly classifyOptions: ClassifyOptions
  readonly fallbacks: Readonly<Record<string, NamedFallback>>
}

export class Shared {
  readonly clock: Clock
  readonly timers: TimerQueue
  /** The clock's wall time, to be handed on. */
  readonly wallNow: () => number
  readonly classifier: Classifier | undefined
  readonly classifyOptions: ClassifyOptions
  readonly #fallbacks: Readonly<Record<string, NamedFallback>>
  readonly #coarse: CoarseClock
  #ready: Ready[] = []

  constructor({ clock, classifier, classifyOptions, fallbacks }: SharedOptions) {
    this.clock = clock
    this.wallNow = () => clock.wallNow()
    this.timers = new TimerQueue(clock)
    this.classifier = classifier
    this.classifyOptions = classifyOptions
    this.#fallbacks = fallbacks
    this.#coarse = new CoarseClock(clock)
  }

  /** Now, as exactly as the plan needs it at the start of an attempt. */
  startStamp(plan: Plan): number {
    return plan.timed ? this.clock.now() : this.#coarse.now()
  }

  /** Now, as exactly as the success of a quick call needs it: for most policies not at all. */
  endStamp(plan: Plan, heard: boolean): number {
    return plan.timedEnds || heard ? this.#coarse.now() : 0
  }

  /** Lets calls go on in a microtask of their own: slots are handed on deep inside of others. */
  ready(call: Ready): void {
    if (this.#ready.push(call) > 1) return
    queueMicrotask(() => {
      const calls = this.#ready
      this.#ready = []
      for (const one of calls) one.go()
    })
  }

  /** The policy's own fallback: a registered function, else its value; null for neither. */
  fallbackOf(operation: Operation): NamedFallback | null {
    const { fallback } = operation.plan.policy
    if (fallback === null) return null
    const { handler, value } = fallback
    if (handler !== null && Object.hasOwn(this.#fallbacks, handler))
      return this.#fallbacks[handler]!
    return value === undefined || value === null ? null : () => value
  }

  /** Counts down from now for a fixed wait, or asks the breaker. */
  comeBack(call: CallRecord): () => number {
    const { clock } = this
    const { breaker, failure } = call
    const ofBreaker = failure?.reason === 'circuit-open' || failure?.reason === 'isolated'
    if (ofBreaker && breaker) return () => breaker.retryAfterMs(clock.now())
    const at = clock.now() + call.comeBackMs
    return () => Math.max(0, at - clock.now())
  }
}
