import { describe, expect, it } from 'vitest'
import {
  goDuration,
  isoDuration,
  plainNumber,
  springDuration,
} from '../../src/formats/durations.js'

describe('plain numbers', () => {
  it.each([
    ['30', 30],
    ['-1', -1],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['', undefined],
    ['1_000', undefined],
    ['0x10', undefined],
    ['30s', undefined],
    ['Infinity', undefined],
    ['1e9999', undefined],
  ])('%j', (text, expected) => {
    expect(plainNumber(text)).toBe(expected)
  })
})

describe('ISO 8601', () => {
  it.each([
    ['PT10S', 10_000],
    ['pt0.5s', 500],
    ['P1DT2H3M4S', 93_784_000],
    ['P2D', 172_800_000],
    ['PT1H', 3_600_000],
    ['PT', undefined],
    ['P', undefined],
    ['P1Y', undefined],
    ['10s', undefined],
  ])('%s', (text, expected) => {
    expect(isoDuration(text)).toBe(expected)
  })
})

describe('Go', () => {
  it.each([
    ['1h30m', 5_400_000],
    ['300ms', 300],
    ['1.5s', 1500],
    ['.5s', 500],
    ['100us', 0.1],
    ['100µs', 0.1],
    ['0', 0],
    ['30', undefined],
    ['1d', undefined],
    ['1s 2s', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(goDuration(text)).toBe(expected)
  })
})

describe('Spring', () => {
  it.each([
    ['500', 500],
    ['10s', 10_000],
    ['10S', 10_000],
    ['0.5s', 500],
    ['2m', 120_000],
    ['1d', 86_400_000],
    ['10us', 0.01],
    ['PT2S', 2000],
    ['10 s', 10_000],
    ['-5s', -5000],
    ['soon', undefined],
    ['1h30m', undefined],
  ])('%s', (text, expected) => {
    expect(springDuration(text)).toBe(expected)
  })
})
