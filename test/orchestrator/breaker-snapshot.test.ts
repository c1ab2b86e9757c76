import fc from 'fast-check'
import { expect, it } from 'vitest'
import { trusted } from '../../src/orchestrator/breaker-snapshot.js'
import { breakerPolicy } from './policies.js'

const number = fc.oneof(fc.double(), fc.integer(), fc.constant(Number.POSITIVE_INFINITY))
const states = fc.constantFrom('closed', 'open', 'half-open', 'isolated')

it('R36 whatever was saved, only numbers that the policy could have made come back', () => {
  const saved = fc.record({
    state: states,
    remainingMs: number,
    openings: number,
    isolations: number,
    failures: number,
  })
  fc.assert(
    fc.property(saved, (snapshot) => {
      const { state, remainingMs, openings, isolations, failures } = trusted(
        snapshot,
        breakerPolicy({ threshold: 4, openDurationMs: 1000 }),
      )
      expect(state).toBe(snapshot.state)
      expect(remainingMs).toBeGreaterThanOrEqual(0)
      expect(remainingMs).toBeLessThanOrEqual(state === 'open' ? 1000 : 0)
      expect(openings).toBeGreaterThanOrEqual(state === 'open' ? 1 : 0)
      expect(isolations > 0).toBe(state === 'isolated')
      expect(failures).toBeLessThanOrEqual(state === 'closed' ? 3 : 0)
    }),
  )
})

it('what fits is kept', () => {
  const saved = {
    state: 'open',
    remainingMs: 400,
    openings: 3,
    isolations: 0,
    failures: 0,
  } as const
  expect(trusted(saved, breakerPolicy())).toEqual(saved)
})
