import { describe, expect, it } from 'vitest'
import {
  exp,
  ln,
  normalQuantile,
  power,
  realPower,
  tanh,
} from '../../src/orchestrator/exact-math.js'

const close = (value: number, wanted: number, ulps = 8) =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(
    ulps * 2.3e-16 * Math.max(1e-3, Math.abs(wanted)),
  )

describe('elementary functions', () => {
  it('ln is the logarithm', () => {
    for (const x of [2 ** -33, 1e-6, 0.1, 0.5, 0.7, 1, 1.5, Math.E, 10, 1e6, 1e12]) {
      close(ln(x), Math.log(x))
    }
    for (let x = 0.001; x < 3; x += 0.0137) close(ln(x), Math.log(x), 12)
  })

  it('exp is the exponential', () => {
    for (let x = -40; x <= 40; x += 0.171) close(exp(x) / Math.exp(x), 1)
    expect(exp(0)).toBe(1)
  })

  it('powers of whole numbers are exact where they can be, and grow without an end', () => {
    for (let n = 0; n <= 1023; n++) expect(power(2, n)).toBe(2 ** n)
    expect([power(1.5, 3), power(10, 15), power(1, 10_000), power(0.5, 3)]).toEqual([
      3.375, 1e15, 1, 0.125,
    ])
    expect(power(3, 10_000)).toBe(Number.POSITIVE_INFINITY)
    for (let n = 0; n < 200; n++) close(power(1.1, n) / 1.1 ** n, 1, 100)
  })

  it('real powers and tanh are what they are called', () => {
    for (let t = 0; t < 30; t += 0.37) {
      close(realPower(2.5, t) / 2.5 ** t, 1, 100)
      close(tanh(t), Math.tanh(t))
    }
    expect(realPower(2, 10_000)).toBe(Number.POSITIVE_INFINITY)
    expect(realPower(1, 10_000)).toBe(1)
    expect(tanh(0)).toBe(0)
  })

  // Quantiles to 15 digits: tables of the normal distribution (R's qnorm, which is AS 241 too).
  it.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.9, 1.2815515655446004],
    [0.999, 3.090232306167813],
    [1e-9, -5.9978070150076865],
    [1e-12, -7.034483825301132],
  ])('the normal quantile of %d is %d', (p, quantile) => {
    expect(normalQuantile(p)).toBeCloseTo(quantile, 12)
  })

  it('gives these very bits on every machine', () => {
    const values = [ln(0.3), exp(-1.7), normalQuantile(0.123), normalQuantile(0.0001)]
    expect(values.map(String)).toMatchInlineSnapshot(`
      [
        "-1.2039728043259361",
        "0.18268352405273466",
        "-1.1601198829975192",
        "-3.71901648545568",
      ]
    `)
  })
})
