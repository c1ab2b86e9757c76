/**
 * A scenario, a policy and a seed → what happened, as plain data for reports. Everything here is
 * read off the world after it ran; nothing is estimated. One run is one seed: adding up over seeds
 * is for who asks for several.
 */
import type { BreakerState, Trigger } from '../orchestrator/breaker.js'
import { type Disturbance, disturbanceOf } from './phases.js'
import {
  FAILURE_WORDS,
  type FailureWord,
  totalOf,
  type WindowCounts,
  type WindowSpan,
} from './recorder.js'
import { backlogPerS, noticedAtMs, recoveredAtMs, steadyAtMs } from './recovery.js'
import type { Scenario } from './scenario-schema.js'
import { type ScenarioSetup, worldOf } from './scenario-world.js'
import { DEFAULT_SEED } from './streams.js'
import type { UpstreamBooks } from './upstream.js'
import type { Checks } from './watch.js'
import { World } from './world.js'

export interface SimulateOptions extends ScenarioSetup {
  readonly checks?: Checks
  readonly trace?: ((line: string) => void) | null
}

/** Of calls by the phase of their arrival; latencies in ms, NaN-free: null without samples. */
export interface PhaseResult {
  readonly name: string
  readonly fromMs: number
  readonly untilMs: number
  readonly offered: number
  readonly succeeded: number
  readonly fellBack: number
  readonly failed: Readonly<Record<FailureWord, number>>
  readonly unsettled: number
  /** (succeeded + fellBack) ÷ offered; 1 without calls. */
  readonly availability: number
  /** Successful calls per second. */
  readonly goodputPerS: number
  /** Attempts ÷ calls. */
  readonly amplification: number
  readonly latency: LatencyResult | null
  readonly latencyOk: LatencyResult | null
  readonly upstream: PhaseUpstream
}

/**
 * Of the upstream during a phase, by the time of the event; a bucket that is only partly in it
 * counts by that part.
 */
export interface PhaseUpstream {
  /** Attempts that got there, per second: over the phase, and in its busiest bucket. */
  readonly meanPerS: number
  readonly peakPerS: number
  /** Work that ended for nobody ÷ all work that ended, 0..1; 0 where none ended. */
  readonly wastedShare: number
}

