import { expect } from 'vitest'
import { flapping } from '../../../src/simulator/scenarios/flapping.js'
import { phase, testScenario } from './harness.js'

testScenario(flapping, (result) => {
  expect(result.transitions.length).toBeGreaterThan(500)
  expect(phase(result, 'fault').availability).toBeLessThan(0.5)
})
