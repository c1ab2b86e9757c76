import { expect } from 'vitest'
import { cacheLoss } from '../../../src/simulator/scenarios/cache-loss.js'
import { phase, testScenario } from './harness.js'

testScenario(cacheLoss, (result) => {
  expect(phase(result, 'before').availability).toBe(1)
  expect(phase(result, 'recovery').availability).toBeLessThan(0.8)
  // Answers that come too late fill nothing: it stays empty long after.
  expect(phase(result, 'after').availability).toBeLessThan(0.8)
  expect(result.timeToSteadyMs).toBeNull()
})
