import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram, RELATIVE_ERROR } from '../../../src/runtime/metrics/histogram.js'

const DURATION = fc.oneof(
  fc.double({ min: 0, max: 0.1, noNaN: true }),
  fc.double({ min: 0, max: 1000, noNaN: true }),
  fc.double({ min: 0, max: 2 ** 26, noNaN: true }),
)
const DURATIONS = fc.array(DURATION, { minLength: 1, maxLength: 300 })
const SHARE = fc.double({ min: 0, max: 1, noNaN: true })

const of = (values: readonly number[]) => {
  const made = new Histogram()
  for (const value of values) made.record(value)
  return made
}

/** By nearest rank. */
function exact(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(q * values.length)) - 1]!
}

describe('a percentile', () => {
  it('is within the documented error of the exact one', () => {
    fc.assert(
      fc.property(DURATIONS, SHARE, (values, q) => {
        const want = exact(values, q)
        const off = Math.abs(of(values).percentile(q)! - want)
        expect(off).toBeLessThanOrEqual(Math.max(want * RELATIVE_ERROR, 0.0005) + 1e-9)
      }),
    )
  })

  it('never leaves the exact least and greatest, and rises with its share', () => {
    fc.assert(
      fc.property(DURATIONS, (values) => {
        const found = [0, 0.1, 0.5, 0.9, 0.99, 1].map((q) => of(values).percentile(q)!)
        expect(found).toEqual(found.toSorted((a, b) => a - b))
        expect(found[0]).toBeGreaterThanOrEqual(Math.min(...values))
        expect(found[5]).toBe(Math.max(...values))
      }),
    )
  })

  it('of nothing is null, of one value that value', () => {
    expect(new Histogram().percentile(0.5)).toBeNull()
    expect(of([7.25]).percentile(0.5)).toBe(7.25)
  })
})

it('merging is recording both', () => {
  fc.assert(
    fc.property(DURATIONS, fc.array(DURATION), (a, b) => {
      const merged = of(a)
      merged.merge(of(b))
      const { sumMs, ...rest } = merged.toJSON()
      const { sumMs: sum, ...both } = of([...a, ...b]).toJSON()
      expect(rest).toEqual(both)
      expect(sumMs).toBeCloseTo(sum, 3)
    }),
  )
})

it('what came since an earlier state is what was recorded since', () => {
  fc.assert(
    fc.property(fc.array(DURATION), DURATIONS, (before, after) => {
      const all = of(before)
      const earlier = all.toJSON()
      for (const value of after) all.record(value)
      const since = all.since(earlier)
      expect(since.count).toBe(after.length)
      expect(since.toJSON().buckets).toEqual(of(after).toJSON().buckets)
      const q99 = exact(after, 0.99)
      const off = Math.abs(since.percentile(0.99)! - q99)
      expect(off).toBeLessThanOrEqual(Math.max(q99 * RELATIVE_ERROR, 0.0005) + 1e-9)
    }),
  )
})

it('plain data and back is the same', () => {
  fc.assert(
    fc.property(fc.array(DURATION), (values) => {
      const data = of(values).toJSON()
      expect(Histogram.from(JSON.parse(JSON.stringify(data))).toJSON()).toEqual(data)
    }),
  )
})

describe('values at the edges', () => {
  it.each([
    ['zero', 0, 0],
    ['less than a µs', 0.0001, 0.0001],
    ['a clock that went back', -5, 0],
    ['no number', Number.NaN, 0],
    ['a µs', 0.001, 0.001],
    ['just short of the long buckets', 2 ** 31 / 1000 - 1, 2 ** 31 / 1000 - 1],
    ['the first long bucket', 2 ** 31 / 1000, 2 ** 31 / 1000],
    ['beyond the last bucket', 1e12, 1e12],
  ])('%s', (_, value, max) => {
    const made = of([value])
    expect(made.count).toBe(1)
    expect(made.maxMs).toBe(max)
    expect(made.percentile(0.5)).toBe(max)
  })

  it('beyond the last bucket they share it, and the greatest stays exact', () => {
    const made = of([1, 2 ** 36 / 1000, 1e12])
    expect(made.toJSON().buckets).toHaveLength(4)
    expect(made.maxMs).toBe(1e12)
  })
})

it('counts how many stayed within a bound', () => {
  const made = of([1, 2, 3, 100, 5000])
  expect([0.5, 1, 3, 96, 101, 4000, 9999].map((ms) => made.countWithin(ms))).toEqual([
    0, 1, 3, 3, 4, 4, 5,
  ])
  expect(made.countWithin(Number.NaN)).toBe(0)
  expect(new Histogram().countWithin(5)).toBe(0)
})

it('after a reset it is as new', () => {
  const made = of([1, 2, 3])
  made.reset()
  expect(made.toJSON()).toEqual(new Histogram().toJSON())
  expect([made.minMs, made.maxMs, made.meanMs]).toEqual([null, null, null])
  made.record(5)
  expect([made.minMs, made.maxMs, made.meanMs]).toEqual([5, 5, 5])
})
