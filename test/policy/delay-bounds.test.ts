import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baseWait, delayBounds } from '../../src/policy/delay-bounds.js'
import { MAX_DURATION_MS } from '../../src/policy/duration.js'
import type { ResolvedBackoff, ResolvedJitter } from '../../src/policy/resolved.js'

const EXPONENTIAL: ResolvedBackoff = {
  kind: 'exponential',
  initialMs: 100,
  multiplier: 2,
  series: 'power',
  minMs: 0,
  maxMs: 1000,
}
const backoff = (change: Partial<ResolvedBackoff>) => ({ ...EXPONENTIAL, ...change })
const jitter = (kind: ResolvedJitter['kind'], amount: Partial<ResolvedJitter> = {}) => ({
  kind,
  maxMs: null,
  factor: null,
  ...amount,
})
const unclamped = { multiplier: null, series: null, minMs: null, maxMs: null }

describe('waits without jitter', () => {
  it.each([
    ['fixed', backoff({ kind: 'fixed', ...unclamped }), [100, 100, 100, 100, 100, 100]],
    ['linear', backoff({ kind: 'linear' }), [100, 200, 300, 400, 500, 600]],
    ['exponential', EXPONENTIAL, [100, 200, 400, 800, 1000, 1000]],
    [
      'power-minus-one (Envoy)',
      backoff({ series: 'power-minus-one' }),
      [100, 300, 700, 1000, 1000, 1000],
    ],
    ['fibonacci (SmallRye)', backoff({ kind: 'fibonacci' }), [100, 200, 300, 500, 800, 1000]],
    ['min', backoff({ minMs: 350 }), [350, 350, 400, 800, 1000, 1000]],
    ['no max', backoff({ maxMs: null }), [100, 200, 400, 800, 1600, 3200]],
    ['multiplier 1.5', backoff({ multiplier: 1.5 }), [100, 150, 225, 337.5, 506.25, 759.375]],
    ['initial 0', backoff({ initialMs: 0 }), [0, 0, 0, 0, 0, 0]],
  ])('%s', (_, policy, expected) => {
    expect([1, 2, 3, 4, 5, 6].map((k) => baseWait(policy, k))).toEqual(expected)
    expect([1, 2, 3, 4, 5, 6].map((k) => delayBounds(of(policy, jitter('none')), k))).toEqual(
      expected.map((ms) => ({ minMs: ms, maxMs: ms })),
    )
  })
})

function of(policy: ResolvedBackoff, random: ResolvedJitter) {
  return { backoff: policy, jitter: random }
}

describe('bounds of jitter', () => {
  // Retry 2 of the exponential policy waits 200 ms, retry 4 800 ms, the cap is 1 s.
  it.each([
    ['full', jitter('full'), [0, 200], [0, 800]],
    ['equal', jitter('equal'), [100, 200], [400, 800]],
    ['additive may pass max', jitter('additive', { maxMs: 500 }), [200, 700], [800, 1300]],
    ['symmetric', jitter('symmetric', { maxMs: 500 }), [0, 700], [300, 1000]],
    ['factor', jitter('factor', { factor: 0.5 }), [100, 300], [400, 1000]],
    ['decorrelated', jitter('decorrelated'), [100, 900], [100, 1000]],
  ])('%s', (_, random, second, fourth) => {
    const bounds = (k: number) => Object.values(delayBounds(of(EXPONENTIAL, random), k))
    expect([bounds(2), bounds(4)]).toEqual([second, fourth])
  })

  it('decorrelated-v2 steps along its curve', () => {
    const bounds = (k: number) =>
      delayBounds(of(backoff({ initialMs: 1400, maxMs: null }), jitter('decorrelated-v2')), k)
    const g = (t: number) => 1000 * 2 ** t * Math.tanh(2 * Math.sqrt(t))
    expect(bounds(1).minMs).toBe(0)
    expect(bounds(1).maxMs).toBeCloseTo(g(1), 6)
    expect(bounds(2).maxMs).toBeCloseTo(g(2), 6)
    expect(bounds(3).maxMs).toBeCloseTo(g(3) - g(1), 6)
    expect(bounds(3).minMs).toBe(0)
  })

  it('is finite, ordered, not negative and capped up to retry 10 000', () => {
    const kinds = ['fixed', 'linear', 'exponential', 'fibonacci'] as const
    const jitters = ['none', 'full', 'equal', 'decorrelated', 'decorrelated-v2'] as const
    const more = ['additive', 'symmetric', 'factor'] as const
    const duration = fc.integer({ min: 0, max: MAX_DURATION_MS })
    const policies = fc.record({
      kind: fc.constantFrom(...kinds),
      initialMs: duration,
      multiplier: fc.option(fc.double({ min: 1, max: 100, noNaN: true })),
      series: fc.constantFrom('power' as const, 'power-minus-one' as const, null),
      minMs: fc.option(duration),
      maxMs: fc.option(duration),
    })
    const randoms = fc.record({
      kind: fc.constantFrom(...jitters, ...more),
      maxMs: fc.option(duration),
      factor: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
    })
    fc.assert(
      fc.property(policies, randoms, fc.integer({ min: 1, max: 10_000 }), (b, j, k) => {
        const { minMs, maxMs } = delayBounds({ backoff: b, jitter: j }, k)
        expect(minMs).toBeGreaterThanOrEqual(0)
        expect(maxMs).toBeGreaterThanOrEqual(minMs)
        const over = j.kind === 'additive' ? (j.maxMs ?? 0) : 0
        expect(maxMs).toBeLessThanOrEqual((b.maxMs ?? MAX_DURATION_MS) + over + 1e-3)
      }),
    )
  })
})
