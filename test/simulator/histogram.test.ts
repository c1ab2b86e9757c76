import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '../../src/simulator/histogram.js'

describe('a histogram', () => {
  it('gives percentiles within the stated error of the sorted samples', () => {
    const samples = fc.array(fc.double({ min: 0.5, max: 1e10, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(samples, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, p) => {
        const histogram = new Histogram()
        for (const value of values) histogram.add(value)
        const sorted = [...values].sort((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!
        expect(Math.abs(histogram.percentile(p) - exact)).toBeLessThanOrEqual(exact * 0.004 + 0.002)
      }),
    )
  })

  it('knows count, sum, mean, min and max exactly', () => {
    const histogram = new Histogram()
    for (const ms of [5, 1, 3]) histogram.add(ms)
    const { count, sum, mean, min, max } = histogram
    expect({ count, sum, mean, min, max }).toEqual({ count: 3, sum: 9, mean: 3, min: 1, max: 5 })
    expect(histogram.percentile(1)).toBe(5)
  })

  it('without samples has no percentile', () => {
    expect(new Histogram().percentile(0.5)).toBeNaN()
    expect(new Histogram().mean).toBeNaN()
  })

  it('holds days, and what is longer in its last bin', () => {
    const histogram = new Histogram(4)
    histogram.add(86_400_000 * 30)
    histogram.add(0)
    expect(histogram.percentile(0.01)).toBeCloseTo(0, 3)
    expect(histogram.percentile(1) / 2_592_000_000).toBeCloseTo(1, 1)
    expect(histogram.max).toBe(2_592_000_000)
  })

  it('merges with one of the same bins', () => {
    const [all, even, odd] = [new Histogram(), new Histogram(), new Histogram()]
    for (let ms = 0; ms < 1000; ms++) {
      all.add(ms)
      if (ms % 2 === 0) even.add(ms)
      else odd.add(ms)
    }
    even.merge(odd)
    expect(even).toEqual(all)
    expect(() => even.merge(new Histogram(4))).toThrow('other bins')
  })
})
