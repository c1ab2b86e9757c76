/**
 * A simulated upstream: network, faults, rate limit, queue, workers, work. An attempt meets them in
 * this order; the first that answers it ends its way. The rules that decide whether a system comes
 * back are switches: what becomes of work that nobody waits for, how long the queue may be and in
 * which order it is served.
 */
import { failureOf } from '../orchestrator/failure.js'
import { createLimiter, type Limiter } from '../orchestrator/limiter.js'
import { type CacheOptions, Found, LookAsideCache } from './cache.js'
import { CapacityPlan } from './capacity-plan.js'
import { type EventKind, type EventQueue, NO_TIMER } from './event-queue.js'
import { type Fault, Faults, firstOf } from './faults.js'
import { createSampler, type Law, meanOf, type Sampler } from './law.js'
import type { Profile } from './profile.js'
import { Place, type SimAttempt, type Target } from './sim-attempt.js'
import type { Streams } from './streams.js'
import { type ColdStart, type QueueOrder, WorkerPool } from './worker-pool.js'

export interface UpstreamRateLimit {
  readonly limit: number
  readonly periodMs: number
  readonly algorithm: 'token-bucket' | 'fixed-window'
  /** Most tokens saved up; default `limit`. */
  readonly burst?: number
  /** Whether a 429 says when to come back. Default true. */
  readonly retryAfter?: boolean
}

export interface UpstreamOptions {
  readonly name: string
  /** Time of the work on one call. */
  readonly latency: Law
  /** Added to the work for each call that is in the upstream, itself included, in ms. Default 0. */
  readonly latencyPerCallMs?: number
  /** Way there and way back, each. Default none. */
  readonly network?: Law
  /** Calls worked on at a time, in all partitions; default Infinity: then nothing ever queues. */
  readonly workers?: number
  /** Calls that may wait, in each partition. Default Infinity; who finds no room gets a 503. */
  readonly queueBound?: number
  readonly order?: QueueOrder
  /** Shards, each with its part of the workers and its own queue. Default 1. */
  readonly partitions?: number
  /** Share of the workers over time, 0..1. Default 1. */
  readonly capacity?: Profile
  /**
   * Work whose caller has gone: `goes-on` to its end (default), `leaves-queue` unless it has begun,
   * `stops` even then.
   */
  readonly abandoned?: 'goes-on' | 'leaves-queue' | 'stops'
  /** Sends away from the head of the queue what its caller's time limit leaves no time for. */
  readonly dropsHopeless?: boolean
  readonly rateLimit?: UpstreamRateLimit
  readonly coldStart?: ColdStart
  /** Answers what it holds; rejections, faults and work concern only the rest. */
  readonly cache?: CacheOptions
  readonly faults?: readonly Fault[]
}

const REFUSED = failureOf('connection', { code: 'ECONNREFUSED' })
const OVERLOADED = failureOf('server-error', { status: 503 })
const TOO_MANY = failureOf('rate-limited', { status: 429 })

/** Counts since the start, of what reached the upstream and what became of it. */
export interface UpstreamBooks {
  /** Attempts that got there. */
  arrived: number
  /** Work that ended with somebody waiting for it, failed answers included. */
  served: number
  /** Work that ended for nobody. */
  wasted: number
  /** Sent away for want of room. */
  overloaded: number
  /** Sent away by its rate limit. */
  limited: number
  /** Left the queue, or were stopped, because their caller had gone. */
  dropped: number
}

export class Upstream implements Target {
  readonly name: string
  readonly faults: Faults
  readonly pools: readonly WorkerPool[]
  readonly books: UpstreamBooks = {
    arrived: 0,
    served: 0,
    wasted: 0,
    overloaded: 0,
    limited: 0,
    dropped: 0,
  }
  /** Calls in it: held, queued or worked on. */
  inFlight = 0
  readonly #options: UpstreamOptions
  readonly #queue: EventQueue
  readonly #work: Sampler
  readonly #leg: Sampler | null
  readonly #expectedMs: number
  readonly #abandoned: NonNullable<UpstreamOptions['abandoned']>
  readonly #limiter: Limiter | null
  readonly cache: LookAsideCache | null
  readonly #statuses = new Map<number, ReturnType<typeof failureOf>>()
  #held: SimAttempt[] = []
  readonly #arrive: EventKind<SimAttempt>
  readonly #done: EventKind<SimAttempt>
  readonly #answer: EventKind<SimAttempt>

