import { describe, expect, it } from 'vitest'
import type { Rehearsal } from '../../../src/rehearse/rehearsal.js'
import { styleOf } from '../../../src/report/text/look.js'
import {
  timesLines,
  verdictLines,
  verdictOver,
  verdictWidth,
} from '../../../src/report/text/simulation-verdict.js'
import { rehearsalWith, sampleRehearsal, sampleResult, seedsRehearsal } from './sample-rehearsal.js'

const style = styleOf({ width: 80, color: false, unicode: true })
const ending = (...seconds: (number | null)[]): Rehearsal =>
  rehearsalWith(seconds.map((s, at) => sampleResult(at, s)))

describe('the verdict', () => {
  it.each([
    ['of one seed', ending(3), 'recovered after 4 s'],
    ['of one that does not come back', ending(null), 'not recovered by the end, backlog still'],
    ['of several', ending(3, 4, 5), 'recovered in 3 of 3 seeds, after 5.0 s (4.1–5.9 s)'],
    ['of several alike', ending(3, 3), 'recovered in 2 of 2 seeds, after 4.0 s'],
    [
      'of several that end differently',
      ending(3, null, null),
      'recovered in 1 of 3 seeds, after 4.0 s; ' +
        'not recovered by the end in 2 of 3 seeds, backlog still growing by 12/s',
    ],
  ])('%s', (_, { runs }, expected) => expect(verdictOver(runs, style)).toContain(expected))

  it('is said for each kind', () => {
    const verdicts = [
      { kind: 'undisturbed' },
      { kind: 'unnoticed' },
      { kind: 'recovered', afterMs: 0 },
      { kind: 'relapsed', afterMs: 2000 },
    ] as const
    const [run] = sampleRehearsal().runs
    const runs = verdicts.map((verdict) => ({ ...run!, verdict }))
    expect(verdictLines(runs, 80, style)).toEqual([
      'nothing to recover from in 1 of 4 seeds',
      'users saw nothing in 1 of 4 seeds',
      'recovered at once in 1 of 4 seeds',
      'good again but not to the end in 1 of 4 seeds, after 2.0 s',
    ])
  })

  it('breaks between its parts, each on a line of its own', () => {
    const { runs } = ending(3, 4, null)
    expect(verdictLines(runs, 40, style)).toEqual([
      'recovered in 2 of 3 seeds,',
      'after 4.5 s (4.0–5.0 s)',
      'not recovered by the end in 1 of 3',
      'seeds, backlog still growing by 12/s',
    ])
    expect(verdictWidth(runs, style)).toBe(71)
  })

  it('is green, yellow or red', () => {
    const colored = styleOf({ width: 80, color: true, unicode: true })
    const first = (rehearsal: Rehearsal) => verdictLines(rehearsal.runs, 80, colored)[0]!
    expect(first(ending(3, 4))).toMatch(/^\u001b\[32m/)
    expect(first(ending(3, null))).toMatch(/^\u001b\[33m/)
    expect(first(ending(null, null))).toMatch(/^\u001b\[31m/)
  })
})

describe('times', () => {
  it('count from the begin of the fault and from its end', () => {
    expect(timesLines(sampleRehearsal(), style)).toEqual([
      'from fault: detect 1.0 s, open 443 ms',
      'from its end: close 3.9 s, recover 4.0 s, steady 4.0 s',
    ])
  })

  it('over seeds have a range, and say how often they never came', () => {
    expect(timesLines(seedsRehearsal(), style).join('\n')).toContain(
      'recover 4.5 s (4.0–5.0 s, never in 1)',
    )
    expect(timesLines(ending(3, null), style).join('\n')).toContain('steady 4.0 s (never in 1)')
  })

  it('never came, or there was nothing to open', () => {
    const result = { ...sampleResult(1, null), timeToOpenMs: null }
    expect(timesLines(rehearsalWith([result]), style)).toEqual([
      'from fault: detect 1.0 s; from its end: recover never, steady never',
    ])
  })

  it('are none where nothing went wrong, or nobody noticed', () => {
    const calm = { ...sampleResult(1), disturbance: null }
    const unnoticed = { ...sampleResult(1), timeToDetectMs: null }
    expect(timesLines(rehearsalWith([calm]), style)).toEqual([])
    expect(timesLines(rehearsalWith([unnoticed]), style)).toEqual([])
  })
})
