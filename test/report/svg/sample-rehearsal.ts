/** A small rehearsal made by hand: 20 s of 100 calls/s, connections stall from second 5 to 10. */
import { judge, parseExpectation } from '../../../src/rehearse/expectation.js'
import { figuresOf } from '../../../src/rehearse/metrics.js'
import { defaultSubject, type Rehearsal } from '../../../src/rehearse/rehearsal.js'
import { verdictOf } from '../../../src/rehearse/verdict.js'
import type { SimulationView } from '../../../src/report/report.js'
import type { FailureWord } from '../../../src/simulator/recorder.js'
import { type Scenario, scenarioSchema } from '../../../src/simulator/scenario-schema.js'
import type {
  BucketResult,
  LatencyResult,
  PhaseResult,
  SimulationResult,
  TransitionResult,
} from '../../../src/simulator/simulate.js'

export const SCENARIO: Scenario = scenarioSchema.parse({
  version: 1,
  name: 'outage',
  title: 'Five seconds of silence',
  watch: 'How soon the breakers open.',
  duration: '20s',
  recovery: '5s',
  clients: 10,
  load: { rate: 100 },
  upstream: { latency: { constant: '100ms' }, workers: 15 },
  faults: [{ kind: 'swallow', at: '5s', for: '5s' }],
})

const NONE: Readonly<Record<FailureWord, number>> = {
  ...{ timeout: 0, refused: 0, error: 0, 'rate-limited': 0 },
  ...{ 'breaker-open': 0, 'bulkhead-full': 0, 'own-rate-limit': 0, cancelled: 0 },
}

/** Second 7 is what the crosshair's test reads. */
function bucket(second: number): BucketResult {
  const isFault = second >= 5 && second < 10
  const isFirst = second === 5
  const failed = { ...NONE, timeout: isFirst ? 40 : 0, 'breaker-open': isFault ? 30 + second : 0 }
  const fellBack = isFault ? 20 : 0
  return {
    atMs: second * 1000,
    offered: 100,
    succeeded: isFault ? 0 : 100,
    fellBack,
    failed,
    attempts: isFirst ? 180 : isFault ? 4 : 100,
    p50: second === 6 ? null : isFault ? 0 : 100 + second,
    p95: second === 6 ? null : isFault ? 1500 : 140,
    p99: second === 6 ? null : isFault ? 2000 : 190,
    openShare: isFault ? 0.9 : second === 10 ? 0.3 : 0,
    halfOpenShare: isFault ? 0.1 : 0,
    ...{ inFlight: 4, queued: 0, pending: 10, workers: 15 },
    arrived: isFirst ? 180 : isFault ? 4 : 100,
    served: isFault ? 0 : 100,
    wasted: second === 10 ? 24 : 0,
  }
}

const LATENCY: LatencyResult = { mean: 100, p50: 100, p95: 140, p99: 190, max: 400 }

function phase(name: string, fromS: number, untilS: number): PhaseResult {
  const buckets = TIMELINE.slice(fromS, untilS)
  const sum = (of: (b: BucketResult) => number) => buckets.reduce((all, b) => all + of(b), 0)
  const offered = sum((b) => b.offered)
  const succeeded = sum((b) => b.succeeded)
  const fellBack = sum((b) => b.fellBack)
  const timeout = sum((b) => b.failed.timeout)
  const failed = { ...NONE, timeout, 'breaker-open': offered - succeeded - fellBack - timeout }
  return {
    ...{ name, fromMs: fromS * 1000, untilMs: untilS * 1000, offered, succeeded, fellBack, failed },
    unsettled: 0,
    availability: (succeeded + fellBack) / offered,
    goodputPerS: succeeded / (untilS - fromS),
    amplification: sum((b) => b.attempts) / offered,
    latency: name === 'fault' ? { ...LATENCY, p95: 1500, p99: 2000, max: 2100 } : LATENCY,
    latencyOk: succeeded === 0 ? null : LATENCY,
    upstream: {
      meanPerS: sum((b) => b.arrived) / buckets.length,
      peakPerS: Math.max(...buckets.map((b) => b.arrived)),
      wastedShare:
        sum((b) => b.wasted) /
        Math.max(
          1,
          sum((b) => b.served + b.wasted),
        ),
    },
  }
}

