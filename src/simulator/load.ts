/**
 * Who calls, and when. An open source goes on whatever becomes of its calls; a closed client waits
 * for its call before it thinks of the next. Which of the two runs decides what backoff can do, so
 * every report names it.
 */
import { ln } from '../orchestrator/exact-math.js'
import type { Random } from '../orchestrator/random.js'
import type { EventKind, EventQueue } from './event-queue.js'
import { createSampler, type Law, type Sampler } from './law.js'
import type { Profile } from './profile.js'
import type { Service } from './service.js'
import type { CallOwner, SimCall } from './sim-call.js'
import type { Streams } from './streams.js'

export type Load =
  | {
      readonly kind: 'open'
      readonly arrivals: 'poisson' | 'regular'
      /** Calls per second, of all clients together. */
      readonly ratePerS: Profile
    }
  /** Each client has one call at a time. */
  | {
      readonly kind: 'closed'
      /** Between the end of a call and the next. */
      readonly think: Law
      /** Their first calls are spread evenly over this long. Default 0: all at once. */
      readonly spreadMs?: number
      /** Calls that each makes; default without end. */
      readonly callsEach?: number
    }

export interface SourceContext {
  readonly queue: EventQueue
  readonly streams: Streams
  /** Clients, at least one. */
  readonly services: readonly Service[]
  readonly partitions: number
  /** No call begins at or after this. */
  readonly untilMs: number
}

/** Starts the load; it goes on by itself. */
export function startLoad(load: Load, context: SourceContext): void {
  const { streams, partitions } = context
  const keys = streams.of('keys')
  const key = () => (partitions === 1 ? 0 : Math.floor(keys() * partitions))
  if (load.kind === 'open') new OpenSource(load, context, key).start()
  else startClients(load, context, key)
}

class OpenSource {
  readonly #ratePerS: Profile
  readonly #poisson: boolean
  readonly #context: SourceContext
  readonly #key: () => number
  readonly #gaps: Random
  readonly #who: Random
  readonly #arrive: EventKind<undefined>
  /** Exact, off the grid: rounding each arrival must not move the next. */
  #at = 0
  #count = 0

  constructor(
    { ratePerS, arrivals }: Load & { kind: 'open' },
    context: SourceContext,
    key: () => number,
  ) {
    this.#ratePerS = ratePerS
    this.#poisson = arrivals === 'poisson'
    this.#context = context
    this.#key = key
    this.#gaps = context.streams.of('arrivals')
    this.#who = context.streams.of('clients')
    this.#arrive = context.queue.register(() => this.#arrived())
  }

  start(): void {
    // Regular arrivals begin at 0.
    if (this.#poisson) this.#next()
    else this.#context.queue.schedule(0, this.#arrive, undefined)
  }

  #next(): void {
    // One for each 1 of the integral of the rate, or for each exponential of mean 1.
    this.#at = this.#poisson
      ? this.#ratePerS.timeOfArea(this.#at, -1000 * ln(1 - this.#gaps()))
      : this.#ratePerS.timeOfArea(0, ++this.#count * 1000)
    const { queue, untilMs } = this.#context
    if (this.#at < untilMs) queue.schedule(this.#at, this.#arrive, undefined)
  }

  #arrived(): void {
    const { services } = this.#context
    const one = services.length === 1
    const service = services[one ? 0 : Math.floor(this.#who() * services.length)]!
    this.#next()
    service.call(this.#key(), null)
  }
}

function startClients(
  load: Load & { kind: 'closed' },
  context: SourceContext,
  key: () => number,
): void {
  const { queue, services, streams, untilMs } = context
  const think = createSampler(load.think, streams.of('think'))
  const kind = queue.register((client: ClosedClient) => client.begin())
  services.forEach((service, i) => {
    const client = new ClosedClient(service, key, think, kind, {
      untilMs,
      calls: load.callsEach ?? Number.POSITIVE_INFINITY,
    })
    queue.schedule(((load.spreadMs ?? 0) * i) / services.length, kind, client)
  })
}

class ClosedClient implements CallOwner {
  #left: number
  readonly #untilMs: number

  constructor(
    private readonly service: Service,
    private readonly key: () => number,
    private readonly think: Sampler,
    private readonly kind: EventKind<ClosedClient>,
    limits: { readonly untilMs: number; readonly calls: number },
  ) {
    this.#left = limits.calls
    this.#untilMs = limits.untilMs
  }

  begin(): void {
    const { queue } = this.service
    if (this.#left <= 0 || queue.now >= this.#untilMs) return
    this.#left--
    this.service.call(this.key(), this)
  }

  callEnded(_call: SimCall): void {
    const { queue } = this.service
    queue.schedule(queue.now + this.think(), this.kind, this)
  }
}
