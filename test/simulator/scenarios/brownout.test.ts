import { expect } from 'vitest'
import { brownout } from '../../../src/simulator/scenarios/brownout.js'
import { phase, testScenario } from './harness.js'

testScenario(brownout, (result) => {
  expect(result.upstream.wasted).toBeGreaterThan(2000)
  expect(phase(result, 'fault').availability).toBeLessThan(0.1)
  expect(phase(result, 'after').availability).toBe(1)
})
