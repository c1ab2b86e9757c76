import { expect } from 'vitest'
import { slowRecovery } from '../../../src/simulator/scenarios/slow-recovery.js'
import { phase, testScenario } from './harness.js'

testScenario(slowRecovery, (result) => {
  expect(result.timeToOpenMs).toBeLessThan(5000)
  expect(phase(result, 'fault').availability).toBeLessThan(0.6)
  expect(phase(result, 'recovery').availability).toBeGreaterThan(0.99)
})
