import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDuration,
  MAX_DURATION_MS,
  parseDuration,
  proseDuration,
} from '../../src/policy/duration.js'

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['2s', 2000],
    ['0.3s', 300],
    ['1.1s', 1100],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['500us', 0.5],
    ['1ns', 0.000001],
    ['1s1s', 2000],
    ['3650d', MAX_DURATION_MS],
    ['3650d1ms', undefined],
    ['', undefined],
    ['5', undefined],
    ['s', undefined],
    ['-1s', undefined],
    ['+1s', undefined],
    ['1 s', undefined],
    [' 1s', undefined],
    ['1s ', undefined],
    ['1S', undefined],
    ['1e3s', undefined],
    ['.5s', undefined],
    ['1.s', undefined],
    ['PT30S', undefined],
    ['1mm', undefined],
    [`${'9'.repeat(400)}s`, undefined],
  ])('%j is %d', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1ms'],
    [1000, '1s'],
    [1500, '1500ms'],
    [60_000, '1m'],
    [90_000, '90s'],
    [7_200_000, '2h'],
    [172_800_000, '2d'],
    [0.5, '500us'],
    [0.000001, '1ns'],
    [337.5, '337500us'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('is read back exactly, whole milliseconds up to the longest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })

  it('is read back exactly, nanoseconds', () => {
    // Up to 10^15 ns: beyond, milliseconds have no digits left for single nanoseconds.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (ns) => {
        const ms = Number((ns / 1e6).toPrecision(15))
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })

  it('gives one number and one unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_DURATION_MS }), (ms) => {
        expect(formatDuration(ms)).toMatch(/^\d+(ns|us|ms|s|m|h|d)$/)
      }),
    )
  })
})

describe('proseDuration', () => {
  it.each([
    [0, '0s'],
    [0.5, '0.5ms'],
    [250, '250ms'],
    [1500, '1.5s'],
    [60_000, '1m'],
    [62_500, '1m2.5s'],
    [3_600_000, '1h'],
    [3_661_000, '1h1m1s'],
    [86_400_000, '1d'],
    [90_061_001, '1d1h1m1.001s'],
  ])('%d ms is %s', (ms, text) => {
    expect(proseDuration(ms)).toBe(text)
  })
})
