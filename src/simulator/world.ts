/**
 * One run: clients under a policy, a chain of services where there is one, the upstream with its
 * faults, the load, and what watches them. Builds the parts, lets time pass, and gives them out to
 * be read; adding up over seeds, scenarios and reports are above this.
 */
import type { Breaker } from '../orchestrator/breaker.js'
import type { Operation } from '../orchestrator/operation.js'
import type { ResolvedPolicy } from '../policy/resolved.js'
import { EventQueue } from './event-queue.js'
import { checkDrained } from './invariants.js'
import { type Load, startLoad } from './load.js'
import { NextService } from './next-service.js'
import { type Bucket, Recorder, type WindowSpan } from './recorder.js'
import { registerCallKinds, Service, serviceNames } from './service.js'
import type { Target } from './sim-attempt.js'
import { DEFAULT_SEED, Streams } from './streams.js'
import { traceTime } from './trace.js'
import { Upstream, type UpstreamBooks, type UpstreamOptions } from './upstream.js'
import { type Checks, Watch } from './watch.js'

/** A service between the clients and the upstream. */
export interface LayerOptions {
  readonly name: string
  readonly policy: ResolvedPolicy
  /** Instances, each with its own state; they take turns. Default 1. */
  readonly instances?: number
  /** Default true: a call whose caller has gone is cancelled. */
  readonly passesCancelOn?: boolean
}

export interface WorldOptions {
  /** Default `DEFAULT_SEED`. */
  readonly seed?: number | string
  readonly policy: ResolvedPolicy
  /** Default `op`. */
  readonly operation?: string
  /** Clients, each with a machine of its own. Default 1. */
  readonly clients?: number
  readonly load: Load
  /** The load lasts this long; what is under way then is waited for. */
  readonly durationMs: number
  /** Longest wait for it. Default 600 s; what has not ended then is unsettled. */
  readonly drainMs?: number
  readonly upstream: UpstreamOptions
  readonly fallback?: UpstreamOptions
  /** From the one that the clients call to the one that calls the upstream. */
  readonly layers?: readonly LayerOptions[]
  /** Default one for all. */
  readonly windows?: readonly WindowSpan[]
  readonly bucketMs?: number
  /** Default sampled. */
  readonly checks?: Checks
  readonly trace?: ((line: string) => void) | null
  /** Whether calls that are given up end at once on the client's side. Default true. */
  readonly heedsAbort?: boolean
  /** Takes the place of the upstream: a model of one's own. */
  readonly makeTarget?: (queue: EventQueue, streams: Streams) => Target
}

export class World {
  readonly queue = new EventQueue()
  readonly streams: Streams
  readonly watch: Watch
  readonly recorder: Recorder
  readonly upstream: Upstream
  readonly fallback: Upstream | null
  readonly clients: readonly Service[]
  /** Services of the chain, nearest to the upstream first. */
  readonly layers: Service[] = []
  readonly options: WorldOptions
  /** The upstream's books at the last sample. */
  #sampled: Readonly<UpstreamBooks>

  constructor(options: WorldOptions) {
    const { seed = DEFAULT_SEED, durationMs } = options
    this.options = options
    this.streams = new Streams(seed)
    this.watch = new Watch({
      seed,
      ...(options.checks && { checks: options.checks }),
      trace: options.trace ?? null,
    })
    const whole: WindowSpan = { name: 'all', fromMs: 0, untilMs: durationMs }
    this.recorder = new Recorder(
      {
        windows: options.windows ?? [whole],
        ...(options.bucketMs && { bucketMs: options.bucketMs }),
      },
      this.queue,
    )
    this.upstream = new Upstream(options.upstream, this.queue, this.streams)
    this.fallback = options.fallback
      ? new Upstream(options.fallback, this.queue, this.streams)
      : null
    this.#sampled = { ...this.upstream.books }
    this.clients = this.#makeServices()
    this.#noteFaults()
    this.#startTicks()
    startLoad(options.load, {
      queue: this.queue,
      streams: this.streams,
      services: this.clients,
      partitions: options.upstream.partitions ?? 1,
      untilMs: durationMs,
    })
  }