export interface LatencyResult {
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** One second (or bucket) of the timeline, by the time of events. */
export interface BucketResult {
  readonly atMs: number
  readonly offered: number
  readonly succeeded: number
  readonly fellBack: number
  readonly failed: Readonly<Record<FailureWord, number>>
  readonly attempts: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly openShare: number
  readonly halfOpenShare: number
  readonly inFlight: number
  readonly queued: number
  /** Calls of the clients under way at its end. */
  readonly pending: number
  /** null: no limit. */
  readonly workers: number | null
  readonly arrived: number
  readonly served: number
  readonly wasted: number
}

export interface TransitionResult {
  readonly atMs: number
  readonly service: string
  readonly breaker: string
  readonly from: BreakerState
  readonly to: BreakerState
  readonly trigger: Trigger
}

export interface FaultResult {
  readonly upstream: string
  readonly kind: string
  readonly fromMs: number
  readonly untilMs: number
  /** Calls that it touched; 0: the run has shown nothing about it. */
  readonly touched: number
}

export interface SimulationResult {
  readonly scenario: string
  readonly seed: number | string
  readonly durationMs: number
  readonly disturbance: Disturbance | null
  /** Machines that call, each with its own breakers. */
  readonly clients: number
  /** The whole run. */
  readonly total: PhaseResult
  readonly phases: readonly PhaseResult[]
  readonly bucketMs: number
  readonly timeline: readonly BucketResult[]
  readonly transitions: readonly TransitionResult[]
  readonly faults: readonly FaultResult[]
  readonly upstream: Readonly<UpstreamBooks>
  /** ms from the begin of the disturbance to the end of the first bad second; null: none. */
  readonly timeToDetectMs: number | null
  /** ms from the begin of the disturbance to the first opening; null: none. */
  readonly timeToOpenMs: number | null
  /** ms from its end to the moment when all breakers are closed again; null: never, or not open. */
  readonly timeToCloseMs: number | null
  /** ms from its end to the first of three good seconds; null: not by the end of the load. */
  readonly timeToRecoverMs: number | null
  /** ms from its end until all seconds are good that follow; null: not by the end of the load. */
  readonly timeToSteadyMs: number | null
  /** Growth of what is in the upstream over the last 30 s of the load, calls per second. */
  readonly backlogPerS: number
  readonly unsettled: number
  /** Events that the kernel ran. */
  readonly events: number
}

export function simulate(scenario: Scenario, options: SimulateOptions = {}): SimulationResult {
  const { checks, trace, ...setup } = options
  const world = new World({
    ...worldOf(scenario, setup),
    ...(checks && { checks }),
    trace: trace ?? null,
  }).run()
  return resultOf(scenario, world)
}

function resultOf(scenario: Scenario, world: World): SimulationResult {
  const { recorder, options, upstream, fallback } = world
  const disturbance = disturbanceOf(scenario)
  const timeline = timelineOf(world)
  const transitions = transitionsOf(world)
  const faults = [upstream, ...(fallback ? [fallback] : [])].flatMap(({ name, faults }) =>
    faults.all.map(({ fault, endMs, touched }) => ({
      upstream: name,
      kind: fault.kind,
      fromMs: fault.atMs,
      untilMs: endMs,
      touched,
    })),
  )
  const { bucketMs } = recorder
  const phase = (counts: WindowCounts) => phaseOf(counts, timeline, bucketMs, options.durationMs)
  return {
    scenario: scenario.name,
    seed: options.seed ?? DEFAULT_SEED,
    durationMs: options.durationMs,
    disturbance,
    clients: world.clients.length,
    total: phase(totalOf(recorder.windows)),
    phases: recorder.windows.map(phase),
    bucketMs: recorder.bucketMs,
    timeline,
    transitions,
    faults,
    upstream: { ...upstream.books },
    timeToDetectMs: disturbance && noticedAtMs(timeline, recorder.bucketMs, disturbance, options),
    timeToOpenMs: timeToOpen(transitions, disturbance),
    timeToCloseMs: timeToClose(transitions, disturbance),
    timeToRecoverMs:
      disturbance && recoveredAtMs(timeline, recorder.bucketMs, disturbance, options),
    timeToSteadyMs: disturbance && steadyAtMs(timeline, recorder.bucketMs, disturbance, options),
    backlogPerS: backlogPerS(timeline, recorder.bucketMs, options.durationMs),
    unsettled: world.unsettled,
    events: world.queue.executed,
  }
}

function phaseOf(
  counts: WindowCounts,
  timeline: readonly BucketResult[],
  bucketMs: number,
  endMs: number,
): PhaseResult {
  const { span, offered, succeeded, fellBack, attempts, latency, latencyOk, unsettled } = counts
  const { name, fromMs, untilMs } = span
  return {
    name,
    fromMs,
    untilMs,
    offered,
    succeeded,
    fellBack,
    failed: byWord(counts.failed),
    unsettled,
    availability: offered === 0 ? 1 : (succeeded + fellBack) / offered,
    goodputPerS: succeeded / ((untilMs - fromMs) / 1000),
    amplification: offered === 0 ? 0 : attempts / offered,
    latency: latencyOf(latency),
    latencyOk: latencyOf(latencyOk),
    upstream: upstreamOf(timeline, span, bucketMs, endMs),
  }
}

/** `endMs`: of the load; the bucket that it ends in is no longer than that. */
function upstreamOf(
  timeline: readonly BucketResult[],
  { fromMs, untilMs }: WindowSpan,
  bucketMs: number,
  endMs: number,
): PhaseUpstream {
  const shares = timeline.flatMap((bucket) => {
    const lastMs = Math.min(bucket.atMs + bucketMs, Math.max(endMs, bucket.atMs + 1))
    const sharedMs = Math.min(lastMs, untilMs) - Math.max(bucket.atMs, fromMs)
    return sharedMs <= 0 ? [] : [{ bucket, share: sharedMs / (lastMs - bucket.atMs) }]
  })
  const sum = (of: 'arrived' | 'served' | 'wasted') =>
    shares.reduce((all, { bucket, share }) => all + bucket[of] * share, 0)
  const most = Math.max(0, ...shares.map(({ share }) => share))
  // The busiest of those that are mostly in the phase, or of what there is.
  const inside = shares.filter(({ share }) => share >= Math.min(0.5, most))
  const busiest = Math.max(0, ...inside.map(({ bucket }) => bucket.arrived))
  const ended = sum('served') + sum('wasted')
  return {
    meanPerS: shares.length === 0 ? 0 : (sum('arrived') * 1000) / (untilMs - fromMs),
    peakPerS: (busiest * 1000) / bucketMs,
    wastedShare: ended === 0 ? 0 : sum('wasted') / ended,
  }
}

function latencyOf(histogram: WindowCounts['latency']): LatencyResult | null {
  if (histogram.count === 0) return null
  const at = (p: number) => histogram.percentile(p)
  const { mean, max } = histogram
  return { mean, p50: at(0.5), p95: at(0.95), p99: at(0.99), max }
}

function byWord(counts: ArrayLike<number>): Record<FailureWord, number> {
  return Object.fromEntries(FAILURE_WORDS.map((word, i) => [word, counts[i]!])) as Record<
    FailureWord,
    number
  >
}

function timelineOf({ recorder, clients, upstream }: World): BucketResult[] {
  return recorder.buckets.map((bucket, i) => {
    const { latency } = bucket
    const at = (p: number) => (latency.count === 0 ? null : latency.percentile(p))
    return {
      atMs: i * recorder.bucketMs,
      offered: bucket.offered,
      succeeded: bucket.succeeded,
      fellBack: bucket.fellBack,
      failed: byWord(bucket.failed),
      attempts: bucket.attempts,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      openShare: bucket.open / clients.length,
      halfOpenShare: bucket.halfOpen / clients.length,
      inFlight: bucket.inFlight,
      queued: bucket.queued,
      pending: bucket.pending,
      workers: upstream.pools.length === 0 ? null : bucket.workers,
      arrived: bucket.arrived,
      served: bucket.served,
      wasted: bucket.wasted,
    }
  })
}

function transitionsOf({ watch }: World): TransitionResult[] {
  return watch.transitions.map(({ service, event }) => ({
    atMs: event.at,
    service,
    breaker: event.breaker,
    from: event.from,
    to: event.to,
    trigger: event.trigger,
  }))
}

function timeToOpen(
  transitions: readonly TransitionResult[],
  disturbance: Disturbance | null,
): number | null {
  if (disturbance === null) return null
  const first = transitions.find(({ to, atMs }) => to === 'open' && atMs >= disturbance.fromMs)
  return first ? first.atMs - disturbance.fromMs : null
}

/**
 * When the last breaker that was not closed at the end of the disturbance, or since, has closed.
 */
function timeToClose(
  transitions: readonly TransitionResult[],
  disturbance: Disturbance | null,
): number | null {
  if (disturbance === null) return null
  const states = new Map<string, TransitionResult>()
  for (const move of transitions) states.set(`${move.service} ${move.breaker}`, move)
  const { fromMs, untilMs } = disturbance
  const last = [...states.values()].filter(({ to, atMs }) => to !== 'closed' || atMs >= fromMs)
  if (last.length === 0 || last.some(({ to }) => to !== 'closed')) return null
  return Math.max(0, ...last.map(({ atMs }) => atMs - untilMs))
}
