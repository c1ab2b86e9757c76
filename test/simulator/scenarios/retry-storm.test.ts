import { expect } from 'vitest'
import { retryStorm } from '../../../src/simulator/scenarios/retry-storm.js'
import { phase, testScenario } from './harness.js'

testScenario(retryStorm, (result) => {
  expect(phase(result, 'after')).toMatchObject({ succeeded: 0, amplification: 2 })
  expect(result.timeToSteadyMs).toBeNull()
  expect(result.backlogPerS).toBeGreaterThan(200)
})
