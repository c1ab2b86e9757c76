/**
 * One instance of something that makes calls under a policy: a client, or a service in a chain. Has
 * a machine of its own (breaker, budget, bulkhead, limiter) and the targets that it sends to.
 */
import { Machine } from '../orchestrator/machine.js'
import type { Operation } from '../orchestrator/operation.js'
import type { Random } from '../orchestrator/random.js'
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { EventQueue } from './event-queue.js'
import { checkOperation } from './invariants.js'
import type { Recorder } from './recorder.js'
import type { SimAttempt, Target } from './sim-attempt.js'
import { type CallHome, type CallKinds, type CallOwner, SimCall } from './sim-call.js'
import type { Watch } from './watch.js'

export function registerCallKinds(queue: EventQueue): CallKinds {
  return {
    due: queue.register((call: SimCall) => call.due(), true),
    slotFree: queue.register((call: SimCall) => call.slotFree()),
    letGo: queue.register((attempt: SimAttempt) => attempt.call.letGo(attempt)),
  }
}

export interface ServiceOptions {
  /** Unique in the run; names it in traces. */
  readonly name: string
  readonly operation: string
  readonly policy: ResolvedPolicy
  readonly queue: EventQueue
  readonly kinds: CallKinds
  /** Jitter and open times of its machine. */
  readonly random: Random
  readonly target: Target
  /** Where the fallback gets its answer; null: it always has one, at once. */
  readonly fallbackTarget?: Target | null
  /** Whether a call that is given up ends at once on this side, as fetch with a signal does. */
  readonly heedsAbort?: boolean
  readonly idempotent?: boolean
  readonly recorder?: Recorder | null
  readonly watch: Watch
}

export class Service implements CallHome {
  readonly name: string
  readonly machine: Machine
  readonly operation: Operation
  readonly queue: EventQueue
  readonly kinds: CallKinds
  readonly target: Target
  readonly fallbackTarget: Target | null
  readonly heedsAbort: boolean
  readonly idempotent: boolean
  readonly hasFallback: boolean
  readonly byHost: boolean
  readonly recorder: Recorder | null
  running = 0
  /** Trials of the breaker's half-open epoch `trialEpoch` that are under way. */
  trials = 0
  trialEpoch = 0
  readonly #watch: Watch

  constructor(options: ServiceOptions) {
    const { policy, watch } = options
    this.name = options.name
    this.queue = options.queue
    this.kinds = options.kinds
    this.target = options.target
    this.fallbackTarget = options.fallbackTarget ?? null
    this.heedsAbort = options.heedsAbort ?? true
    this.idempotent = options.idempotent ?? true
    this.hasFallback = policy.fallback !== null
    this.byHost = policy.circuitBreaker?.per === 'host'
    this.recorder = options.recorder ?? null
    this.#watch = watch
    this.machine = new Machine({
      policies: { operations: [options.operation], policyOf: () => policy },
      random: options.random,
      sink: watch.traces ? (event) => watch.heard(this, event) : null,
    })
    // Without a trace nobody reads the other events: then they are not even made.
    if (!watch.traces) this.machine.context.onTransition = (event) => watch.heard(this, event)
    this.operation = this.machine.operation(options.operation)
  }

  call(key: number, owner: CallOwner | null): void {
    new SimCall(this, key, owner).start()
  }

  sent(attempt: SimAttempt): void {
    this.running++
    this.recorder?.sent(attempt)
    const { breaker } = attempt.call
    if (breaker === null || breaker.state !== 'half-open' || attempt.epoch !== breaker.epoch) return
    if (this.byHost) return
    if (this.trialEpoch !== breaker.epoch) {
      this.trialEpoch = breaker.epoch
      this.trials = 0
    }
    attempt.trialOf = breaker.epoch
    this.trials++
  }

  trialEnded(attempt: SimAttempt): void {
    if (attempt.trialOf === 0) return
    if (attempt.trialOf === this.trialEpoch) this.trials--
    attempt.trialOf = 0
  }

  /** Called after each step of a call. */
  checked(): void {
    if (this.#watch.isCheckDue()) checkOperation(this, this.#watch)
  }
}

/** What the instances of a service are called: by its name alone if there is one. */
export function serviceNames(name: string, count: number): string[] {
  return count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}-${i + 1}`)
}
