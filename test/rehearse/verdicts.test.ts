import { describe, expect, it } from 'vitest'
import type { Spread } from '../../src/rehearse/spread.js'
import type { Verdict } from '../../src/rehearse/verdict.js'
import { type Tone, toneOf, verdictParts } from '../../src/rehearse/verdicts.js'

const time = ({ mean, min, max }: Spread) => `${mean} ms [${min} ${max}]`

const back = (afterMs: number, slowMs?: number): Verdict => ({
  ...{ kind: 'recovered', afterMs },
  ...(slowMs !== undefined && { slowMs }),
})

describe('verdicts over seeds', () => {
  it.each<[Verdict[], Tone, string[]]>([
    [[back(6000)], 'good', ['recovered after 6 s']],
    [[back(0), back(0)], 'good', ['recovered at once in 2 of 2 seeds']],
    [[back(6000), back(8000)], 'good', ['recovered in 2 of 2 seeds, after 7000 ms [6000 8000]']],
    [
      [back(0, 900), back(0), back(0, 1100)],
      'fair',
      ['recovered at once in 3 of 3 seeds, but slow: p99 1 s in 2'],
    ],
    [
      [{ kind: 'unnoticed' }, { kind: 'unnoticed', slowMs: 40 }],
      'fair',
      ['answered throughout in 2 of 2 seeds, but slow: p99 40 ms in 1'],
    ],
    [[{ kind: 'unnoticed' }, { kind: 'unnoticed' }], 'good', ['users saw nothing in 2 of 2 seeds']],
    [
      [{ kind: 'undisturbed' }, { kind: 'undisturbed' }],
      'good',
      ['nothing to recover from in 2 of 2 seeds'],
    ],
    [
      [
        { kind: 'not-recovered', backlogPerS: 30 },
        { kind: 'relapsed', afterMs: 2000 },
        { kind: 'not-recovered', backlogPerS: 50 },
        back(1000),
      ],
      'fair',
      [
        'recovered in 1 of 4 seeds, after 1000 ms [1000 1000]',
        'good again but not to the end in 1 of 4 seeds, after 2000 ms [2000 2000]',
        'not recovered by the end in 2 of 4 seeds, backlog still growing by 40/s',
      ],
    ],
    [[{ kind: 'relapsed', afterMs: 2000 }], 'bad', ['good again after 2 s, but not to the end']],
  ])('%j are %s', (verdicts, tone, parts) => {
    expect(toneOf(verdicts)).toBe(tone)
    expect(verdictParts(verdicts, time)).toEqual(parts)
  })
})
