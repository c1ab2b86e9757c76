/**
 * Metrics for Prometheus, by way of a registry of prom-client that the caller gives: nothing is
 * counted twice, each scrape reads what `Metrics` holds. prom-client itself is never loaded from
 * here (a registry takes every object that has a name, a type and `get`), so that it stays
 * optional.
 *
 * After `metrics.reset()` counters begin at 0, which Prometheus takes for a restart.
 */
import type { Registry } from 'prom-client'
import type { BreakerState } from '../orchestrator/breaker.js'
import type { Metrics } from './metrics/metrics.js'
import type { OperationMeter } from './metrics/operation-meter.js'
import type { MetricsSnapshot, OperationMetrics } from './metrics/snapshot.js'

export interface PrometheusOptions {
  readonly registry: Registry
  /** Default `resil_`. */
  readonly prefix?: string
  /**
   * Upper bounds of the latency histogram in SECONDS, rising. A duration counts as within a bound
   * that it passes by up to 3 %, the width of a bucket of ours. Default 5 ms to 60 s.
   */
  readonly buckets?: readonly number[]
}

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

interface Sample {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

type Read = (operation: OperationMetrics) => Sample[]

interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly read: Read
}

const OUTCOMES = ['success', 'failure', 'timeout', 'rejected', 'cancelled'] as const
const STATES: readonly BreakerState[] = ['closed', 'open', 'half-open', 'isolated']

/** One sample without a label of its own. */
const plain =
  (read: (operation: OperationMetrics) => number): Read =>
  (operation) => [{ value: read(operation), labels: {} }]

/** One sample for each key of a tally, under the label `label`. */
const tally =
  (label: string, read: (operation: OperationMetrics) => Readonly<Record<string, number>>): Read =>
  (operation) =>
    Object.entries(read(operation)).map(([key, value]) => ({ value, labels: { [label]: key } }))

/** Name without prefix; each has the label `operation`. */
const FAMILIES: readonly Family[] = [
  {
    name: 'calls_total',
    help: 'Calls that have ended, by outcome.',
    type: 'counter',
    read: (operation) =>
      OUTCOMES.map((outcome) => ({ value: operation[outcome], labels: { outcome } })),
  },
  {
    name: 'calls_in_flight',
    help: 'Calls without an outcome yet.',
    type: 'gauge',
    read: plain((operation) => operation.inFlight),
  },
  {
    name: 'attempts_total',
    help: 'Attempts that were started.',
    type: 'counter',
    read: plain((operation) => operation.attempts),
  },
  {
    name: 'retries_total',
    help: 'Retries that were decided on.',
    type: 'counter',
    read: plain((operation) => operation.retries),
  },
  {
    name: 'fallbacks_total',
    help: 'Failed calls that were answered by a fallback, or would have been.',
    type: 'counter',
    read: plain((operation) => operation.fallbacks),
  },
  {
    name: 'failures_total',
    help: 'Calls that ended as failure or timeout, by the kind of their last failure.',
    type: 'counter',
    read: tally('kind', (operation) => operation.failures as Record<string, number>),
  },
  {
    name: 'rejections_total',
    help: 'Calls that a policy sent away, by reason.',
    type: 'counter',
    read: tally('reason', (operation) => operation.rejections as Record<string, number>),
  },
  {
    name: 'breaker_state',
    help: 'Breakers of the operation in each state.',
    type: 'gauge',
    read: (operation) =>
      STATES.map((state) => ({ value: breakersIn(operation, state), labels: { state } })),
  },
  {
    name: 'breaker_transitions_total',
    help: 'Changes of state of the breakers of the operation.',
    type: 'counter',
    read: ({ transitions }) =>
      transitions.map(({ from, to, trigger, count }) => {
        return { value: count, labels: { from, to, trigger } }
      }),
  },
  {
    name: 'bulkhead_in_flight',
    help: 'Slots of the bulkhead that are taken.',
    type: 'gauge',
    read: ({ queue }) => (queue ? [{ value: queue.inFlight, labels: {} }] : []),
  },
  {
    name: 'bulkhead_queued',
    help: 'Calls that wait for a slot of the bulkhead.',
    type: 'gauge',
    read: ({ queue }) => (queue ? [{ value: queue.queued, labels: {} }] : []),
  },
]

function breakersIn({ breaker, hosts }: OperationMetrics, state: BreakerState): number {
  return Number(breaker === state) + (hosts?.[state] ?? 0)
}

/**
 * Registers the metrics; returns the way to take them out again. Throws what the registry throws
 * when a name is taken, and then nothing is registered.
 */
export function registerPrometheus(metrics: Metrics, options: PrometheusOptions): () => void {
  const { registry, prefix = 'resil_', buckets = BUCKETS } = options
  const added: string[] = []
  const remove = () => {
    for (const name of added) registry.removeSingleMetric(name)
  }
  const snapshot = sharedSnapshot(metrics)
  const register = (name: string, help: string, type: string, read: () => Sample[]) => {
    const metric = collector(prefix + name, help, type, read)
    registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0])
    added.push(prefix + name)
  }
  try {
    for (const { name, help, type, read } of FAMILIES) {
      register(name, help, type, () => samplesOf(snapshot(), read))
    }
    const name = 'call_duration_seconds'
    const help = 'From the call to its outcome; rejected calls are not in it.'
    register(name, help, 'histogram', () =>
      metrics.meters().flatMap((meter) => latencySamples(meter, prefix + name, buckets)),
    )
  } catch (error) {
    remove()
    throw error
  }
  return remove
}

/** What a registry asks of a metric. */
function collector(name: string, help: string, type: string, read: () => Sample[]) {
  const metric = {
    /** A registry of OpenMetrics takes `_total` off here, and puts it on each sample. */
    name,
    help,
    type,
    aggregator: 'sum',
    get: async () => ({ name: metric.name, help, type, aggregator: 'sum', values: read() }),
    /** `registry.resetMetrics()`: the numbers are not the registry's. */
    reset() {},
  }
  return metric
}

/** One snapshot for all families of one scrape, which reads them within one turn. */
function sharedSnapshot(metrics: Metrics): () => MetricsSnapshot {
  let shared: MetricsSnapshot | null = null
  return () => {
    if (shared === null) {
      queueMicrotask(() => {
        shared = null
      })
      shared = metrics.snapshot()
    }
    return shared
  }
}

function samplesOf({ operations }: MetricsSnapshot, read: Read): Sample[] {
  return operations.flatMap((metrics) =>
    read(metrics).map(({ value, labels }) => {
      return { value, labels: { operation: metrics.operation, ...labels } }
    }),
  )
}

function latencySamples(meter: OperationMeter, name: string, bounds: readonly number[]): Sample[] {
  const { latency, name: operation } = meter
  const within = bounds.map((bound) => ({
    metricName: `${name}_bucket`,
    value: latency.countWithin(bound * 1000),
    labels: { operation, le: bound },
  }))
  return [
    ...within,
    {
      metricName: `${name}_bucket`,
      value: latency.count,
      labels: { operation, le: '+Inf' },
    },
    { metricName: `${name}_sum`, value: latency.sumMs / 1000, labels: { operation } },
    { metricName: `${name}_count`, value: latency.count, labels: { operation } },
  ]
}
