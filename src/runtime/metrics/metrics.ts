/**
 * Metrics of an orchestrator, per operation: counts by outcome, attempts, retries, latency,
 * breakers, queues. Costs nothing where it is not made; where it is, a successful call fills one
 * bucket of a histogram, and everything else is worked out when somebody looks.
 *
 * Bounded: besides the operations that the machine holds at most 100 that it has thrown out; older
 * ones are added up under `OTHERS`. About 9 KiB for each operation.
 */
import type { TransitionEvent } from '../../orchestrator/events.js'
import type { Meter } from '../../orchestrator/meter.js'
import type { Operation } from '../../orchestrator/operation.js'
import { SPARE } from '../../orchestrator/registry.js'
import type { Clock } from '../clock.js'
import { OperationMeter } from './operation-meter.js'
import { type MetricsSnapshot, snapshotOf } from './snapshot.js'

/** Name under which operations stand that there was no room for. */
export const OTHERS = '(others)'

/** Operations that the machine has thrown out and that are still told apart. */
const MAX_GONE = 100

/** The part of an orchestrator that is measured. */
export interface Measurable {
  readonly clock: Clock
  operations(): Operation[]
  measure(meterOf: (operation: Operation) => Meter): () => void
  onTransition(listener: (event: TransitionEvent) => void): () => void
}

export class Metrics {
  readonly #target: Measurable
  readonly #meters = new Map<string, OperationMeter>()
  readonly #stop: readonly (() => void)[]
  /** Number of meters at which those of operations long gone are added up. */
  #foldAt = 0
  #since: number

  /** Throws when the orchestrator is measured already. */
  constructor(target: Measurable) {
    this.#target = target
    this.#since = target.clock.now()
    this.#foldAt = target.operations().length + MAX_GONE
    this.#stop = [
      target.measure((operation) => this.#adopt(operation)),
      target.onTransition((event) => this.#meter(event.operation).moved(event)),
    ]
  }

  get clock(): Clock {
    return this.#target.clock
  }

  meters(): OperationMeter[] {
    return [...this.#meters.values()]
  }

  /** undefined for an operation that nobody has called. */
  of(operation: string): OperationMeter | undefined {
    return this.#meters.get(keyOf(operation))
  }

  /** Everything as plain data, safe for JSON. */
  snapshot(): MetricsSnapshot {
    const { clock } = this.#target
    return snapshotOf(this.meters(), clock, this.#since)
  }

  /** Begins anew; calls in flight count as begun now. States and queues are what they are. */
  reset(): void {
    this.#since = this.#target.clock.now()
    for (const meter of this.#meters.values()) meter.reset()
  }

  /** Stops measuring; what was counted can still be read. */
  close(): void {
    for (const stop of this.#stop) stop()
    for (const meter of this.#meters.values()) meter.release()
  }

  #adopt(operation: Operation): OperationMeter {
    if (this.#meters.size >= this.#foldAt) this.#fold()
    return this.#meter(operation.name).adopt(operation)
  }

  #meter(name: string): OperationMeter {
    const key = keyOf(name)
    let meter = this.#meters.get(key)
    if (meter === undefined) {
      meter = new OperationMeter(key)
      this.#meters.set(key, meter)
    }
    return meter
  }

  #fold(): void {
    const live = new Set(this.#target.operations())
    for (const [key, meter] of this.#meters) {
      if (key === OTHERS || (meter.operation !== null && live.has(meter.operation))) continue
      this.#meters.delete(key)
      this.#meter(OTHERS).absorb(meter)
    }
    this.#foldAt = this.#meters.size + MAX_GONE
  }
}

/** Measures an orchestrator from now on. Throws when it is measured already. */
export function createMetrics(orchestrator: Measurable): Metrics {
  return new Metrics(orchestrator)
}

function keyOf(operation: string): string {
  return operation === SPARE ? OTHERS : operation
}
