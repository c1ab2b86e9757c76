import { expect } from 'vitest'
import { hardOutage } from '../../../src/simulator/scenarios/hard-outage.js'
import { phase, testScenario } from './harness.js'

testScenario(hardOutage, (result) => {
  expect(result.timeToOpenMs).toBeLessThan(2000)
  expect(phase(result, 'fault').amplification).toBeLessThan(0.5)
  expect(phase(result, 'after').availability).toBe(1)
})
