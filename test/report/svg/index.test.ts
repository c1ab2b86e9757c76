import { describe, expect, it } from 'vitest'
import type { RunDigest } from '../../../src/rehearse/rehearsal.js'
import { capacityPerS, meanMs } from '../../../src/report/svg/capacity.js'
import { conclusionOf } from '../../../src/report/svg/conclusion.js'
import { faultSpans } from '../../../src/report/svg/faults.js'
import { simulationSvg } from '../../../src/report/svg/index.js'
import { layOut, NARROW, WIDE } from '../../../src/report/svg/layout.js'
import { fourPanels } from '../../../src/report/svg/panels.js'
import { shortPath } from '../../../src/report/svg/short-path.js'
import { timelineOf } from '../../../src/report/svg/timeline.js'
import { figure, loadText, millis } from '../../../src/report/svg/words.js'
import {
  comparedView,
  hostileView,
  SCENARIO,
  sampleRehearsal,
  sampleResult,
  sampleView,
} from './sample-rehearsal.js'

const REPORTS = '../../../fixtures/reports/svg'

describe('the drawing of a rehearsal', () => {
  it('is what it was', async () => {
    await expect(simulationSvg(sampleView())).toMatchFileSnapshot(`${REPORTS}/outage.svg`)
  })

  it('of policies that are compared is what it was', async () => {
    await expect(simulationSvg(comparedView())).toMatchFileSnapshot(`${REPORTS}/compared.svg`)
  })

  it('has the same bytes each time', () => {
    const first = simulationSvg(sampleView())
    simulationSvg(comparedView())
    expect(simulationSvg(sampleView())).toBe(first)
  })

  it('names no address but that of its language, and loads nothing', () => {
    const svg = simulationSvg(comparedView())
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|href|@import/,
    )
    expect(svg).not.toMatch(/<style|class=|ecmeta|\bzr\d/)
  })

  it('nests its elements and uses each id once', () => {
    for (const view of [sampleView(), comparedView(), hostileView()]) {
      const svg = simulationSvg(view)
      expect(unbalanced(svg)).toEqual([])
      const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, id] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(id)
    }
  })

  it('shows hostile text as text', () => {
    const svg = simulationSvg(hostileView())
    expect(svg).not.toMatch(/<(script|img)/)
    expect(svg).not.toMatch(/[\0\u202e]/)
    expect(svg).toContain('&lt;/script&gt;')
  })

  it('holds no number that is none', () => {
    expect(simulationSvg(sampleView())).not.toMatch(/NaN|Infinity|undefined|null/)
  })
})

/** Tags that are closed out of turn. */
function unbalanced(markup: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, close, name, self] of markup.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (self) continue
    if (!close) open.push(name!)
    else if (open.pop() !== name) wrong.push(name!)
  }
  return [...wrong, ...open]
}

describe('the timeline', () => {
  const { upstream } = SCENARIO

  it('keeps what happened, second by second', () => {
    const timeline = timelineOf(sampleResult(), upstream)
    expect(timeline).toMatchObject({ stepS: 1, untilS: 20 })
    expect(timeline.outcomes.map(({ key }) => key)).toEqual([
      ...['ok', 'fallback', 'breaker-open', 'timeout'],
    ])
    expect(timeline.amplification[5]).toBe(1.8)
    expect(timeline.capacity[0]).toBe(150)
    expect(timeline.closed[7]).toBeCloseTo(0)
  })

  it('leaves out what ends after the load', () => {
    expect(timelineOf({ ...sampleResult(), durationMs: 12_000 }, upstream).atS).toHaveLength(12)
  })

  it('puts the buckets of a long run together: mean rates, worst latencies', () => {
    const result = sampleResult()
    const timeline = Array.from({ length: 1200 }, (_, i) => ({
      ...result.timeline[0]!,
      ...{ atMs: i * 1000, offered: i % 2 === 0 ? 100 : 200, p99: i % 2 === 0 ? 50 : 70 },
    }))
    const long = timelineOf({ ...result, timeline, durationMs: 1_200_000 }, upstream)
    expect(long.atS).toHaveLength(600)
    expect(long).toMatchObject({ stepS: 2, untilS: 1200 })
    expect([long.offered[3], long.p99[3], long.amplification[3]]).toEqual([150, 70, 200 / 300])
  })
})

describe('the capacity', () => {
  const work = { latency: { constant: '100ms' } }

  it.each([
    ['constant work', work, 15, 150],
    ['no workers', work, null, null],
    ['work that grows', { ...work, latencyPerCall: '1ms' }, 15, null],
    ['a cache', { ...work, cache: { hitRate: 0.9, entries: 1, latency: '1ms' } }, 15, null],
  ])('%s', (_, upstream, workers, expected) => {
    expect(capacityPerS(upstream, workers)).toBe(expected)
  })

  it.each([
    [{ exponential: { mean: '40ms' } }, 40],
    [{ normal: { mean: '40ms', sd: '5ms' } }, 40],
    [{ values: [10, 30] }, 20],
    [{ lognormal: { p50: '100ms', p99: '100ms' } }, 100],
    [{ lognormal: { p50: '50ms', p99: '250ms' } }, 50 * Math.exp(0.6918 ** 2 / 2)],
    [{ bimodal: { fast: { constant: '10ms' }, slow: { constant: '110ms' }, slowShare: 0.1 } }, 20],
  ])('mean of %j', (law, expected) => expect(meanMs(law)).toBeCloseTo(expected, 1))
})

