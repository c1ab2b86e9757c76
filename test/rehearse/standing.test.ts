import { describe, expect, it } from 'vitest'
import { jobsOf, rehearsalOf, runJob } from '../../src/rehearse/rehearsal.js'
import {
  effectOf,
  isFine,
  type Standing,
  scoreOf,
  standingOf,
} from '../../src/rehearse/standing.js'
import { calm, errors, oneRetry, planOf, storm } from './worlds.js'

const good: Standing = {
  back: 4,
  of: 4,
  met: ['a', 'b'],
  failed: [],
  before: 1,
  since: 0.9,
  amplification: 1.4,
  upstreamPerS: 100,
  wasted: 0.2,
  steadyMs: 10_000,
}
const bad: Standing = { ...good, back: 1, met: ['a'], failed: ['b'] }

describe('the effect of a change', () => {
  it.each([
    ['nothing', good, {}, 'same'],
    ['all seeds back, all met', bad, { back: 4, met: ['a', 'b'], failed: [] }, 'cures'],
    ['all seeds back, one failed still', bad, { back: 4 }, 'helps'],
    ['all met, some seeds lost still', bad, { met: ['a', 'b'], failed: [] }, 'helps'],
    ['one more seed', bad, { back: 2 }, 'helps'],
    ['one more seed at any price', bad, { back: 2, wasted: 0.9, since: 0.2 }, 'helps'],
    ['one seed less', good, { back: 3, since: 1 }, 'worse'],
    ['another one met, one failed', bad, { met: ['b'], failed: ['a'], back: 4 }, 'worse'],
    ['failures while all is well', bad, { back: 4, before: 0.99 }, 'worse'],
    ['failures are a quarter less', good, { since: 0.925 }, 'improves'],
    ['failures are a fifth less', good, { since: 0.92 }, 'same'],
    ['of many failures some', { ...good, since: 0.4 }, { since: 0.46 }, 'improves'],
    ['of few failures most', { ...good, since: 0.9999 }, { since: 1 }, 'same'],
    ['more failures', good, { since: 0.89 }, 'worse'],
    ['half the time', good, { steadyMs: 5000 }, 'improves'],
    ['nearly half the time', good, { steadyMs: 6000 }, 'same'],
    ['half of a short time', { ...good, steadyMs: 2000 }, { steadyMs: 1000 }, 'same'],
    ['half the time for more failures', good, { steadyMs: 5000, since: 0.89 }, 'worse'],
    ['longer', good, { steadyMs: 14_000 }, 'worse'],
    ['half of the extra attempts', good, { amplification: 1.2 }, 'improves'],
    ['more attempts', good, { amplification: 1.6, since: 0.99 }, 'worse'],
    ['more load behind a layer', good, { upstreamPerS: 140, since: 0.99 }, 'worse'],
    ['half the wasted work', good, { wasted: 0.1 }, 'improves'],
    ['more wasted work', good, { wasted: 0.3, since: 0.99 }, 'worse'],
  ] as const)('%s', (_, base, change, effect) => {
    expect(effectOf(base, { ...base, ...change })).toBe(effect)
  })

  it('better figures have a higher score', () => {
    const better = [
      { since: 0.95 },
      { amplification: 1.2 },
      { wasted: 0.1 },
      { steadyMs: 1000 },
    ] as const
    for (const change of better)
      expect(scoreOf({ ...good, ...change })).toBeGreaterThan(scoreOf(good))
    expect(scoreOf({ ...good, steadyMs: null })).toBeLessThan(scoreOf(good))
  })
})

describe('the standing', () => {
  const of = (plan: ReturnType<typeof planOf>) =>
    standingOf(rehearsalOf(plan, jobsOf(plan).map(runJob))!)

  it('of a storm: nothing is answered any more, work is done for nobody', () => {
    const standing = of(planOf(storm, oneRetry, { seeds: 2 }))
    expect(isFine(standing)).toBe(false)
    expect(standing).toMatchObject({ back: 0, of: 2, before: 1, steadyMs: null })
    expect(standing.since).toBeLessThan(0.1)
    expect(standing.amplification).toBeGreaterThan(1.9)
    expect(standing.wasted).toBeGreaterThan(0.5)
  })

  it('of errors: since the fault, by calls, with what is expected', () => {
    const expected = ['availability = 100%', 'unsettled = 0']
    const standing = of(planOf(errors, oneRetry, { expect: expected }))
    expect(standing).toMatchObject({ met: [expected[1]], failed: [expected[0]] })
    // 0.09 of the calls in 30 of the 50 s.
    expect(1 - standing.since).toBeCloseTo(0.054, 1)
    expect(standing.amplification).toBeCloseTo(1 + 0.3 * 0.6, 1)
    expect(isFine(standing)).toBe(false)
  })

  it('where nothing goes wrong it is that of the whole run', () => {
    const standing = of(planOf(calm, oneRetry))
    expect(standing).toMatchObject({ since: 1, amplification: 1, wasted: 0 })
    expect(isFine(standing)).toBe(true)
  })
})