  /** Runs the load and what it leaves behind; the clock then stands where the last call ended. */
  run(): this {
    const { durationMs, drainMs = 600_000 } = this.options
    this.queue.run(durationMs)
    const endMs = durationMs + drainMs
    while (this.recorder.inFlight > 0 && this.queue.step(endMs));
    this.#finish()
    return this
  }

  /** Calls that had not ended when the run did. */
  get unsettled(): number {
    return this.recorder.inFlight
  }

  #makeServices(): Service[] {
    const { options, queue, streams, watch } = this
    const kinds = registerCallKinds(queue)
    const heedsAbort = options.heedsAbort ?? true
    let target: Target = options.makeTarget?.(queue, streams) ?? this.upstream
    const make = (name: string, policy: ResolvedPolicy, ofClients: boolean) =>
      new Service({
        name,
        operation: options.operation ?? 'op',
        policy,
        queue,
        kinds,
        random: streams.of(`${name}/machine`),
        target,
        fallbackTarget: ofClients ? this.fallback : null,
        heedsAbort,
        recorder: ofClients ? this.recorder : null,
        watch,
      })
    for (const layer of [...(options.layers ?? [])].reverse()) {
      const { name, policy, instances = 1, passesCancelOn = true } = layer
      const services = serviceNames(name, instances).map((each) => make(each, policy, false))
      this.layers.push(...services)
      target = new NextService(services, { passesCancelOn })
    }
    return serviceNames('client', options.clients ?? 1).map((name) =>
      make(name, options.policy, true),
    )
  }

  /** Samples what changes only now and then, at the end of each bucket. */
  #startTicks(): void {
    const { queue, recorder } = this
    const tick = queue.register(() => {
      this.#sample(recorder.bucketAt(queue.now - recorder.bucketMs))
      queue.schedule(queue.now + recorder.bucketMs, tick, undefined)
    })
    queue.schedule(recorder.bucketMs, tick, undefined)
  }

  #sample(bucket: Bucket): void {
    const { recorder, upstream } = this
    const { books } = upstream
    const before = this.#sampled
    bucket.arrived = books.arrived - before.arrived
    bucket.served = books.served - before.served
    bucket.wasted = books.wasted - before.wasted
    this.#sampled = { ...books }
    bucket.inFlight = upstream.inFlight
    bucket.queued = upstream.queued
    bucket.pending = recorder.inFlight
    bucket.workers = upstream.pools.reduce((sum, pool) => sum + pool.limit, 0)
    for (const { operation } of this.clients) {
      const breakers = breakersOf(operation)
      for (const { state } of breakers) {
        if (state === 'open' || state === 'isolated') bucket.open += 1 / breakers.length
        else if (state === 'half-open') bucket.halfOpen += 1 / breakers.length
      }
    }
  }

  #noteFaults(): void {
    const { queue, watch } = this
    const note = queue.register((line: string) =>
      watch.note(() => `${traceTime(queue.now)} ${line}`),
    )
    for (const upstream of [this.upstream, this.fallback]) {
      for (const { fault, endMs } of upstream?.faults.all ?? []) {
        queue.schedule(fault.atMs, note, `${upstream!.name} fault ${fault.kind} begins`)
        queue.schedule(endMs, note, `${upstream!.name} fault ${fault.kind} is over`)
      }
    }
  }

  #finish(): void {
    // Who was told to stop just now gives its permits back before anyone looks.
    this.queue.run(this.queue.now)
    const { now } = this.queue
    if (now % this.recorder.bucketMs > 0) this.#sample(this.recorder.bucketAt(now))
    const { checks, heedsAbort } = this.options
    if (checks === 'off' || heedsAbort === false || this.unsettled > 0) return
    const done = this.options.layers?.every(({ passesCancelOn = true }) => passesCancelOn) ?? true
    const services = done ? [...this.clients, ...this.layers] : this.clients
    for (const service of services) checkDrained(service, this.watch)
  }
}

/** One, or those of the hosts that were called. */
function breakersOf({ breaker, hosts }: Operation): Breaker[] {
  if (hosts !== null) return [...hosts].map(([, ofHost]) => ofHost)
  return breaker === null ? [] : [breaker]
}
