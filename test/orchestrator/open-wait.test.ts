import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MAX_DELAY_MS } from '../../src/orchestrator/backoff.js'
import { openWaitMs } from '../../src/orchestrator/open-wait.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { breakerPolicy } from './policies.js'

const half = () => 0.5

it.each([
  ['none', 5, 1000],
  ['linear', 3, 3000],
  ['exponential', 3, 4000],
  ['exponential', 20, 60_000],
] as const)('growth %s, opening %i: %i ms', (kind, openings, wanted) => {
  const policy = breakerPolicy({ openGrowth: { kind, multiplier: 2, maxMs: 60_000 } })
  expect(openWaitMs(policy, openings, half)).toBe(wanted)
})

it.each([
  ['factor', 1100],
  ['additive', 1200],
] as const)('jitter %s', (kind, wanted) => {
  const policy = breakerPolicy({ openJitter: { kind, factor: 0.2, maxMs: 267 } })
  const random = kind === 'factor' ? () => 0.75 : () => 200 / 267
  expect(openWaitMs(policy, 1, random)).toBeCloseTo(wanted)
})

it('R19 is finite and not negative at any number of openings', () => {
  const kinds = fc.constantFrom('none' as const, 'linear' as const, 'exponential' as const)
  const jitters = fc.constantFrom('none' as const, 'factor' as const, 'additive' as const)
  const openings = fc.constantFrom(1, 2, 1024, 1e6)
  fc.assert(
    fc.property(kinds, jitters, openings, fc.integer(), (kind, jitter, n, seed) => {
      const policy = breakerPolicy({
        openGrowth: { kind, multiplier: 3, maxMs: null },
        openJitter: { kind: jitter, factor: 1, maxMs: 500 },
      })
      const wait = openWaitMs(policy, n, createRandom(seed))
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThanOrEqual(MAX_DELAY_MS)
    }),
  )
})
