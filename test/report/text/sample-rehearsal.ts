/**
 * A rehearsal made by hand, second by second, without running anything: what is tested with it must
 * not change when the machine or the simulator does. 100 calls/s for a minute; connections are
 * refused from 20 s to 30 s; the breakers let the first calls through again at 33 s.
 */
import { judge, parseExpectation } from '../../../src/rehearse/expectation.js'
import { figuresOf } from '../../../src/rehearse/metrics.js'
import { defaultSubject, type Rehearsal } from '../../../src/rehearse/rehearsal.js'
import { verdictOf } from '../../../src/rehearse/verdict.js'
import type { SimulationView } from '../../../src/report/report.js'
import { FAILURE_WORDS, type FailureWord } from '../../../src/simulator/recorder.js'
import {
  type Scenario,
  type ScenarioInput,
  scenarioSchema,
} from '../../../src/simulator/scenario-schema.js'
import type {
  BucketResult,
  PhaseResult,
  SimulationResult,
  TransitionResult,
} from '../../../src/simulator/simulate.js'

const INPUT: ScenarioInput = {
  version: 1,
  name: 'sample-outage',
  title: 'Connections are refused for 10 s',
  watch: 'How soon the breakers open, and how long after the outage the last one closes again.',
  duration: '60s',
  recovery: '15s',
  clients: 10,
  load: { rate: 100 },
  upstream: { latency: { constant: '50ms' } },
  faults: [{ kind: 'refuse', at: '20s', for: '10s' }],
}

export function sampleScenario(more: Partial<ScenarioInput> = {}): Scenario {
  return scenarioSchema.parse({ ...INPUT, ...more })
}

type Failed = Partial<Record<FailureWord, number>>

/** A second: `failed` of 100 calls, the others answered. */
export function bucket(
  second: number,
  failed: Failed = {},
  more: Partial<BucketResult> = {},
): BucketResult {
  const failures = Object.values(failed).reduce((sum, count) => sum + count, 0)
  return {
    atMs: second * 1000,
    offered: 100,
    succeeded: 100 - failures,
    fellBack: 0,
    failed: failedOf(failed),
    attempts: 100,
    p50: 50,
    p95: 120,
    p99: 250,
    openShare: 0,
    halfOpenShare: 0,
    inFlight: 5,
    queued: 0,
    pending: 5,
    workers: null,
    arrived: 100,
    served: 100,
    wasted: 0,
    ...more,
  }
}

function failedOf(failed: Failed): Record<FailureWord, number> {
  return Object.fromEntries(FAILURE_WORDS.map((word) => [word, failed[word] ?? 0])) as Record<
    FailureWord,
    number
  >
}

/** @param back second in which calls are answered again */
function timelineUntil(back: number): BucketResult[] {
  return Array.from({ length: 60 }, (_, second) => {
    if (second === 20) return bucket(second, { refused: 100 }, { arrived: 300, attempts: 300 })
    if (second === 21) {
      const failed = { refused: 30, 'breaker-open': 70 }
      return bucket(second, failed, { openShare: 0.4, arrived: 60, attempts: 60 })
    }
    if (second > 21 && second < back) {
      const open = second < 30 ? { openShare: 1 } : { openShare: 0.4, halfOpenShare: 0.6 }
      return bucket(second, { 'breaker-open': 100 }, { ...open, arrived: 2, attempts: 2 })
    }
    if (second === back) return bucket(second, { 'breaker-open': 20 }, { openShare: 0.2 })
    return bucket(second)
  })
}

function phase(
  name: string,
  fromS: number,
  untilS: number,
  timeline: readonly BucketResult[],
): PhaseResult {
  const those = timeline.slice(fromS, untilS)
  const sum = (read: (one: BucketResult) => number) => those.reduce((n, one) => n + read(one), 0)
  const seconds = untilS - fromS
  const offered = sum((one) => one.offered)
  const succeeded = sum((one) => one.succeeded)
  const latency = { mean: 62, p50: 50, p95: 118.4, p99: 249.6, max: 1234.5 }
  return {
    name,
    fromMs: fromS * 1000,
    untilMs: untilS * 1000,
    offered,
    succeeded,
    fellBack: 0,
    failed: failedOf(
      Object.fromEntries(FAILURE_WORDS.map((word) => [word, sum((one) => one.failed[word])])),
    ),
    unsettled: 0,
    availability: succeeded / offered,
    goodputPerS: succeeded / seconds,
    amplification: sum((one) => one.attempts) / offered,
    latency,
    latencyOk: latency,
    upstream: {
      meanPerS: sum((one) => one.arrived) / seconds,
      peakPerS: Math.max(...those.map(({ arrived }) => arrived)),
      wastedShare: 0,
    },
  }
}

