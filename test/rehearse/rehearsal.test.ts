import { describe, expect, it } from 'vitest'
import { resolveStandalone } from '../../src/policy/standalone.js'
import { parseExpectation } from '../../src/rehearse/expectation.js'
import {
  defaultSubject,
  type JobResult,
  jobsOf,
  missedFaults,
  type RehearsalPlan,
  rehearsalOf,
  runJob,
  seedsFrom,
  subjectOf,
} from '../../src/rehearse/rehearsal.js'
import type { Scenario } from '../../src/simulator/scenario-schema.js'
import { hardOutage } from '../../src/simulator/scenarios/hard-outage.js'
import { retryStorm } from '../../src/simulator/scenarios/retry-storm.js'
import { DEFAULT_SEED } from '../../src/simulator/streams.js'

const scenario: Scenario = {
  ...hardOutage,
  duration: '20s',
  recovery: '5s',
  faults: [{ kind: 'refuse', at: '5s', for: '5s' }],
}

const plan: RehearsalPlan = {
  scenario,
  file: null,
  subject: defaultSubject(scenario),
  rate: null,
  seeds: seedsFrom(1, 3),
  expectations: ['availability.before = 100%', 'offered > 1', 'offered < 1 in 1 of 3 seeds'].map(
    (text) => {
      const parsed = parseExpectation(text)
      if (typeof parsed === 'string') throw new Error(parsed)
      return parsed
    },
  ),
}

describe('seeds', () => {
  it.each([
    [undefined, 1, [DEFAULT_SEED]],
    [undefined, 2, [DEFAULT_SEED, DEFAULT_SEED + 1]],
    [7, 3, [7, 8, 9]],
    ['monday', 3, ['monday', 'monday-2', 'monday-3']],
  ])('from %s, %d of them: %j', (first, count, expected) => {
    expect(seedsFrom(first, count)).toEqual(expected)
  })
})

describe('a subject', () => {
  it('is the policy of the scenario, or the built-in default', () => {
    expect(defaultSubject(hardOutage)).toMatchObject({
      label: 'built-in default',
      operation: null,
      policy: { retry: { maxAttempts: 3 } },
    })
    expect(defaultSubject(retryStorm)).toMatchObject({
      label: "the scenario's own",
      policy: { retry: { maxAttempts: 2 }, circuitBreaker: null },
    })
  })

  it('holds its policy as a document that gives it again', () => {
    const { policy, document } = subjectOf('x', 'search', resolveStandalone({ bulkhead: {} }))
    expect(resolveStandalone(document).policy).toEqual(policy)
    expect(policy).toMatchObject({ bulkhead: { maxConcurrent: 10 }, retry: null })
  })
})

describe('a rehearsal', () => {
  const jobs = jobsOf(plan)
  const results = jobs.map(runJob)
  const rehearsal = rehearsalOf(plan, results)!

  it('is one job for each seed, of which the first one is kept whole', () => {
    expect(jobs.map(({ seed, whole }) => [seed, whole])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ])
    expect(results.map((result) => 'whole' in result)).toEqual([true, false, false])
    expect(rehearsal.first.seed).toBe(1)
    expect(rehearsal.runs.map(({ seed }) => seed)).toEqual([1, 2, 3])
  })

  it('its jobs and results are plain data: they may cross threads', () => {
    expect(structuredClone(jobs)).toEqual(jobs)
    expect(runJob(structuredClone(jobs[1]!))).toEqual(structuredClone(results[1]))
  })

  it('judges each expectation over all runs', () => {
    expect(rehearsal.results.map(({ passed, met, of }) => [passed, met, of])).toEqual([
      [true, 3, 3],
      [true, 3, 3],
      [false, 0, 3],
    ])
  })

  it('runs at another rate when it is told to', () => {
    const slow = runJob({ ...jobs[0]!, rate: 25 }).digest.figures.offered!
    expect(slow / rehearsal.runs[0]!.figures.offered!).toBeCloseTo(0.1, 1)
  })

  it('does with the runs that there are, but not without the first', () => {
    const partial: (JobResult | undefined)[] = [results[0], undefined, results[2]]
    expect(rehearsalOf(plan, partial)).toMatchObject({
      runs: [{ seed: 1 }, { seed: 3 }],
      results: [{ of: 2, passed: true }, { of: 2 }, { of: 2 }],
    })
    expect(rehearsalOf(plan, [undefined, ...results.slice(1)])).toBeUndefined()
    expect(rehearsalOf(plan, [])).toBeUndefined()
  })

  it('finds faults that touched nothing in some run', () => {
    expect(missedFaults(rehearsal)).toEqual([])
    const faults = [...scenario.faults!, { kind: 'refuse', at: '6s', for: '1s', share: 0 } as const]
    const missed = { ...plan, scenario: { ...scenario, faults } }
    expect(missedFaults(rehearsalOf(missed, jobsOf(missed).map(runJob))!)).toMatchObject([
      { kind: 'refuse', fromMs: 6000, touched: 0 },
    ])
  })

  it('has nothing to recover from where the only fault touched nothing', () => {
    const faults = scenario.faults!.map((fault) => ({ ...fault, share: 0 }))
    const [missed, whole] = [faults, scenario.faults!].map((those) => {
      const [job] = jobsOf({ ...plan, scenario: { ...scenario, faults: those } })
      return runJob(job!).digest.verdict.kind
    })
    expect([missed, whole]).toEqual(['undisturbed', 'recovered'])
  })
})