  constructor(options: UpstreamOptions, queue: EventQueue, streams: Streams) {
    const { name } = options
    this.name = name
    this.#options = options
    this.#queue = queue
    this.faults = new Faults(options.faults ?? [], streams, name)
    this.#work = createSampler(options.latency, streams.of(`${name}/work`))
    this.#leg = options.network ? createSampler(options.network, streams.of(`${name}/net`)) : null
    this.#expectedMs = meanOf(options.latency)
    this.#abandoned = options.abandoned ?? 'goes-on'
    this.cache = options.cache
      ? new LookAsideCache(options.cache, streams.of(`${name}/cache`))
      : null
    this.#limiter = options.rateLimit ? limiterOf(options.rateLimit) : null
    this.#arrive = queue.register((attempt) => this.#arriveLater(attempt))
    this.#done = queue.register((attempt) => this.#workDone(attempt), true)
    this.#answer = queue.register((attempt) => attempt.call.answered(attempt))
    this.pools = this.#makePools()
    new CapacityPlan(this, options.capacity, queue)
    const deliver = queue.register(() => this.#deliver())
    for (const stall of this.faults.by.stall) {
      for (const at of stall.turns()) queue.schedule(at, deliver, undefined)
    }
  }

  /** Calls that wait for a worker. */
  get queued(): number {
    return this.pools.reduce((sum, pool) => sum + pool.queued, 0)
  }

  get workers(): number {
    return this.#options.workers ?? Number.POSITIVE_INFINITY
  }

  send(attempt: SimAttempt): boolean {
    if (this.#leg === null) return this.#meet(attempt)
    this.#queue.schedule(this.#queue.now + this.#leg(), this.#arrive, attempt)
    return false
  }

  abandoned(attempt: SimAttempt): void {
    const mode = this.#abandoned
    if (mode === 'goes-on') return
    if (attempt.place === Place.QUEUED) {
      this.#poolOf(attempt)!.leave(attempt)
      this.#drop(attempt)
    } else if (mode === 'stops' && attempt.place === Place.WORKED_ON) {
      if (attempt.timer !== NO_TIMER) this.#queue.cancel(attempt.timer)
      this.#drop(attempt)
      this.#poolOf(attempt)?.release(attempt)
    }
  }

  #arriveLater(attempt: SimAttempt): void {
    if (attempt.detached && this.#abandoned !== 'goes-on') this.books.dropped++
    else if (this.#meet(attempt)) attempt.call.answered(attempt)
  }

  /** True: answered at once, with `attempt.failure`. */
  #meet(attempt: SimAttempt): boolean {
    const { now } = this.#queue
    if (this.cache !== null) {
      const found = this.cache.lookUp(now)
      if (found === Found.HIT) {
        this.#queue.schedule(now + this.cache.latencyMs, this.#answer, attempt)
        return false
      }
      attempt.fills = found === Found.MISS
    }
    this.books.arrived++
    if (this.faults.anyBeforeWork && this.faults.any(now)) {
      const { refuse, swallow, stall, capacity } = this.faults.by
      const { key } = attempt.call
      if (firstOf(refuse, now, key)) {
        attempt.failure = REFUSED
        return this.#reply(attempt)
      }
      if (firstOf(swallow, now, key)) {
        attempt.place = Place.LOST
        return false
      }
      if (firstOf(stall, now, key)) {
        attempt.place = Place.HELD
        this.inFlight++
        this.#held.push(attempt)
        return false
      }
      for (const cut of capacity) cut.takes(now, key)
    }
    return this.#admit(attempt)
  }

  #admit(attempt: SimAttempt): boolean {
    if (this.#limiter !== null) {
      const wait = this.#limiter.reserve(this.#queue.now, 0)
      if (wait < 0) {
        this.books.limited++
        const says = this.#options.rateLimit?.retryAfter !== false
        attempt.failure = says ? { ...TOO_MANY, retryAfterMs: -1 - wait } : TOO_MANY
        return this.#reply(attempt)
      }
    }
    this.inFlight++
    const pool = this.#poolOf(attempt)
    if (pool === undefined) return this.#start(attempt, 0)
    if (pool.offer(attempt)) return false
    this.inFlight--
    this.books.overloaded++
    attempt.failure = OVERLOADED
    return this.#reply(attempt)
  }

  /** Begins the work; true if it is done at once, which only work without workers can be. */
  #start(attempt: SimAttempt, extraMs: number): boolean {
    const { now } = this.#queue
    attempt.place = Place.WORKED_ON
    const { key } = attempt.call
    let ms = this.#work() + extraMs
    const { latencyPerCallMs } = this.#options
    if (latencyPerCallMs !== undefined) ms += latencyPerCallMs * this.inFlight
    if (this.faults.any(now)) {
      ms = this.faults.stretched(ms, now, key)
      const error = firstOf(this.faults.by.errors, now, key)
      attempt.failure = error ? this.#failureOf(error.fault.status ?? 503) : null
    }
    if (ms <= 0 && this.pools.length === 0) return this.#finish(attempt)
    attempt.timer = this.#queue.schedule(now + ms, this.#done, attempt)
    return false
  }

