import { expect } from 'vitest'
import { partialErrors } from '../../../src/simulator/scenarios/partial-errors.js'
import { phase, testScenario } from './harness.js'

testScenario(partialErrors, (result) => {
  const fault = phase(result, 'fault')
  expect(fault.availability).toBeCloseTo(1 - 0.2 ** 3, 2)
  expect(fault.amplification).toBeCloseTo(1.24, 1)
  expect(result.transitions).toEqual([])
})