export function transition(
  atMs: number,
  client: number,
  [from, to, trigger]: readonly [
    TransitionResult['from'],
    TransitionResult['to'],
    TransitionResult['trigger'],
  ],
): TransitionResult {
  return { atMs, service: `client-${client}`, breaker: 'op', from, to, trigger }
}

export const MOVES = {
  open: ['closed', 'open', 'threshold-reached'],
  try: ['open', 'half-open', 'open-time-over'],
  fail: ['half-open', 'open', 'trial-failed'],
  close: ['half-open', 'closed', 'trials-passed'],
} as const

function transitions(backMs: number): TransitionResult[] {
  const each = (atMs: number, move: keyof typeof MOVES) =>
    Array.from({ length: 10 }, (_, i) => transition(atMs + i * 120.4, i, MOVES[move]))
  return [
    ...each(20_443.4, 'open'),
    ...each(25_450, 'try'),
    ...each(25_500, 'fail'),
    ...each(backMs - 300, 'try'),
    ...each(backMs - 200, 'close'),
  ]
}

/** @param afterS seconds from the end of the fault to the first answers; null: not by the end */
export function sampleResult(seed: number | string, afterS: number | null = 3): SimulationResult {
  const back = afterS === null ? 60 : 30 + afterS
  const timeline = timelineUntil(back)
  const afterMs = afterS === null ? null : (afterS + 1) * 1000
  const phases = [
    phase('before', 0, 20, timeline),
    phase('fault', 20, 30, timeline),
    phase('recovery', 30, 45, timeline),
    phase('after', 45, 60, timeline),
  ]
  return {
    scenario: 'sample-outage',
    seed,
    durationMs: 60_000,
    disturbance: { fromMs: 20_000, untilMs: 30_000 },
    clients: 10,
    total: phase('all', 0, 60, timeline),
    phases,
    bucketMs: 1000,
    timeline,
    transitions: transitions(back * 1000),
    faults: [
      { upstream: 'upstream', kind: 'refuse', fromMs: 20_000, untilMs: 30_000, touched: 360 },
    ],
    upstream: {} as SimulationResult['upstream'],
    timeToDetectMs: 1000,
    timeToOpenMs: 443.4,
    timeToCloseMs: afterS === null ? null : afterS * 1000 + 883.6,
    timeToRecoverMs: afterMs,
    timeToSteadyMs: afterMs,
    backlogPerS: afterS === null ? 12.3 : 0,
    unsettled: 0,
    events: 12_345,
  }
}

const EXPECTATIONS = [
  'availability.after >= 99.9%',
  'time-to-recover <= 5s in 2 of 3 seeds',
  'p99.after <= 1.1 x p99.before',
  'amplification.fault <= 0.3',
]

/** @param results one for each seed */
export function rehearsalWith(
  results: readonly SimulationResult[],
  more: Partial<Rehearsal> & { expect?: readonly string[] } = {},
): Rehearsal {
  const { expect = EXPECTATIONS, ...rest } = more
  const scenario = rest.scenario ?? sampleScenario()
  const runs = results.map((result) => {
    const figures = figuresOf(result)
    const verdict = verdictOf(figures, result.disturbance !== null)
    return { seed: result.seed, figures, faults: result.faults, verdict }
  })
  const expectations = expect.map((text) => {
    const expectation = parseExpectation(text)
    if (typeof expectation === 'string') throw new Error(expectation)
    return expectation
  })
  return {
    scenario,
    file: null,
    subject: defaultSubject(scenario),
    rate: null,
    seeds: results.map(({ seed }) => seed),
    expectations,
    first: results[0]!,
    runs,
    results: expectations.map((one) => judge(one, runs)),
    ...rest,
  }
}

export function sampleRehearsal(more: Parameters<typeof rehearsalWith>[1] = {}): Rehearsal {
  return rehearsalWith([sampleResult(1)], more)
}

/** Three seeds; one of them does not come back. */
export function seedsRehearsal(more: Parameters<typeof rehearsalWith>[1] = {}): Rehearsal {
  return rehearsalWith([sampleResult(1), sampleResult(2, 4), sampleResult(3, null)], more)
}

export function viewOf(
  rehearsals: readonly Rehearsal[],
  more: Partial<SimulationView> = {},
): SimulationView {
  return {
    rehearsals,
    compared: false,
    replay: ({ scenario, seeds }) => `resil simulate ${scenario.name} --seed ${seeds[0]}`,
    interrupted: false,
    quiet: false,
    ...more,
  }
}