  #workDone(attempt: SimAttempt): void {
    attempt.timer = NO_TIMER
    // Who waits for the worker comes before who waits for the answer.
    this.#poolOf(attempt)?.release(attempt)
    if (this.#finish(attempt)) attempt.call.answered(attempt)
  }

  #finish(attempt: SimAttempt): boolean {
    this.inFlight--
    if (attempt.detached) this.books.wasted++
    else this.books.served++
    // The caller puts it in: who has gone does not.
    if (attempt.fills && attempt.failure === null && !attempt.detached) this.cache?.fill()
    return this.#reply(attempt)
  }

  #reply(attempt: SimAttempt): boolean {
    attempt.place = Place.UNDER_WAY
    if (this.#leg === null) return true
    this.#queue.schedule(this.#queue.now + this.#leg(), this.#answer, attempt)
    return false
  }

  /** What stalls have held back, unless one of them still does. */
  #deliver(): void {
    const { now } = this.#queue
    const held = this.#held
    this.#held = []
    const stalls = this.faults.by.stall
    const holds = (partition: number) =>
      stalls.some((stall) => stall.isFor(partition) && stall.intensity(now) > 0)
    for (const attempt of held) {
      if (holds(attempt.call.key)) this.#held.push(attempt)
      else {
        this.inFlight--
        if (attempt.detached && this.#abandoned !== 'goes-on') this.books.dropped++
        else if (this.#admit(attempt)) attempt.call.answered(attempt)
      }
    }
  }

  #drop(attempt: SimAttempt): void {
    attempt.place = Place.LOST
    this.inFlight--
    this.books.dropped++
  }

  #poolOf(attempt: SimAttempt): WorkerPool | undefined {
    const { pools } = this
    if (pools.length === 0) return undefined
    return pools.length === 1 ? pools[0] : pools[attempt.call.key]
  }

  #makePools(): WorkerPool[] {
    const { workers, partitions = 1, queueBound, order, coldStart } = this.#options
    if (workers === undefined || workers === Number.POSITIVE_INFINITY) return []
    const part = (whole: number, i: number) => Math.floor((whole + partitions - 1 - i) / partitions)
    return Array.from({ length: partitions }, (_, i) => {
      const pool: WorkerPool = new WorkerPool({
        workers: Math.max(1, part(workers, i)),
        queueBound: queueBound ?? Number.POSITIVE_INFINITY,
        order: order ?? 'fifo',
        coldStart: coldStart
          ? { ...coldStart, initialWorkers: part(coldStart.initialWorkers, i) }
          : null,
        start: (attempt) => this.#start(attempt, pool.coldMs(attempt)),
        worthIt: (attempt) => this.#isWorthIt(attempt),
      })
      return pool
    })
  }

  /** At the head of the queue. */
  #isWorthIt(attempt: SimAttempt): boolean {
    if (this.#options.dropsHopeless !== true) return true
    const { call, cutAt, number } = attempt
    // The limit of a fallback may be later than its call's deadline: it brings its own.
    const deadline = number < 0 ? Number.POSITIVE_INFINITY : call.deadlineAt
    const limit = Math.min(cutAt ?? Number.POSITIVE_INFINITY, deadline)
    if (!attempt.detached && this.#queue.now + this.#expectedMs <= limit) return true
    this.#drop(attempt)
    return false
  }

  #failureOf(status: number): ReturnType<typeof failureOf> {
    let failure = this.#statuses.get(status)
    if (failure === undefined) {
      const kind = status === 429 ? 'rate-limited' : status < 500 ? 'permanent' : 'server-error'
      failure = failureOf(kind, { status })
      this.#statuses.set(status, failure)
    }
    return failure
  }
}

/** Periods count from the start of the run. */
function limiterOf({ limit, periodMs, algorithm, burst }: UpstreamRateLimit): Limiter {
  const limiter = createLimiter({
    limit,
    periodMs,
    algorithm,
    burst: burst ?? null,
    maxWaitMs: 0,
  })
  limiter.cancel(limiter.reserve(0, 0))
  return limiter
}
