import { expect, it } from 'vitest'
import { DEFAULT_POLICY } from '../../src/simulator/default-policy.js'
import { meanOf } from '../../src/simulator/law.js'
import { lawOf } from '../../src/simulator/scenario-world.js'
import { COMMON, UPSTREAM } from '../../src/simulator/scenarios/scenario.js'

it('asks the common upstream for more than it can do when all attempts are made', () => {
  const capacityPerS = (UPSTREAM.workers * 1000) / meanOf(lawOf(UPSTREAM.latency))
  expect(capacityPerS).toBeCloseTo(630, -1)
  expect(COMMON.load.rate).toBeLessThan(capacityPerS)
  expect(COMMON.load.rate * DEFAULT_POLICY.retry.maxAttempts).toBeGreaterThan(capacityPerS)
})
