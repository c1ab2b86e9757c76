import { expect } from 'vitest'
import { rateLimit } from '../../../src/simulator/scenarios/rate-limit.js'
import { phase, testScenario } from './harness.js'

testScenario(rateLimit, (result) => {
  const fault = phase(result, 'fault')
  expect(fault.goodputPerS).toBeLessThan(155)
  expect(result.upstream.limited).toBeGreaterThan(1000)
})
