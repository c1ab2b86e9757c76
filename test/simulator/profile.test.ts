import { describe, expect, it } from 'vitest'
import { Profile } from '../../src/simulator/profile.js'

const STEPS = new Profile([
  { atMs: 0, value: 2 },
  { atMs: 10, value: 2 },
  { atMs: 10, value: 0 },
  { atMs: 20, value: 0 },
  { atMs: 30, value: 4 },
])

describe('a profile', () => {
  it.each([
    [-5, 2],
    [0, 2],
    [9.5, 2],
    [10, 0],
    [20, 0],
    [25, 2],
    [30, 4],
    [99, 4],
  ])('at %d is %d', (at, value) => expect(STEPS.valueAt(at)).toBe(value))

  it.each([
    ['within a level piece', 0, 6, 3],
    ['up to the very end of one', 4, 12, 10],
    ['over a gap into a ramp', 5, 10 + 5, 25],
    ['far out', 30, 400, 130],
  ])('reaches an area %s', (_, from, area, at) => {
    expect(STEPS.timeOfArea(from, area)).toBeCloseTo(at, 9)
  })

  it('that ends at 0 never reaches more', () => {
    const fades = new Profile([
      { atMs: 0, value: 1 },
      { atMs: 10, value: 0 },
    ])
    expect(fades.timeOfArea(0, 5.1)).toBe(Number.POSITIVE_INFINITY)
    expect(fades.timeOfArea(0, 3.75)).toBeCloseTo(5, 9)
  })

  it('wants a point', () => expect(() => new Profile([])).toThrow('at least one point'))
})
