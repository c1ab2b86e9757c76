/**
 * Metrics as plain data: everything that JSON can carry, nothing else (no NaN, no Infinity: what
 * has no value is null). The form is versioned, dashboards read it.
 */
import type { BreakerState } from '../../orchestrator/breaker.js'
import type { FailureKind, RejectionReason } from '../../orchestrator/failure.js'
import type { Books, Operation } from '../../orchestrator/operation.js'
import type { Clock } from '../clock.js'
import type { Histogram } from './histogram.js'
import type { OperationMeter, Tally, TransitionCount } from './operation-meter.js'

/** From the call to its outcome, ms; calls that were rejected are not in it. null when empty. */
export interface LatencyMetrics {
  readonly count: number
  readonly minMs: number | null
  readonly meanMs: number | null
  readonly maxMs: number | null
  readonly p50Ms: number | null
  readonly p90Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly p999Ms: number | null
}

/** Of the bulkhead; operations of one group share one, and each shows it. */
export interface QueueMetrics {
  readonly inFlight: number
  readonly maxConcurrent: number
  readonly queued: number
  /** null: unlimited. */
  readonly maxQueued: number | null
}

export interface OperationMetrics extends Readonly<Books> {
  readonly operation: string
  readonly inFlight: number
  /** Calls that ended as failure or timeout, by the kind of their last failure. */
  readonly failures: Readonly<Tally<FailureKind>>
  readonly rejections: Readonly<Tally<RejectionReason>>
  readonly latency: LatencyMetrics
  /** State of the operation's own breaker; null for none. */
  readonly breaker: BreakerState | null
  /** Number of breakers of single hosts by state; null where there are none. */
  readonly hosts: Readonly<Record<BreakerState, number>> | null
  readonly transitions: readonly TransitionCount[]
  readonly queue: QueueMetrics | null
}

export interface MetricsSnapshot {
  readonly version: 1
  /** ISO 8601, UTC. */
  readonly at: string
  /** Time since counting began or was reset. */
  readonly sinceMs: number
  /** Sums over all operations. */
  readonly total: Readonly<Books> & { readonly inFlight: number }
  /** By name. */
  readonly operations: readonly OperationMetrics[]
}

export function snapshotOf(
  meters: readonly OperationMeter[],
  clock: Clock,
  since: number,
): MetricsSnapshot {
  const operations = meters
    .map(metricsOf)
    .sort((a, b) => (a.operation < b.operation ? -1 : Number(a.operation > b.operation)))
  return {
    version: 1,
    at: new Date(clock.wallNow()).toISOString(),
    sinceMs: clock.now() - since,
    total: totalOf(operations),
    operations,
  }
}

function metricsOf(meter: OperationMeter): OperationMetrics {
  const { operation } = meter
  return {
    operation: meter.name,
    ...meter.totals(),
    inFlight: meter.inFlight,
    failures: { ...meter.failures },
    rejections: { ...meter.rejections },
    latency: latencyOf(meter.latency),
    breaker: operation?.breaker?.state ?? null,
    hosts: hostsOf(operation),
    transitions: meter.transitions(),
    queue: queueOf(operation),
  }
}

export function latencyOf(latency: Histogram): LatencyMetrics {
  return {
    count: latency.count,
    minMs: latency.minMs,
    meanMs: latency.meanMs,
    maxMs: latency.maxMs,
    p50Ms: latency.percentile(0.5),
    p90Ms: latency.percentile(0.9),
    p95Ms: latency.percentile(0.95),
    p99Ms: latency.percentile(0.99),
    p999Ms: latency.percentile(0.999),
  }
}

function hostsOf(operation: Operation | null): OperationMetrics['hosts'] {
  if (!operation?.hosts) return null
  const states = { closed: 0, open: 0, 'half-open': 0, isolated: 0 }
  for (const [, { state }] of operation.hosts) states[state]++
  return states
}

function queueOf(operation: Operation | null): QueueMetrics | null {
  const bulkhead = operation?.bulkhead
  if (!bulkhead) return null
  const { maxConcurrent, maxQueued } = bulkhead.limits
  const { inFlight, queued } = bulkhead
  const most = Number.isFinite(maxQueued) ? maxQueued : null
  return { inFlight, maxConcurrent, queued, maxQueued: most }
}

function totalOf(operations: readonly OperationMetrics[]): MetricsSnapshot['total'] {
  const sum = (key: keyof MetricsSnapshot['total']) =>
    operations.reduce((total, operation) => total + operation[key], 0)
  return {
    calls: sum('calls'),
    success: sum('success'),
    failure: sum('failure'),
    timeout: sum('timeout'),
    rejected: sum('rejected'),
    cancelled: sum('cancelled'),
    attempts: sum('attempts'),
    retries: sum('retries'),
    fallbacks: sum('fallbacks'),
    inFlight: sum('inFlight'),
  }
}
