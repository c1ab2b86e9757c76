import { expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'

it('the same seed gives the same numbers, whether number or text', () => {
  const [a, b] = [createRandom(42), createRandom('42')]
  expect(Array.from({ length: 100 }, a)).toEqual(Array.from({ length: 100 }, b))
})

it('the sequence is fixed: traces are compared by byte', () => {
  const random = createRandom('resil')
  expect(Array.from({ length: 3 }, () => Math.floor(random() * 1e9))).toMatchInlineSnapshot(`
    [
      847818355,
      212697085,
      60832888,
    ]
  `)
})

it('close seeds have nothing in common, and numbers are spread evenly over [0, 1)', () => {
  const means = [1, 2, 3, 'a', 'b', ''].map((seed) => {
    const random = createRandom(seed)
    const bins = new Array<number>(10).fill(0)
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random() * 10)]!++
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(500)
    return createRandom(seed)()
  })
  expect(new Set(means).size).toBe(means.length)
})