describe('faults', () => {
  it('of one span are one, spikes and a lost cache are some, later ones are none', () => {
    const { first } = sampleRehearsal()
    const one = first.faults[0]!
    const faults = [one, { ...one, kind: 'latency', upstream: 'fallback' }, { ...one, fromMs: 1e6 }]
    const scenario = {
      ...SCENARIO,
      load: {
        ...{ arrivals: 'poisson' as const, rate: 100 },
        spikes: [{ at: '12s', for: '2s', factor: 3 }],
      },
    }
    expect(faultSpans(sampleRehearsal({ scenario, first: { ...first, faults } }))).toEqual([
      { fromS: 5, untilS: 10, label: 'calls swallowed + fallback: slow' },
      { fromS: 12, untilS: 14, label: 'load ×3' },
    ])
  })

  it('are named where there is room, each name clear of the others', () => {
    const timeline = timelineOf(sampleResult(), SCENARIO.upstream)
    const faults = [0, 1, 2, 9, 19].map((fromS) => {
      return { fromS, untilS: fromS + 1, label: 'connections refused' }
    })
    const { option } = layOut(fourPanels(timeline, true), faults, NARROW, 20)
    const [shade] = option.series as { markArea: { data: [{ label: object }, unknown][] } }[]
    expect(shade!.markArea.data.map(([{ label }]) => label)).toEqual([
      { position: ['0%', -17], align: 'left' },
      { show: false },
      { show: false },
      { position: 'top', distance: 5 },
      { position: ['100%', -17], align: 'right' },
    ])
  })
})

it.each([WIDE, NARROW])('panels share left edge and width, one below the other: $width', (form) => {
  const timeline = timelineOf(sampleResult(), SCENARIO.upstream)
  const { option, plots } = layOut(fourPanels(timeline, true), [], form, 20)
  const grids = option.grid as { left: number; right: number }[]
  expect(grids).toHaveLength(4)
  expect(new Set(grids.map(({ left, right }) => `${left} ${right}`)).size).toBe(1)
  plots.panels.reduce((end, { top, height }) => {
    expect(top).toBeGreaterThan(end)
    return top + height
  }, 0)
})

it.each([
  ['M1 1L2 1L3 1L3 5L3 9Z', 'M1 1H3V9Z'],
  ['M1.04 1L2.06 3', 'M1 1L2.1 3'],
  ['M1 1L2 1M4 4L4 5', 'M1 1H2M4 4V5'],
  ['M1 1L5 1L3 1', 'M1 1H5H3'],
  ['M1 1l2 2', 'M1 1l2 2'],
])('path %s', (long, short) => expect(shortPath(long)).toBe(short))

it.each([
  [0.99996, 'share', '99.99%'],
  [0.00001, 'share', '0.01%'],
  [1, 'share', '100%'],
  [0.4861, 'share', '48.6%'],
  [null, 'ms', '–'],
  [12_345, 'count', '12\u202f345'],
  [1.005, 'ratio', '1.00×'],
  [249.6, 'per-s', '250/s'],
] as const)('%s as %s is %s', (value, unit, text) => expect(figure(value, unit)).toBe(text))

it.each([
  [0, '0 ms'],
  [0.4, '< 1 ms'],
  [7.25, '7.3 ms'],
  [1234, '1.23 s'],
  [52_734, '52.7 s'],
])('%s ms is %s', (ms, text) => expect(millis(ms)).toBe(text))

const run = (verdict: RunDigest['verdict']): RunDigest => ({
  ...{ seed: 1, figures: {}, faults: [], verdict },
})

it.each<[string, RunDigest['verdict'][], 'good' | 'fair', string]>([
  ['one seed', [{ kind: 'recovered', afterMs: 6000 }], 'good', '✔ recovered after 6 s'],
  [
    'seeds that end alike',
    [
      { kind: 'recovered', afterMs: 6000 },
      { kind: 'recovered', afterMs: 8000 },
    ],
    'good',
    '✔ recovered in 2 of 2 seeds, after 7 s (6.1 s to 7.9 s)',
  ],
  [
    'seeds that do not',
    [{ kind: 'unnoticed' }, { kind: 'not-recovered', backlogPerS: 40 }],
    'fair',
    '≈ users saw nothing in 1 of 2 seeds; not recovered by the end in 1 of 2 seeds, ' +
      'backlog still growing by 40/s',
  ],
])('the conclusion of %s', (_, verdicts, tone, text) => {
  expect(conclusionOf(verdicts.map(run))).toEqual({ tone, text })
})

it('says what load there was', () => {
  expect(loadText(sampleRehearsal())).toBe('100 calls/s (Poisson arrivals) from 10 clients')
  expect(loadText(sampleRehearsal({ rate: 40 }))).toContain('40 calls/s')
  const load = { think: { constant: '1s' }, callsEach: 3 }
  expect(loadText(sampleRehearsal({ scenario: { ...SCENARIO, load } }))).toBe(
    '10 clients that wait for their answers, 3 calls each',
  )
})
