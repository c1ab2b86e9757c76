import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'
import { createSampler, type Law, meanOf, sigmaOf } from '../../src/simulator/law.js'

const SAMPLES = 200_000

function sample(law: Law, seed: string): number[] {
  const sampler = createSampler(law, createRandom(seed))
  return Array.from({ length: SAMPLES }, sampler).sort((a, b) => a - b)
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const at = (sorted: readonly number[], p: number) => sorted[Math.floor(p * sorted.length)]!

describe('laws', () => {
  it('constant', () => expect(createSampler({ kind: 'constant', ms: 5 }, () => 0)()).toBe(5))

  it('exponential: mean, median ln 2, p99 ln 100', () => {
    const values = sample({ kind: 'exponential', meanMs: 100 }, 'exponential')
    expect(mean(values) / 100).toBeCloseTo(1, 1.7)
    expect(at(values, 0.5) / 69.3147).toBeCloseTo(1, 1.7)
    expect(at(values, 0.99) / 460.517).toBeCloseTo(1, 1)
  })

  it('normal: mean and quartiles; folded or cut at 0', () => {
    const law = { kind: 'normal', meanMs: 50, sdMs: 10 } as const
    const values = sample(law, 'normal')
    expect(mean(values)).toBeCloseTo(50, 0.5)
    expect(at(values, 0.75)).toBeCloseTo(56.745, 0)
    const wide = { ...law, meanMs: 0 }
    expect(at(sample(wide, 'cut'), 0.4)).toBe(0)
    expect(mean(sample({ ...wide, folded: true }, 'folded'))).toBeCloseTo(7.979, 0.5)
  })

  it('lognormal by p50 and p99: both are met, and so is the mean', () => {
    const law = { kind: 'lognormal', p50Ms: 50, p99Ms: 250 } as const
    const values = sample(law, 'lognormal')
    expect(sigmaOf(50, 250)).toBeCloseTo(0.692, 3)
    expect(meanOf(law)).toBeCloseTo(63.5, 1)
    expect(at(values, 0.5) / 50).toBeCloseTo(1, 1.7)
    expect(at(values, 0.99) / 250).toBeCloseTo(1, 1.3)
    expect(mean(values) / meanOf(law)).toBeCloseTo(1, 1.7)
  })

  it('bimodal: the share of the slow ones', () => {
    const fast = { kind: 'constant', ms: 10 } as const
    const slow = { kind: 'constant', ms: 500 } as const
    const law = { kind: 'bimodal', fast, slow, slowShare: 0.05 } as const
    expect(mean(sample(law, 'bimodal')) / meanOf(law)).toBeCloseTo(1, 1.3)
    expect(meanOf(law)).toBe(34.5)
  })

  it('empirical: the values themselves, evenly', () => {
    const law = { kind: 'empirical', valuesMs: [1, 2, 9] } as const
    const values = sample(law, 'empirical')
    expect(new Set(values)).toEqual(new Set([1, 2, 9]))
    expect(mean(values)).toBeCloseTo(meanOf(law), 1)
  })

  it('no sample is negative or not finite, whatever the chance', () => {
    const laws: Law[] = [
      { kind: 'exponential', meanMs: 1 },
      { kind: 'normal', meanMs: 1, sdMs: 5 },
      { kind: 'lognormal', p50Ms: 1, p99Ms: 9 },
    ]
    for (const law of laws) {
      for (const u of [0, 0.5, 1 - 2 ** -32]) {
        const value = createSampler(law, () => u)()
        expect(value >= 0 && Number.isFinite(value)).toBe(true)
      }
    }
  })
})
