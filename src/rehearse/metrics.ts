/**
 * The figures of a run that expectations, comparisons and reports may name: one line per metric.
 * Most can be narrowed to a phase: `p99.after`. A name never changes its meaning or its unit.
 */
import { suggest } from '../diagnostics/suggest.js'
import { FAILURE_WORDS, type FailureWord } from '../simulator/recorder.js'
import type { LatencyResult, PhaseResult, SimulationResult } from '../simulator/simulate.js'

/** share: 0..1 · ms · per-s: per second · ratio: attempts to calls · count. */
export type MetricUnit = 'share' | 'ms' | 'per-s' | 'ratio' | 'count'

export interface Metric {
  readonly name: string
  readonly unit: MetricUnit
  /** What it is, in half a sentence. */
  readonly title: string
  /** Of a phase (or of the whole run as one), else of the run. */
  readonly ofPhase?: (phase: PhaseResult) => number | null
  /** null: there is none, as of a time that never came, or of latencies without calls. */
  readonly ofRun?: (result: SimulationResult) => number | null
  /** Counts from a fault or a spike: there is none where nothing goes wrong. */
  readonly needsFault?: boolean
}

const FAILURES: Readonly<Record<FailureWord, string>> = {
  timeout: 'timed out',
  refused: 'found no connection',
  error: 'got an error',
  'rate-limited': 'were sent away by the upstream (429)',
  'breaker-open': 'were rejected by the breaker',
  'bulkhead-full': 'were rejected by the bulkhead',
  'own-rate-limit': "were rejected by the policy's own rate limit",
  cancelled: 'were cancelled',
}

export const METRICS: readonly Metric[] = [
  ofPhase('availability', 'share', 'calls answered, by fallbacks too', (p) =>
    p.offered === 0 ? null : p.availability,
  ),
  ofPhase('success', 'share', 'calls that the upstream answered', (p) => part(p, p.succeeded)),
  ofPhase('fallback', 'share', 'calls that a fallback answered', (p) => part(p, p.fellBack)),
  ...FAILURE_WORDS.map((word) =>
    ofPhase(`failed-${word}`, 'share', `calls that ${FAILURES[word]}`, (p) =>
      part(p, p.failed[word]),
    ),
  ),
  ofPhase('offered', 'count', 'calls that came', (p) => p.offered),
  ofPhase('goodput', 'per-s', 'calls per second that the upstream answered', (p) => p.goodputPerS),
  ...latencies('', 'all calls, failed ones too', (p) => p.latency),
  ...latencies('ok-', 'successful calls', (p) => p.latencyOk),
  ofPhase('amplification', 'ratio', 'attempts sent ÷ calls', (p) => p.amplification),
  ofPhase('attempts', 'count', 'attempts sent', (p) => Math.round(p.amplification * p.offered)),
  ofPhase('upstream-mean', 'per-s', 'attempts at the upstream', (p) => p.upstream.meanPerS),
  ofPhase('upstream-peak', 'per-s', 'the same, busiest second', (p) => p.upstream.peakPerS),
  ofPhase('wasted', 'share', 'work done for nobody', (p) => p.upstream.wastedShare),
  time('time-to-detect', 'from the fault to a bad second', (r) => r.timeToDetectMs),
  time('time-to-open', 'from the fault to the first open breaker', (r) => r.timeToOpenMs),
  time('time-to-close', 'from its end to the last closed one', (r) => r.timeToCloseMs),
  time('time-to-recover', 'from its end to 3 good seconds', (r) => r.timeToRecoverMs),
  time('time-to-steady', 'from its end to good seconds only', (r) => r.timeToSteadyMs),
  ofRun('transitions', 'count', 'breaker transitions per client', (r) =>
    r.clients === 0 ? 0 : r.transitions.length / r.clients,
  ),
  ofRun('open-at-end', 'share', 'clients whose breaker is not closed then', openAtEnd),
  ofRun('backlog', 'per-s', 'growth of what is in the upstream, last 30 s', (r) => r.backlogPerS),
  ofRun('unsettled', 'count', 'calls that never ended', (r) => r.unsettled),
]

export const PHASES = ['before', 'fault', 'recovery', 'after'] as const

const BY_NAME = new Map(METRICS.map((metric) => [metric.name, metric]))

/** `p99` or `p99.after`, as far as there is such a thing. */
export interface MetricName {
  readonly metric: Metric
  readonly phase: (typeof PHASES)[number] | null
}

/** The metric of that name, or a sentence on what is wrong with it. */
export function metricNamed(text: string): MetricName | string {
  const [name = '', phase, ...rest] = text.split('.')
  const metric = BY_NAME.get(name)
  if (metric === undefined) {
    const near = suggest(name, [...BY_NAME.keys()])
    return `There is no metric ${name}.${near ? ` Did you mean ${near}?` : ''}`
  }
  if (phase === undefined) return { metric, phase: null }
  if (!isPhase(phase) || rest.length > 0) {
    return `There is no phase ${[phase, ...rest].join('.')}; the phases are ${PHASES.join(', ')}.`
  }
  if (!metric.ofPhase) return `${name} is of the whole run and has no phase.`
  return { metric, phase }
}

/** Every figure of a run by its name, phases included; null where there is none. */
export function figuresOf(result: SimulationResult): Record<string, number | null> {
  const figures: Record<string, number | null> = {}
  for (const { name, ofPhase, ofRun } of METRICS) {
    if (ofRun) figures[name] = ofRun(result)
    if (!ofPhase) continue
    figures[name] = ofPhase(result.total)
    for (const phase of result.phases) {
      if (isPhase(phase.name)) figures[`${name}.${phase.name}`] = ofPhase(phase)
    }
  }
  return figures
}

function isPhase(name: string): name is (typeof PHASES)[number] {
  return (PHASES as readonly string[]).includes(name)
}

function ofPhase(
  name: string,
  unit: MetricUnit,
  title: string,
  read: (phase: PhaseResult) => number | null,
): Metric {
  return { name, unit, title, ofPhase: read }
}

function ofRun(
  name: string,
  unit: MetricUnit,
  title: string,
  read: (result: SimulationResult) => number | null,
): Metric {
  return { name, unit, title, ofRun: read }
}

function time(
  name: string,
  title: string,
  read: (result: SimulationResult) => number | null,
): Metric {
  return { ...ofRun(name, 'ms', title, read), needsFault: true }
}

function latencies(
  prefix: string,
  whose: string,
  read: (phase: PhaseResult) => LatencyResult | null,
): Metric[] {
  return (['mean', 'p50', 'p95', 'p99', 'max'] as const).map((which) =>
    ofPhase(`${prefix}${which}`, 'ms', `${which} latency of ${whose}`, (phase) => {
      const latency = read(phase)
      return latency === null ? null : latency[which]
    }),
  )
}

/** In the last whole second of the load. */
function openAtEnd({ timeline, bucketMs, durationMs }: SimulationResult): number | null {
  const last = timeline.findLast(({ atMs }) => atMs + bucketMs <= durationMs)
  return last === undefined ? null : last.openShare + last.halfOpenShare
}

/** Of the calls that came; without calls there is nothing to expect anything of. */
function part({ offered }: PhaseResult, count: number): number | null {
  return offered === 0 ? null : count / offered
}
