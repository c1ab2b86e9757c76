import { expect } from 'vitest'
import * as leaf from '../../../src/simulator/scenarios/dependency-slow-fallback.js'
import { phase, testScenario } from './harness.js'

testScenario(leaf.dependencySlowFallback, (result) => {
  const fault = phase(result, 'fault')
  expect(fault.fellBack).toBeGreaterThan(5000)
  expect(fault.availability).toBeLessThan(0.7)
  expect(phase(result, 'after').availability).toBe(1)
})
