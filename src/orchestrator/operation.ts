/**
 * One operation: its plan, and the state that its calls share (breakers, bulkhead, limiter, budget,
 * books). A changed policy is taken on without losing state (R35); calls in flight keep the plan
 * that they began with.
 */
import type { ResolvedPolicy } from '../policy/resolved.js'
import { Breaker } from './breaker.js'
import { Budget } from './budget.js'
import { Bulkhead } from './bulkhead.js'
import { type MachineContext, tell } from './context.js'
import type { GaveUp, Outcome } from './events.js'
import { REJECTIONS } from './failure.js'
import { createLimiter, type Limiter, type RateLimit } from './limiter.js'
import type { Meter } from './meter.js'
import { compilePlan, NO_POOLS, type Plan, type Pools } from './plan.js'
import { Registry } from './registry.js'
import type { Waiting } from './verdict-line.js'

/** Counts since the start. The five outcomes add up to `calls` minus those in flight (R34). */
export interface Books extends Record<Outcome, number> {
  calls: number
  attempts: number
  retries: number
  fallbacks: number
}

export interface OperationOptions {
  readonly name: string
  readonly policy: ResolvedPolicy
  readonly context: MachineContext
  /** The pool that several operations share. */
  readonly group: (name: string, policy: ResolvedPolicy) => Bulkhead
  /** Bound of the breakers by host. */
  readonly maxHosts: number
}

/** Where calls may wait for one another. */
type Place = Bulkhead | Breaker

export class Operation {
  readonly name: string
  readonly context: MachineContext
  readonly books: Books = {
    calls: 0,
    success: 0,
    failure: 0,
    timeout: 0,
    rejected: 0,
    cancelled: 0,
    attempts: 0,
    retries: 0,
    fallbacks: 0,
  }
  plan: Plan
  breaker: Breaker | null = null
  hosts: Registry<Breaker> | null = null
  /** Calls in flight. */
  inFlight = 0
  /** The registry's mark. */
  used = false
  /** Measures its calls; null while nobody does. */
  meter: Meter | null = null
  /** Room for what a driver keeps for the operation. */
  attachment: unknown = null
  #options: OperationOptions
  /** What a reload has taken away while calls waited there. */
  #left: Place[] = []

  constructor(options: OperationOptions) {
    this.name = options.name
    this.context = options.context
    this.#options = options
    const { policy } = options
    this.plan = compilePlan(policy, this.#poolsFor(policy, null))
    this.#buildBreaker(policy, 0)
  }

  configure(policy: ResolvedPolicy, now: number): void {
    const before = [...this.#places(), ...this.#left]
    this.plan = compilePlan(policy, this.#poolsFor(policy, this.plan.policy, this.plan.pools))
    this.#buildBreaker(policy, now)
    const kept = new Set(this.#places())
    this.#left = before.filter((place) => !kept.has(place) && waitingAt(place).length > 0)
  }

  /** Whose turn it is not yet: in the bulkhead's queue, or for the verdict of a breaker. */
  waiting(): Waiting[] {
    return [...this.#places(), ...this.#left].flatMap(waitingAt)
  }

  /** Pools of the calls to come; a call in flight has those of its own plan. */
  get bulkhead(): Bulkhead | null {
    return this.plan.pools.bulkhead
  }

  get limiter(): Limiter | null {
    return this.plan.pools.limiter
  }

  get budget(): Budget | null {
    return this.plan.pools.budget
  }

  /** For trying out budgets of other kinds (scripts/verify-simulator). */
  set budget(budget: Budget | null) {
    this.plan.pools.budget = budget
  }

  /** Whether anybody wants to know how each call ends. */
  get heard(): boolean {
    return this.meter !== null || (this.context.sink !== null && !this.context.unusualOnly)
  }

  /** The breaker of one upstream host; the operation's own unless the policy says `per: host`. */
  breakerFor(host: string): Breaker | null {
    return this.hosts === null ? this.breaker : this.hosts.get(host)
  }

  /** Nothing would be lost: no call in flight, no breaker that remembers (R37). */
  get idle(): boolean {
    return this.#unused && this.#breakers().every(({ idle }) => idle)
  }

  /** No call in flight, and all breakers closed. */
  get expendable(): boolean {
    return this.#unused && this.#breakers().every(({ expendable }) => expendable)
  }

  callStarted(): number {
    this.inFlight++
    if (this.budget !== null) this.budget.started()
    return ++this.books.calls
  }

  /** `budget`: the one that the call began with. */
  callEnded(outcome: Outcome, budget: Budget | null): void {
    this.inFlight--
    enter(this.books, outcome)
    if (outcome === 'success' && budget !== null) budget.succeeded()
  }

  /**
   * The short way for a call that an open breaker sends away at once: true if it did; then the
   * books
   * and the sink know of it, and no `Call` was needed.
   */
  rejectAtOnce(now: number): boolean {
    const { breaker, plan } = this
    if (breaker === null || !plan.rejectsAtOnce || !breaker.rejects(now)) return false
    this.books.calls++
    this.books.rejected++
    if (this.budget !== null) this.budget.started()
    const failure = REJECTIONS[breaker.state === 'isolated' ? 'isolated' : 'circuit-open']
    if (this.meter !== null) this.meter.ended('rejected', 0, failure)
    if (this.context.sink !== null) {
      tell(this.context, {
        type: 'rejected',
        operation: this.name,
        call: this.books.calls,
        at: now,
        attempts: 0,
        elapsedMs: 0,
        failure,
        gaveUp: this.rejectionGaveUp,
        context: undefined,
      })
    }
    return true
  }

  /** What a call says of retrying that an open breaker sends away at once. */
  get rejectionGaveUp(): GaveUp | undefined {
    if (this.plan.breakerPerCall) return undefined
    return this.plan.retry === null ? 'no-retry' : 'circuit-open'
  }

  get #unused(): boolean {
    return this.inFlight === 0 && (this.bulkhead === null || this.bulkhead.inFlight === 0)
  }

  #breakers(): Breaker[] {
    const hosts = this.hosts === null ? [] : [...this.hosts].map(([, breaker]) => breaker)
    return this.breaker === null ? hosts : [this.breaker, ...hosts]
  }

  #places(): Place[] {
    const { bulkhead } = this
    return bulkhead === null ? this.#breakers() : [bulkhead, ...this.#breakers()]
  }

  /** Those of before as far as the policy still has them, with their state. */
  #poolsFor(policy: ResolvedPolicy, before: ResolvedPolicy | null, old = NO_POOLS): Pools {
    const budget = policy.retry?.budget ?? null
    return {
      bulkhead: this.#bulkheadFor(policy, before, old.bulkhead),
      limiter: limiterFor(policy.rateLimit, before?.rateLimit ?? null, old.limiter),
      budget: budget === null ? null : configured(old.budget ?? new Budget(budget), budget),
    }
  }

  #bulkheadFor(
    policy: ResolvedPolicy,
    before: ResolvedPolicy | null,
    old: Bulkhead | null,
  ): Bulkhead | null {
    const { bulkhead } = policy
    if (bulkhead === null) return null
    if (bulkhead.group !== null) return this.#options.group(bulkhead.group, policy)
    if (old === null || before?.bulkhead?.group) return new Bulkhead(bulkhead)
    return configured(old, bulkhead)
  }

