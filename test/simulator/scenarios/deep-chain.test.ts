import { expect } from 'vitest'
import { deepChain } from '../../../src/simulator/scenarios/deep-chain.js'
import { testScenario } from './harness.js'

testScenario(deepChain, (result) => {
  // Of the calls of the fault: (1 - p^27) / (1 - p) at the leaf.
  const during = result.timeline.slice(42, 78)
  const leaf = during.reduce((sum, bucket) => sum + bucket.arrived, 0)
  const calls = during.reduce((sum, bucket) => sum + bucket.offered, 0)
  expect(leaf / calls / ((1 - 0.9 ** 27) / 0.1)).toBeCloseTo(1, 1)
})
