import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { Breaker } from '../../src/orchestrator/breaker.js'
import { type BreakerSnapshot, trusted } from '../../src/orchestrator/breaker-snapshot.js'
import { breakerPolicy, type PolicyParts } from './policies.js'

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

const RATE = { threshold: null, failureRate: 0.5, minimumThroughput: 4 } as const
const COUNT = { ...RATE, mode: 'count-window', window: { calls: 6 } } as const
const TIME = {
  ...RATE,
  mode: 'time-window',
  window: { durationMs: 6000, kind: 'sliding' },
} as const

function breakerOf(parts: PolicyParts['circuitBreaker']) {
  const breaker = new Breaker({ name: 'op', policy: breakerPolicy(parts), random: () => 0.5 })
  const ends = (now: number, failed: boolean) => {
    const attempt = new Attempt({ granted() {} }, 1)
    if (!breaker.acquire(now, attempt)) return
    if (failed) breaker.failed(now, attempt, undefined)
    else breaker.succeeded(now, attempt)
  }
  return { breaker, ends }
}

const overJson = (saved: BreakerSnapshot): BreakerSnapshot => JSON.parse(JSON.stringify(saved))

it.each([
  ['count', COUNT],
  ['time', TIME],
] as const)('a closed breaker goes on with the %s window of before', (_, parts) => {
  const outcomes = fc.array(fc.tuple(fc.nat(400), fc.boolean()), { maxLength: 30 })
  fc.assert(
    fc.property(outcomes, outcomes, fc.nat(1e6), (before, after, start) => {
      // Never opens: what is compared is the window.
      const quiet = { ...parts, minimumThroughput: 1e9, failureRate: 1, compare: 'gt' } as const
      const old = breakerOf(quiet)
      let now = 0
      for (const [gap, failed] of before) {
        now += gap
        old.ends(now, failed)
      }
      const saved = overJson(old.breaker.snapshot(now))
      const restored = breakerOf(quiet)
      restored.ends(start, true)
      restored.breaker.restore(saved, start)
      expect(restored.breaker.counts(start)).toEqual(old.breaker.counts(now))
      let later = start
      for (const [gap, failed] of after) {
        now += gap
        later += gap
        old.ends(now, failed)
        restored.ends(later, failed)
        if (parts === COUNT) {
          expect(restored.breaker.counts(later)).toEqual(old.breaker.counts(now))
        }
      }
      now += 6200
      later += 6200
      if (parts === TIME) expect(restored.breaker.counts(later).total).toBe(0)
    }),
  )
})

it('a restored window opens with the next failure, not by what was read', () => {
  const old = breakerOf({ ...COUNT, minimumThroughput: 5 })
  for (const failed of [true, false, true, true]) old.ends(0, failed)
  const saved = overJson(old.breaker.snapshot(0))
  expect(saved.window).toEqual([
    [0, 1, 1],
    [0, 0, 1],
    [0, 1, 2],
  ])
  const { breaker, ends } = breakerOf(COUNT)
  breaker.restore(saved, 100)
  expect(breaker.state).toBe('closed')
  ends(101, true)
  expect(breaker.state).toBe('open')
})

it('R36 runs that no window could have made are left out, the oldest come first', () => {
  const closed = { state: 'closed', remainingMs: 0, openings: 0, isolations: 0, failures: 0 }
  const saved = {
    ...closed,
    window: [
      [5, 1, 2],
      [9, 0, 1],
      [-1, 1, 1],
      [Number.NaN, 1, 1],
      [1, 4, 1],
      [1, 0.5, 1],
      [1, 1, -3],
      [0, 3, 1e300],
    ],
  } as BreakerSnapshot
  expect(trusted(saved, breakerPolicy(COUNT)).window).toEqual([
    [9, 0, 1],
    [5, 1, 2],
  ])
  expect(trusted(saved, breakerPolicy({ threshold: 3 })).window).toBeUndefined()
  expect(trusted({ ...saved, state: 'open' }, breakerPolicy(COUNT)).window).toBeUndefined()
  const flood = Array.from({ length: 9 }, () => [1, 1, 1_000_000] as const)
  const { window } = trusted({ ...saved, window: flood }, breakerPolicy(COUNT))
  expect(window).toEqual([[1, 1, 1_000_000]])
})