  #buildBreaker({ circuitBreaker }: ResolvedPolicy, now: number): void {
    if (circuitBreaker === null) {
      this.breaker = null
      this.hosts = null
      return
    }
    if (this.breaker === null) this.breaker = this.#newBreaker(this.name)
    else this.breaker.configure(circuitBreaker, now)
    if (circuitBreaker.per !== 'host') this.hosts = null
    else if (this.hosts === null) {
      this.hosts = new Registry(this.#options.maxHosts, (host) =>
        this.#newBreaker(`${this.name} ${host}`),
      )
    } else for (const [, breaker] of this.hosts) breaker.configure(circuitBreaker, now)
  }

  #newBreaker(name: string): Breaker {
    const { context } = this
    return new Breaker({
      name,
      policy: this.plan.policy.circuitBreaker!,
      random: context.random,
      mayOpen: () => this.#mayOpen(),
      onTransition: ({ from, to, trigger, at, breaker }) => {
        const openUntil = to === 'open' ? breaker.openUntil : undefined
        const event = {
          type: 'transition',
          operation: this.name,
          breaker: name,
          from,
          to,
          trigger,
          at,
          openUntil,
        } as const
        tell(context, event, context.onTransition ?? null)
        tell(context, event)
      },
    })
  }

  /** Whether one more host may be open without passing the largest share. */
  #mayOpen(): boolean {
    const share = this.plan.policy.circuitBreaker?.maxEjectionRate ?? null
    if (share === null || this.hosts === null) return true
    let open = 1
    for (const [, { state }] of this.hosts) if (state !== 'closed') open++
    return open <= share * this.hosts.size
  }
}

function waitingAt(place: Place): Waiting[] {
  if (place instanceof Breaker) return place.waiting.calls()
  return place.waiting().map(({ call }) => call)
}

function configured<P, T extends { configure(policy: P): void }>(pool: T, policy: P): T {
  pool.configure(policy)
  return pool
}

/** The old one where nothing of the limit has changed. */
function limiterFor(
  limit: RateLimit | null,
  before: RateLimit | null,
  old: Limiter | null,
): Limiter | null {
  if (limit === null) return null
  const same =
    before !== null &&
    limit.limit === before.limit &&
    limit.periodMs === before.periodMs &&
    limit.burst === before.burst &&
    limit.algorithm === before.algorithm
  return same && old !== null ? old : createLimiter(limit)
}

/** A name that is written out is found at once, one that varies is looked up by each call. */
function enter(books: Books, outcome: Outcome): void {
  if (outcome === 'success') books.success++
  else if (outcome === 'failure') books.failure++
  else if (outcome === 'timeout') books.timeout++
  else if (outcome === 'rejected') books.rejected++
  else books.cancelled++
}
