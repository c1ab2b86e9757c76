import { describe, expect, it } from 'vitest'
import { DEMONSTRATIONS, demonstrationPlans } from '../../src/rehearse/demonstration.js'
import { jobsOf, runJob, seedsFrom } from '../../src/rehearse/rehearsal.js'
import { isBack } from '../../src/rehearse/verdict.js'
import { scenarioFindings } from '../../src/simulator/scenario-checks.js'
import { scenarioSchema } from '../../src/simulator/scenario-schema.js'
import { SCENARIOS } from '../../src/simulator/scenarios/index.js'

const [twelve] = DEMONSTRATIONS

/** Who comes back, and within how many seconds in the source (simulation.md, B13a). */
const PUBLISHED: Readonly<Record<string, readonly [number, number] | 'stuck'>> = {
  'one retry': 'stuck',
  'two retries': 'stuck',
  'no retry': [120, 139],
  'budget, 10 % of calls': 'stuck',
  'budget, 10 % of successes': [122, 144],
  'breaker, open 5 s': [16, 17],
  'server queues 2 s': 'stuck',
  'server queues 0.5 s': [4, 5],
  'server drops late calls': 'stuck',
  'server drops hopeless ones': [4, 4],
  // Goodput .998 with a steady trickle of failures: good at once, steady late.
  'server takes newest first': [0, 230],
  'server refuses at once': [0, 0],
}

describe('demonstrations', () => {
  it('have names of their own, that no scenario has', () => {
    const names = [...DEMONSTRATIONS, ...SCENARIOS].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(DEMONSTRATIONS)('$name: complete scenarios with their policies', ({ name, rows }) => {
    expect(name).toMatch(/^[a-z-]+$/)
    expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length)
    for (const { scenario, label } of rows) {
      expect(scenarioSchema.parse(scenario)).toEqual(scenario)
      expect(scenarioFindings(scenario)).toEqual([])
      expect(scenario.policy).toBeDefined()
      expect(label.length).toBeLessThanOrEqual(40)
    }
    const plans = demonstrationPlans(DEMONSTRATIONS.find((one) => one.name === name)!, [1, 2])
    expect(plans.map(({ subject, scenario }) => [subject.label, subject.policy, scenario])).toEqual(
      rows.map(({ label, policy, scenario }) => [label, policy, scenario]),
    )
  })
})

describe('one outage, twelve policies', () => {
  it('has twelve', () => {
    expect(twelve!.rows.map(({ label }) => label)).toEqual(Object.keys(PUBLISHED))
    expect(twelve!.rows).toHaveLength(12)
  })

  it.each(demonstrationPlans(twelve!, seedsFrom('published', 3)).map((p) => [p.subject.label, p]))(
    '%s',
    (label, plan) => {
      const expected = PUBLISHED[label as string]!
      for (const job of jobsOf(plan as Parameters<typeof jobsOf>[0])) {
        const { verdict } = runJob({ ...job, whole: false }).digest
        expect(isBack(verdict)).toBe(expected !== 'stuck')
        if (expected === 'stuck' || verdict.kind !== 'recovered') continue
        // Near the edge of capacity it is a random walk, and the source had three seeds.
        const [from, to] = expected
        expect(verdict.afterMs / 1000).toBeGreaterThanOrEqual(0.7 * from - 4)
        expect(verdict.afterMs / 1000).toBeLessThanOrEqual(1.3 * to + 4)
      }
    },
    60_000,
  )
})
