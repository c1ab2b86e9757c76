import { expect } from 'vitest'
import { blackhole } from '../../../src/simulator/scenarios/blackhole.js'
import { phase, testScenario } from './harness.js'

testScenario(blackhole, (result) => {
  const fault = phase(result, 'fault')
  expect(fault.failed.timeout).toBeGreaterThan(1000)
  expect(fault.latency!.p99).toBeGreaterThan(3000)
  expect(phase(result, 'after').availability).toBe(1)
})
