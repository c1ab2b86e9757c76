import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter, type RateLimit } from '../../src/orchestrator/limiter.js'

const limit = (parts: Partial<RateLimit>): RateLimit => ({
  limit: 2,
  periodMs: 1000,
  burst: null,
  maxWaitMs: 0,
  algorithm: 'token-bucket',
  ...parts,
})

/** Time of each ask, longest wait, and what `reserve` gives for it (rounded). */
const CASES: readonly [string, Partial<RateLimit>, readonly [number, number, number][]][] = [
  [
    'token bucket',
    {},
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, -501],
      [500, 0, 0],
      [500, 0, -501],
    ],
  ],
  [
    'token bucket with promises',
    {},
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 2000, 500],
      [0, 2000, 1000],
      [1500, 0, 0],
    ],
  ],
  [
    'token bucket with burst',
    { limit: 1, burst: 3 },
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, -1001],
      [9000, 0, 0],
    ],
  ],
  [
    'fixed window',
    { algorithm: 'fixed-window' },
    [
      [0, 0, 0],
      [900, 0, 0],
      [950, 0, -51],
      [1000, 0, 0],
    ],
  ],
  [
    'fixed window with promises',
    { algorithm: 'fixed-window' },
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 5000, 1000],
      [0, 5000, 1000],
      [0, 5000, 2000],
      [2000, 0, 0],
      [2000, 0, -1001],
    ],
  ],
  [
    'sliding window',
    { algorithm: 'sliding-window' },
    [
      [0, 0, 0],
      [900, 0, 0],
      [1000, 0, 0],
      [1100, 0, -801],
      [1900, 0, 0],
    ],
  ],
  [
    'sliding window with promises',
    { algorithm: 'sliding-window' },
    [
      [0, 0, 0],
      [100, 0, 0],
      [200, 5000, 800],
      [200, 5000, 900],
      [200, 5000, 1800],
    ],
  ],
  [
    'smooth',
    { algorithm: 'smooth' },
    [
      [0, 0, 0],
      [0, 0, -501],
      [0, 500, 500],
      [0, 5000, 1000],
      [5000, 0, 0],
      [5001, 0, -500],
    ],
  ],
  [
    'less than one in a period',
    { limit: 0.5 },
    [
      [0, 0, 0],
      [1999, 0, -2],
      [2000, 0, 0],
    ],
  ],
]

const ALGORITHMS = ['token-bucket', 'fixed-window', 'sliding-window', 'smooth'] as const

describe('limiter', () => {
  it.each(CASES)('%s', (_, parts, asks) => {
    const limiter = createLimiter(limit(parts))
    const got = asks.map(([now, maxWait]) => Math.round(limiter.reserve(now, maxWait)))
    expect(got).toEqual(asks.map(([, , wanted]) => wanted))
  })

  it('a sliding window never holds more than its limit in any period', () => {
    const asks = fc.array(fc.tuple(fc.nat(400), fc.constantFrom(0, 300, 3000)), { maxLength: 100 })
    fc.assert(
      fc.property(asks, (list) => {
        const limiter = createLimiter(limit({ limit: 3, algorithm: 'sliding-window' }))
        const grants: number[] = []
        let now = 0
        for (const [gap, maxWait] of list) {
          now += gap
          const wait = limiter.reserve(now, maxWait)
          if (wait >= 0) grants.push(now + wait)
        }
        for (const at of grants) {
          expect(grants.filter((t) => t >= at && t < at + 1000 - 1e-6).length).toBeLessThanOrEqual(
            3,
          )
        }
      }),
    )
  })

  it.each(ALGORITHMS)('%s keeps its rate over a long time', (algorithm) => {
    const limiter = createLimiter(limit({ limit: 10, algorithm }))
    let granted = 0
    for (let now = 0; now < 100_000; now += 7) if (limiter.reserve(now, 0) === 0) granted++
    expect(granted).toBeGreaterThan(900)
    expect(granted).toBeLessThanOrEqual(1010)
  })

  it.each(ALGORITHMS)('%s: a promise that is given back can be had again', (algorithm) => {
    const limiter = createLimiter(limit({ limit: 1, algorithm }))
    expect(limiter.reserve(0, 0)).toBe(0)
    const wait = limiter.reserve(0, 5000)
    expect(wait).toBeGreaterThan(0)
    limiter.cancel(wait)
    expect(limiter.reserve(0, 5000)).toBe(wait)
  })

  it.each(ALGORITHMS)('%s says how long the wait would have been', (algorithm) => {
    const limiter = createLimiter(limit({ limit: 1, algorithm }))
    limiter.reserve(0, 0)
    expect(limiter.reserve(400, 0)).toBe(-601)
  })
})
