import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  backoffMs,
  delayMs,
  drawChance,
  jitterMemory,
  MAX_DELAY_MS,
} from '../../src/orchestrator/backoff.js'
import { createRandom, type Random } from '../../src/orchestrator/random.js'
import { delayBounds } from '../../src/policy/delay-bounds.js'
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

/** The waits of one logical call, one for each retry. */
function* waitsOf(
  policy: ResolvedBackoff,
  random: ResolvedJitter,
  draw: Random,
  first = 1,
): Generator<number, never> {
  let memory: number | undefined
  for (let k = first; ; k++) {
    const chance = drawChance(random, draw)
    const wait = delayMs(policy, random, k, chance, memory)
    memory = jitterMemory(random, wait, k, chance)
    yield wait
  }
}

/** The first `count` of them. */
function firstOf(count: number, waits: Generator<number, never>): number[] {
  return Array.from({ length: count }, () => waits.next().value)
}

const GROWTH: readonly [string, Partial<ResolvedBackoff>, readonly number[]][] = [
  ['fixed', { kind: 'fixed' }, [100, 100, 100, 100]],
  ['linear', { kind: 'linear' }, [100, 200, 300, 400]],
  ['exponential', {}, [100, 200, 400, 800]],
  ['exponential, Envoy', { series: 'power-minus-one' }, [100, 300, 700, 1500]],
  ['fibonacci', { kind: 'fibonacci' }, [100, 200, 300, 500, 800, 1300]],
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

  const kinds = ['fixed', 'linear', 'exponential', 'fibonacci'] as const
  const policies = fc.record({
    kind: fc.constantFrom(...kinds),
    initialMs: fc.integer({ min: 0, max: 1e9 }),
    multiplier: fc.oneof(fc.constant(null), fc.double({ min: 1, max: 100, noNaN: true })),
    series: fc.constantFrom('power' as const, 'power-minus-one' as const),
    minMs: fc.constantFrom(null, 0, 50),
    maxMs: fc.constantFrom(null, 100, 30_000),
  })

  it('R19 every wait is finite and within the cap, to retry 10 000 and beyond', () => {
    const k = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(1000, 1025, 10_000, 1e9))
    fc.assert(
      fc.property(policies, fc.constantFrom(...KINDS), k, fc.integer(), (parts, kind, n, seed) => {
        const cap = (parts.maxMs ?? MAX_DELAY_MS) + (kind === 'additive' ? 500 : 0)
        for (const wait of firstOf(3, waitsOf(parts, jitter(kind), createRandom(seed), n))) {
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(cap)
        }
      }),
    )
  })

  const pairs = kinds.flatMap((kind) => KINDS.map((random) => [kind, random] as const))

  it.each(pairs)('R19 waits lie within the bounds of the policy: %s, %s', (kind, random) => {
    const amount = fc.integer({ min: 0, max: 5000 })
    const factor = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(policies, amount, factor, fc.integer(), (parts, maxMs, share, seed) => {
        const policy = { ...parts, kind }
        const randomized = jitter(random, maxMs, share)
        firstOf(40, waitsOf(policy, randomized, createRandom(seed))).forEach((wait, i) => {
          const bounds = delayBounds({ backoff: policy, jitter: randomized }, i + 1)
          // The bounds are rounded to twelve digits.
          expect(wait).toBeGreaterThanOrEqual(bounds.minMs * (1 - 1e-11))
          expect(wait).toBeLessThanOrEqual(bounds.maxMs * (1 + 1e-11))
        })
      }),
      { numRuns: 50 },
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
      sum += delayMs(backoff({}), jitter(kind), k, random(), undefined)
    expect(Math.abs(sum / 200_000 - mean) / mean).toBeLessThan(0.01)
  })

  it('decorrelated jitter, uncapped, has mean base × (2 × 1.5^i − 1)', () => {
    const random = createRandom(11)
    const sums = [0, 0, 0, 0]
    for (let i = 0; i < 200_000; i++) {
      const waits = firstOf(4, waitsOf(backoff({}), jitter('decorrelated'), random))
      for (const [k, wait] of waits.entries()) sums[k]! += wait
    }
    sums.forEach((sum, k) => {
      const mean = 100 * (2 * 1.5 ** (k + 1) - 1)
      expect(Math.abs(sum / 200_000 - mean) / mean).toBeLessThan(0.01)
    })
  })

  const V2 = jitter('decorrelated-v2')

  it('decorrelated-v2 has its median near the plain exponential wait', () => {
    const random = createRandom(3)
    for (const [k, low, high] of [
      [1, 50, 150],
      [3, 200, 600],
    ] as const) {
      const waits = Array.from({ length: 20_001 }, () => {
        return firstOf(k, waitsOf(backoff({}), V2, random))[k - 1]!
      }).sort((a, b) => a - b)
      expect(waits[10_000]).toBeGreaterThan(low)
      expect(waits[10_000]).toBeLessThan(high)
    }
  })

  it('decorrelated-v2 grows by the multiplier of the policy', () => {
    const middle = () => 0.5
    const waits = (multiplier: number | null) =>
      firstOf(8, waitsOf(backoff({ multiplier, initialMs: 1400 }), V2, middle))
    const curve = (m: number, t: number) => 1000 * m ** t * Math.tanh(2 * Math.sqrt(t))
    expect(waits(3)[1]).toBeCloseTo(curve(3, 1.5) - curve(3, 0.5), 6)
    expect(waits(null)).toEqual(waits(2))
    expect(waits(3)[7]! / waits(3)[6]!).toBeCloseTo(3, 2)
    // At 1 there is nothing to grow by: all is waited at the beginning.
    expect(waits(1)[7]).toBeLessThan(1)
  })

  it('decorrelated-v2 does not make up for a wait that was cut at the cap', () => {
    const policy = backoff({ multiplier: 1, initialMs: 1400, maxMs: 300 })
    const waits = firstOf(
      4,
      waitsOf(policy, V2, () => 0.5),
    )
    expect(waits[0]).toBe(300)
    expect(waits[1]).toBeCloseTo(1000 * (Math.tanh(Math.sqrt(6)) - Math.tanh(Math.sqrt(2))), 6)
    expect(waits[3]).toBeLessThan(5)
  })
})
