import { describe, expect, it } from 'vitest'
import { httpDateMs, retryAfterMs } from '../../src/orchestrator/retry-after.js'

/** Sun, 06 Nov 1994 08:49:37 GMT */
const AT = 784_111_777_000

describe('R18 Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    [7, 7000],
    [-1, 0],
    ['1.5', 1500],
    ['99999999999999999999', Number.MAX_SAFE_INTEGER],
    ['Sun, 06 Nov 1994 08:49:38 GMT', 1000],
    ['Sunday, 06-Nov-94 08:50:37 GMT', 60_000],
    ['Sun Nov  6 08:49:39 1994', 2000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
  ])('%j is %i ms', (value, wanted) => expect(retryAfterMs(value, AT)).toBe(wanted))

  it.each([
    '',
    'soon',
    '-5',
    '1e3',
    'Sun, 31 Feb 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:49:37 CET',
    '1994-11-06T08:49:37Z',
    Number.NaN,
  ])('%j is none', (value) => expect(retryAfterMs(value, AT)).toBeUndefined())

  it('dates agree with the platform over 200 years', () => {
    for (let day = -20_000; day < 60_000; day += 37) {
      const date = new Date(day * 86_400_000 + 43_200_000)
      if (date.getUTCFullYear() < 1900) continue
      expect(httpDateMs(date.toUTCString(), 0)).toBe(date.getTime())
    }
  })

  it('a two-digit year more than 50 years ahead is in the last century', () => {
    const in2026 = Date.UTC(2026, 0, 1)
    expect(httpDateMs('Sunday, 06-Nov-94 08:49:37 GMT', in2026)).toBe(AT)
    expect(httpDateMs('Friday, 06-Nov-76 08:49:37 GMT', in2026)).toBe(
      Date.UTC(2076, 10, 6, 8, 49, 37),
    )
  })
})
