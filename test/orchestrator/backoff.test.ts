import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, delayMs, jitterMemory, MAX_DELAY_MS } from '../../src/orchestrator/backoff.js'
import { createRandom } from '../../src/orchestrator/random.js'
import type { ResolvedBackoff, ResolvedJitter } from '../../src/policy/resolved.js'

const backoff = (parts: Partial<ResolvedBackoff>): ResolvedBackoff => ({
  kind: 'exponential',
  initialMs: 100,
  multiplier: 2,
  series: 'power',
  minMs: null,
  maxMs: null,
  ...parts,
})

const jitter = (kind: ResolvedJitter['kind'], maxMs = 500, factor = 0.5): ResolvedJitter => ({
  kind,
  maxMs,
  factor,
})

const GROWTH: readonly [string, Partial<ResolvedBackoff>, readonly number[]][] = [
  ['fixed', { kind: 'fixed' }, [100, 100, 100, 100]],
  ['linear', { kind: 'linear' }, [100, 200, 300, 400]],
  ['exponential', {}, [100, 200, 400, 800]],
  ['exponential, Envoy', { series: 'power-minus-one' }, [100, 300, 700, 1500]],
  ['fibonacci', { kind: 'fibonacci' }, [100, 100, 200, 300, 500, 800]],
  ['capped', { maxMs: 250 }, [100, 200, 250, 250]],
  ['with a floor', { minMs: 150 }, [150, 200, 400]],
  ['from nothing', { initialMs: 0 }, [0, 0, 0]],
]

const KINDS = [
  ...(['none', 'full', 'equal', 'decorrelated', 'decorrelated-v2'] as const),
  ...(['additive', 'symmetric', 'factor'] as const),
]

describe('backoff', () => {
  it.each(GROWTH)('%s', (_, parts, waits) => {
    expect(waits.map((_wait, i) => backoffMs(backoff(parts), i + 1))).toEqual(waits)
  })

  it('R19 every wait is finite and within the cap, to retry 10 000 and beyond', () => {
    const policies = fc.record({
      kind: fc.constantFrom(
        'fixed' as const,
        'linear' as const,
        'exponential' as const,
        'fibonacci' as const,
      ),
      initialMs: fc.integer({ min: 0, max: 1e9 }),
      multiplier: fc.double({ min: 1, max: 100, noNaN: true }),
      series: fc.constantFrom('power' as const, 'power-minus-one' as const),
      minMs: fc.constantFrom(null, 0, 50),
      maxMs: fc.constantFrom(null, 100, 30_000),
    })
    const k = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1000, 1025, 10_000, 1e9))
    fc.assert(
      fc.property(policies, fc.constantFrom(...KINDS), k, fc.integer(), (parts, kind, n, seed) => {
        const random = createRandom(seed)
        let previous: number | undefined
        for (const retry of [n, n + 1, n + 2]) {
          const wait = delayMs(parts, jitter(kind), retry, random, previous)
          previous = jitterMemory(jitter(kind), wait, previous)
          const cap = (parts.maxMs ?? MAX_DELAY_MS) + (kind === 'additive' ? 500 : 0)
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(cap)
        }
      }),
    )
  })

  /** Means over 200 000 draws: theory, or simulation.md B3. */
  it.each([
    ['full', 3, 200],
    ['equal', 3, 300],
    ['none', 3, 400],
    ['additive', 3, 650],
    ['factor', 3, 400],
    ['symmetric', 3, 406.25],
  ] as const)('%s jitter before retry %i has mean %f', (kind, k, mean) => {
    const random = createRandom(7)
    let sum = 0
    for (let i = 0; i < 200_000; i++)
      sum += delayMs(backoff({}), jitter(kind), k, random, undefined)
    expect(Math.abs(sum / 200_000 - mean) / mean).toBeLessThan(0.01)
  })

  it('decorrelated jitter, uncapped, has mean base × (2 × 1.5^i − 1)', () => {
    const random = createRandom(11)
    const sums = [0, 0, 0, 0]
    for (let i = 0; i < 200_000; i++) {
      let previous: number | undefined
      sums.forEach((_, k) => {
        const wait = delayMs(backoff({}), jitter('decorrelated'), k + 1, random, previous)
        previous = jitterMemory(jitter('decorrelated'), wait, previous)
        sums[k]! += wait
      })
    }
    sums.forEach((sum, k) => {
      const mean = 100 * (2 * 1.5 ** (k + 1) - 1)
      expect(Math.abs(sum / 200_000 - mean) / mean).toBeLessThan(0.01)
    })
  })

  it('decorrelated-v2 has its median near the plain exponential wait', () => {
    const random = createRandom(3)
    for (const [k, low, high] of [
      [1, 50, 150],
      [3, 200, 600],
    ] as const) {
      const waits = Array.from({ length: 20_001 }, () => {
        let previous: number | undefined
        let wait = 0
        for (let i = 1; i <= k; i++) {
          wait = delayMs(backoff({}), jitter('decorrelated-v2'), i, random, previous)
          previous = jitterMemory(jitter('decorrelated-v2'), wait, previous)
        }
        return wait
      }).sort((a, b) => a - b)
      expect(waits[10_000]).toBeGreaterThan(low)
      expect(waits[10_000]).toBeLessThan(high)
    }
  })
})
