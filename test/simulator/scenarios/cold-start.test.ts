import { expect } from 'vitest'
import { coldStart } from '../../../src/simulator/scenarios/cold-start.js'
import { phase, testScenario } from './harness.js'

testScenario(coldStart, (result) => {
  const [before, fault] = [phase(result, 'before'), phase(result, 'fault')]
  expect(fault.latency!.p99).toBeGreaterThan(2 * before.latency!.p99)
  expect(fault.latency!.p50).toBeLessThan(2 * before.latency!.p50)
})
