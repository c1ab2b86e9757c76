import { expect } from 'vitest'
import { loadSpike } from '../../../src/simulator/scenarios/load-spike.js'
import { phase, testScenario } from './harness.js'

testScenario(loadSpike, (result) => {
  expect(phase(result, 'before').availability).toBe(1)
  expect(phase(result, 'after').availability).toBeLessThan(0.1)
  expect(result.timeToRecoverMs).toBeNull()
})
