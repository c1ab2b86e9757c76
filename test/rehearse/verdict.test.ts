import { describe, expect, it } from 'vitest'
import { isBack, verdictOf, verdictText } from '../../src/rehearse/verdict.js'

describe('a verdict', () => {
  const detect = { 'time-to-detect': 1000 }
  it.each([
    [false, {}, 'undisturbed', true, 'nothing to recover from'],
    [true, { 'time-to-detect': null }, 'unnoticed', true, 'users saw nothing'],
    [true, { ...detect, 'time-to-steady': 0 }, 'recovered', true, 'recovered at once'],
    [
      true,
      { ...detect, 'time-to-steady': 12_340, 'time-to-recover': 2000 },
      'recovered',
      true,
      'recovered after 12.3 s',
    ],
    [
      true,
      { ...detect, 'time-to-steady': null, 'time-to-recover': 4000 },
      'relapsed',
      false,
      'good again after 4 s, but not to the end',
    ],
    [
      true,
      { ...detect, backlog: 12.6 },
      'not-recovered',
      false,
      'not recovered by the end, backlog still growing by 13/s',
    ],
    [
      true,
      { ...detect, backlog: -3 },
      'not-recovered',
      false,
      'not recovered by the end, backlog shrinking by 3/s',
    ],
    [
      true,
      { ...detect, backlog: -0.9 },
      'not-recovered',
      false,
      'not recovered by the end, no backlog grows',
    ],
    [true, detect, 'not-recovered', false, 'not recovered by the end, no backlog grows'],
    [
      true,
      { ...detect, backlog: 0.4, 'open-at-end': 0.934 },
      'not-recovered',
      false,
      'not recovered by the end, breakers of 93 % of the clients still open',
    ],
    [
      true,
      { ...detect, backlog: 0, 'open-at-end': 1 },
      'not-recovered',
      false,
      'not recovered by the end, breakers of all clients still open',
    ],
    [
      true,
      { 'p99.before': 250, 'p99.fault': 2510, 'p99.recovery': 260 },
      'unnoticed',
      true,
      'answered throughout, but slow: p99 2.5 s',
    ],
    [true, { 'p99.before': 250, 'p99.fault': 500 }, 'unnoticed', true, 'users saw nothing'],
    [
      true,
      { ...detect, 'time-to-steady': 0, 'p99.before': 20, 'p99.fault': 900, 'p99.after': 41 },
      'recovered',
      true,
      'recovered at once, but slow: p99 41 ms',
    ],
    [
      true,
      { ...detect, 'time-to-steady': 5000, 'p99.before': 20, 'p99.fault': 900, 'p99.after': 30 },
      'recovered',
      true,
      'recovered after 5 s',
    ],
  ] as const)('disturbed %s, %o: %s', (isDisturbed, figures, kind, back, text) => {
    const verdict = verdictOf(figures, isDisturbed)
    expect(verdict.kind).toBe(kind)
    expect(isBack(verdict)).toBe(back)
    expect(verdictText(verdict)).toBe(text)
  })
})