const TIMELINE = Array.from({ length: 20 }, (_, second) => bucket(second))

function transitions(clients: number): TransitionResult[] {
  return Array.from({ length: clients }, (_, i): TransitionResult[] => {
    const whose = { service: `client-${i + 1}`, breaker: 'upstream' }
    return [
      { ...whose, atMs: 5200 + i, from: 'closed', to: 'open', trigger: 'threshold-reached' },
      { ...whose, atMs: 10_200 + i, from: 'open', to: 'half-open', trigger: 'open-time-over' },
      { ...whose, atMs: 10_300 + i, from: 'half-open', to: 'closed', trigger: 'trials-passed' },
    ]
  }).flat()
}

const UPSTREAM = {} as SimulationResult['upstream']

export function sampleResult(): SimulationResult {
  return {
    scenario: SCENARIO.name,
    seed: 7,
    durationMs: 20_000,
    disturbance: { fromMs: 5000, untilMs: 10_000 },
    clients: 10,
    total: phase('all', 0, 20),
    phases: [
      ...[phase('before', 0, 5), phase('fault', 5, 10)],
      ...[phase('recovery', 10, 15), phase('after', 15, 20)],
    ],
    bucketMs: 1000,
    timeline: TIMELINE,
    transitions: transitions(10),
    faults: [
      { upstream: 'upstream', kind: 'swallow', fromMs: 5000, untilMs: 10_000, touched: 200 },
    ],
    upstream: UPSTREAM,
    timeToDetectMs: 1000,
    timeToOpenMs: 200,
    timeToCloseMs: 309,
    timeToRecoverMs: 1000,
    timeToSteadyMs: 1000,
    backlogPerS: 0,
    unsettled: 0,
    events: 4000,
  }
}

export function sampleRehearsal(changes: Partial<Rehearsal> = {}): Rehearsal {
  const first = changes.first ?? sampleResult()
  const figures = figuresOf(first)
  const seeds = changes.seeds ?? [7]
  const runs = seeds.map((seed, i) => {
    // A little apart from each other, so that there is something to spread.
    const own = { ...figures, availability: figures.availability! - i / 100 }
    return { seed, figures: own, faults: first.faults, verdict: verdictOf(own, true) }
  })
  const texts = ['availability.after >= 99.9%', 'p99.fault <= 1s']
  const expectations = texts.map((text) => {
    const found = parseExpectation(text)
    if (typeof found === 'string') throw new Error(found)
    return found
  })
  return {
    scenario: SCENARIO,
    file: null,
    subject: { ...defaultSubject(SCENARIO), label: 'production' },
    rate: null,
    seeds,
    expectations,
    first,
    runs,
    results: expectations.map((one) => judge(one, runs)),
    ...changes,
  }
}

export function sampleView(changes: Partial<SimulationView> = {}): SimulationView {
  return {
    rehearsals: [sampleRehearsal()],
    compared: false,
    replay: ({ scenario }) => `resil simulate ${scenario.name} --seed 7`,
    interrupted: false,
    quiet: false,
    ...changes,
  }
}

/** Text as it may stand in a scenario, a label or a file name of somebody who means harm. */
export const HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">&\'\u202e\0'

export function hostileView(): SimulationView {
  const scenario = { ...SCENARIO, title: HOSTILE, watch: HOSTILE }
  const { subject } = sampleRehearsal()
  const rehearsal = sampleRehearsal({
    scenario,
    file: `${HOSTILE}.yaml`,
    subject: { ...subject, label: HOSTILE, operation: HOSTILE },
  })
  return sampleView({ rehearsals: [rehearsal], replay: () => HOSTILE })
}

export function comparedView(): SimulationView {
  const { subject } = sampleRehearsal()
  const rehearsals = ['production', 'simple', './other.yaml'].map((label) => {
    return sampleRehearsal({ subject: { ...subject, label } })
  })
  return sampleView({ rehearsals, compared: true })
}
