/** Small scenarios with a known outcome, and plans for them. */

import type { Policy } from '../../src/policy/schema.js'
import { resolveStandalone } from '../../src/policy/standalone.js'
import { type Expectation, parseExpectation } from '../../src/rehearse/expectation.js'
import { type RehearsalPlan, runJob, seedsFrom, subjectOf } from '../../src/rehearse/rehearsal.js'
import type { RunJobs } from '../../src/rehearse/suggest.js'
import { type Scenario, scenarioSchema } from '../../src/simulator/scenario-schema.js'

const base = {
  version: 1,
  name: 'small',
  title: 'Small',
  duration: '60s',
  recovery: '10s',
  upstream: { latency: { constant: '100ms' }, workers: 3 },
} as const

/** 30 calls/s of capacity, 22/s of load, stalled for 10 s: a retry keeps it down (B13a, small). */
export const storm = scenarioSchema.parse({
  ...base,
  name: 'small-storm',
  load: { arrivals: 'regular', rate: 22 },
  faults: [{ kind: 'stall', at: '10s', for: '10s' }],
})

/** One call in three fails. */
export const errors = scenarioSchema.parse({
  ...base,
  name: 'small-errors',
  upstream: { latency: { constant: '20ms' } },
  load: { rate: 20 },
  faults: [{ kind: 'errors', at: '10s', for: '30s', share: 0.3 }],
})

/** Down until the end of the run: nothing that callers do can help. */
export const doomed = scenarioSchema.parse({
  ...base,
  name: 'small-doomed',
  load: { rate: 5 },
  faults: [{ kind: 'refuse', at: '20s', for: '40s' }],
})

/** Nothing goes wrong. */
export const calm = scenarioSchema.parse({ ...base, name: 'small-calm', load: { rate: 5 } })

export const AT_ONCE = {
  maxElapsed: 'none',
  backoff: { kind: 'fixed', initial: '0s' },
  jitter: { kind: 'none' },
} as const

export const oneRetry: Policy = {
  timeout: { attempt: '1s' },
  retry: { maxAttempts: 2, ...AT_ONCE },
}

export function planOf(
  scenario: Scenario,
  policy: Policy,
  { seeds = 1, expect = [], operation = null }: PlanWishes = {},
): RehearsalPlan {
  return {
    scenario,
    file: null,
    subject: subjectOf('small', operation, resolveStandalone(policy)),
    rate: null,
    seeds: seedsFrom(1, seeds),
    expectations: expect.map(expectationOf),
  }
}

interface PlanWishes {
  readonly seeds?: number
  readonly expect?: readonly string[]
  readonly operation?: string | null
}

export function expectationOf(text: string): Expectation {
  const parsed = parseExpectation(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed
}

/** Runs them all, at once. */
export const runAll: RunJobs = async (jobs) => jobs.map(runJob)
