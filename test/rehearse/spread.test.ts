import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadOf } from '../../src/rehearse/spread.js'

describe('a spread', () => {
  it.each([
    [[5], { mean: 5, p5: 5, p95: 5, min: 5, max: 5 }],
    [[3, 1], { mean: 2, p5: 1.1, p95: 2.9, min: 1, max: 3 }],
    [[1, null, 3], { count: 2, missing: 1, mean: 2 }],
    [Array.from({ length: 21 }, (_, i) => 20 - i), { p5: 1, p95: 19, min: 0, max: 20, mean: 10 }],
  ])('of %j is %o', (values, expected) => {
    const spread = spreadOf(values)!
    for (const [key, value] of Object.entries(expected)) {
      expect(spread[key as keyof typeof spread]).toBeCloseTo(value, 9)
    }
  })

  it.each([[[]], [[null, null]]])('of %j there is none', (values) => {
    expect(spreadOf(values)).toBeNull()
  })

  it('lies in order, whatever the order of the seeds', () => {
    const value = fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 }))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 30 }), (values) => {
        const spread = spreadOf(values)
        expect(spreadOf(values.toReversed())).toEqual(
          spread && { ...spread, mean: expect.closeTo(spread.mean, 3) },
        )
        if (spread === null) return
        const { min, p5, p95, max, count, missing } = spread
        expect(min <= p5 && p5 <= p95 && p95 <= max).toBe(true)
        expect(count + missing).toBe(values.length)
      }),
    )
  })
})
