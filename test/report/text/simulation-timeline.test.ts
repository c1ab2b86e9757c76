import { describe, expect, it } from 'vitest'
import { columnsOf, styleOf } from '../../../src/report/text/look.js'
import { timelineLines } from '../../../src/report/text/simulation-timeline.js'
import type { ScenarioInput } from '../../../src/simulator/scenario-schema.js'
import type { BucketResult } from '../../../src/simulator/simulate.js'
import { bucket, rehearsalWith, sampleResult, sampleScenario } from './sample-rehearsal.js'

const look = (width: number, unicode = true) => styleOf({ width, color: false, unicode })

/** Ten seconds; the lines without those of the faults unless asked for. */
function strip(
  special: Readonly<Record<number, BucketResult>>,
  { width = 80, unicode = true, input = {} as Partial<ScenarioInput> } = {},
): string[] {
  const timeline = Array.from({ length: 10 }, (_, at) => special[at] ?? bucket(at))
  const result = { ...sampleResult(1), durationMs: 10_000, timeline }
  const scenario = sampleScenario({ duration: '10s', faults: [], ...input })
  return timelineLines(rehearsalWith([result], { scenario }), look(width, unicode))
}

function row(label: string, lines: readonly string[]): string | undefined {
  return lines
    .find((line) => line.startsWith(label))
    ?.slice(10, 20)
    .trimEnd()
}

describe('what users got', () => {
  it('is full from 99 % on, and less below', () => {
    const lines = strip({
      2: bucket(2, { error: 1 }),
      3: bucket(3, { error: 2 }),
      4: bucket(4, { error: 50 }),
      5: bucket(5, { error: 100 }),
    })
    expect(row('answered', lines)).toBe('███▇▄▁████')
    expect(row('failed by', lines)).toBe('   eEE')
  })

  it('is tenths in ASCII', () => {
    const lines = strip({ 4: bucket(4, { error: 45 }) }, { unicode: false })
    expect(row('answered', lines)).toBe('####5#####')
  })

  it('is nothing while calls wait, and empty while there are none', () => {
    const none = { succeeded: 0, offered: 0 }
    const lines = strip({
      1: bucket(1, {}, { ...none, pending: 3 }),
      2: bucket(2, {}, { ...none, pending: 0 }),
    })
    expect(row('answered', lines)).toBe('█▁ ███████')
  })

  it('counts fallbacks in, and shows them apart', () => {
    const lines = strip({ 3: bucket(3, {}, { succeeded: 50, fellBack: 50 }) })
    expect(row('answered', lines)).toBe('██████████')
    expect(row('fallback', lines)).toBe('   ▄')
    expect(row('fallback', strip({}))).toBeUndefined()
  })

  it('the letter is that of the most failures, and the legend has those that are there', () => {
    const lines = strip({
      1: bucket(1, { timeout: 30, refused: 20 }),
      2: bucket(2, { 'rate-limited': 80 }),
      3: bucket(3, { 'own-rate-limit': 60, 'bulkhead-full': 20 }),
    })
    expect(row('failed by', lines)).toBe(' tLW')
    expect(lines.at(-1)).toBe('T timeout, L rate-limited, W own-rate-limit, small: under half')
  })
})

describe('breakers', () => {
  it('have a capital from half of them on, and are left out while all are closed', () => {
    const lines = strip({
      1: bucket(1, {}, { openShare: 0.1 }),
      2: bucket(2, {}, { openShare: 0.5 }),
      3: bucket(3, {}, { openShare: 0.2, halfOpenShare: 0.3 }),
      4: bucket(4, {}, { halfOpenShare: 1 }),
    })
    expect(row('breakers', lines)).toBe('·oOhH·····')
    expect(lines.at(-1)).toBe('· closed, O open, H half-open, small: under half')
    expect(row('breakers', strip({}))).toBeUndefined()
  })
})

it('the load of the upstream is relative to its highest, which stands behind', () => {
  const lines = strip({
    3: bucket(3, {}, { arrived: 800 }),
    4: bucket(4, {}, { arrived: 0 }),
  })
  expect(row('upstream', lines)).toBe('▁▁▁█ ▁▁▁▁▁')
  expect(lines.find((line) => line.startsWith('upstream'))).toMatch(/ {2}█ 800\/s$/)
})

describe('a fault', () => {
  const faults = (at: string, length: string) => ({
    input: { faults: [{ kind: 'errors' as const, at, for: length, share: 0.2 }] },
  })
  const line = (lines: readonly string[]) => lines.find((one) => one.startsWith('errors'))

  it('is a bar with its size behind it', () => {
    expect(line(strip({}, faults('3s', '4s')))).toBe('errors       ━━━━ 20 %')
  })

  it('has its size before it where there is no room behind', () => {
    const timeline = Array.from({ length: 60 }, (_, at) => bucket(at))
    const scenario = sampleScenario({
      faults: [{ kind: 'errors', at: '40s', for: '20s', share: 0.2 }],
    })
    const rehearsal = rehearsalWith([{ ...sampleResult(1), timeline }], { scenario })
    expect(line(timelineLines(rehearsal, look(40)))).toBe(
      `errors${' '.repeat(4 + 20 - 5)}20 % ${'━'.repeat(10)}`,
    )
  })

  it('is shown, however short', () => {
    expect(line(strip({}, faults('3100ms', '10ms')))).toBe('errors       ━ 20 %')
  })
})

describe('time', () => {
  it.each([
    [40, '2 s each  │0 s      │20 s     │40 s'],
    [60, '2 s each  │0 s      │20 s     │40 s'],
    [80, '1 s each  │0 s      │10 s     │20 s     │30 s     │40 s     │50 s'],
    [200, '1 s each  │0 s      │10 s     │20 s     │30 s     │40 s     │50 s'],
  ])('has its axis at %i columns', (width, axis) => {
    const lines = timelineLines(rehearsalWith([sampleResult(1)]), look(width))
    expect(lines).toContain(axis)
    expect(lines.filter((line) => columnsOf(line) > width)).toEqual([])
  })

  it('ends with the load: what is waited for afterwards is not shown', () => {
    const result = sampleResult(1)
    const timeline = [...result.timeline, bucket(60, { error: 100 })]
    const lines = timelineLines(rehearsalWith([{ ...result, timeline }]), look(200))
    expect(lines.join('\n')).not.toContain('E error')
  })

  it('nothing is shown of a run without seconds', () => {
    const result = { ...sampleResult(1), timeline: [] }
    expect(timelineLines(rehearsalWith([result], { expect: [] }), look(80))).toEqual([])
  })
})
