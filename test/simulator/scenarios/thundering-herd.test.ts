import { expect } from 'vitest'
import { thunderingHerd } from '../../../src/simulator/scenarios/thundering-herd.js'
import { phase, testScenario } from './harness.js'

testScenario(thunderingHerd, (result) => {
  // B5, to the last digit: tries at 0, .1, .3, .7, 1.5, 3.1, 6.3, 12.7, 22.7 .. 52.7 s.
  const attempts = result.timeline.map((bucket) => bucket.attempts)
  const wanted = {
    0: 4000,
    1: 1000,
    3: 1000,
    6: 1000,
    12: 1000,
    22: 800,
    32: 600,
    42: 400,
    52: 200,
  }
  expect({ ...attempts.filter((count) => count > 0) }).toEqual({ ...Object.values(wanted) })
  for (const [second, count] of Object.entries(wanted)) expect(attempts[+second]).toBe(count)
  expect(phase(result, 'fault').latency!.max).toBe(52_700)
})
