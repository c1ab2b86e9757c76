import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spreadOf } from '../../../src/rehearse/spread.js'
import {
  clockText,
  figureText,
  grouped,
  pairText,
  rangeText,
  spreadText,
} from '../../../src/report/text/figures.js'
import { styleOf } from '../../../src/report/text/look.js'

const style = styleOf({ width: 80, color: false, unicode: true })

describe('figureText', () => {
  it.each([
    [0, 'share', '0 %'],
    [1, 'share', '100 %'],
    [0.5, 'share', '50.0 %'],
    [0.9896, 'share', '98.96 %'],
    [0.99951, 'share', '99.95 %'],
    [0.99999, 'share', '99.99 %'],
    [0.9999999, 'share', '99.99 %'],
    [0.00001, 'share', '<0.01 %'],
    [0.0068, 'share', '0.68 %'],
    [0, 'ms', '0 ms'],
    [0.01, 'ms', '0 ms'],
    [5.23, 'ms', '5.2 ms'],
    [9.97, 'ms', '10 ms'],
    [250.4, 'ms', '250 ms'],
    [999.6, 'ms', '1.0 s'],
    [1340, 'ms', '1.3 s'],
    [180_000, 'ms', '180 s'],
    [599_999, 'ms', '600 s'],
    [750_000, 'ms', '12.5 min'],
    [2.44, 'per-s', '2.4/s'],
    [250.4, 'per-s', '250/s'],
    [12_345, 'per-s', '12 345/s'],
    [1.236, 'ratio', '1.24x'],
    [7518, 'count', '7518'],
    [14_978, 'count', '14 978'],
    [12.32, 'count', '12.3'],
  ] as const)('%d as %s is %s', (value, unit, text) => {
    expect(figureText(value, unit)).toBe(text)
  })

  it.each([
    [0.9989, 'share', 0.999, '99.89 %'],
    [0.998999, 'share', 0.999, '99.8999 %'],
    [0.9999996, 'share', 1, '99.99996 %'],
    [0.999, 'share', 0.999, '99.90 %'],
    [0.00001, 'share', 0, '0.001 %'],
    [240.04, 'ms', 240, '240.04 ms'],
    [10_020, 'ms', 10_000, '10.02 s'],
    [1.2001, 'ratio', 1.2, '1.2001x'],
    [250, 'ms', 240, '250 ms'],
  ] as const)('%d as %s beside %d is %s', (value, unit, limit, text) => {
    expect(figureText(value, unit, limit)).toBe(text)
  })

  it('never makes all of what is not quite all, nor nothing of a little', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const text = figureText(share, 'share')
        expect(text === '100 %').toBe(share === 1)
        expect(text === '0 %').toBe(share === 0)
      }),
    )
  })
})

it.each([
  ['123', '123'],
  ['1234', '1234'],
  ['12345', '12 345'],
  ['1234567.8', '1 234 567.8'],
])('grouped(%s) is %s', (digits, text) => expect(grouped(digits)).toBe(text))

it.each([
  [5000, 8100, 'ms', '5.0–8.1 s'],
  [439, 1200, 'ms', '439 ms–1.2 s'],
  [0.982, 0.9918, 'share', '98.20–99.18 %'],
  [0.3, 0.3001, 'ratio', '0.30x'],
] as const)('the range from %d to %d as %s is %s', (from, to, unit, text) => {
  expect(rangeText(from, to, unit, style)).toBe(text)
})

it('a spread is a mean with a range, unless all seeds say the same', () => {
  expect(spreadText(spreadOf([5000, 6000, 7000])!, 'ms', style)).toBe('6.0 s (5.1–6.9 s)')
  expect(spreadText(spreadOf([5000, 5000])!, 'ms', style)).toBe('5.0 s')
  expect(spreadText(spreadOf([5000])!, 'ms', style)).toBe('5.0 s')
})

it('a pair has its unit once, if it is the same', () => {
  expect(pairText(50, 158, 'ms', style)).toBe('50 / 158 ms')
  expect(pairText(326, 2100, 'ms', style)).toBe('326 ms / 2.1 s')
  expect(pairText(null, 2, 'ms', style)).toBe('–')
})

it('a moment has hundredths of a second', () => {
  expect(clockText(60_443.38)).toBe('60.44 s')
  expect(clockText(90_000)).toBe('90 s')
})
