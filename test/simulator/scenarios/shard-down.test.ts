import { expect } from 'vitest'
import { shardDown } from '../../../src/simulator/scenarios/shard-down.js'
import { phase, testScenario } from './harness.js'

testScenario(shardDown, (result) => {
  const fault = phase(result, 'fault')
  expect(fault.failed['breaker-open']).toBeGreaterThan(fault.failed.refused)
  expect(fault.availability).toBeLessThan(0.75)
})
