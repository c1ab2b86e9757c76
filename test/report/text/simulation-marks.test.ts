import { describe, expect, it } from 'vitest'
import { isWithin, marksOf } from '../../../src/report/text/simulation-marks.js'
import type { ScenarioInput } from '../../../src/simulator/scenario-schema.js'
import { sampleScenario } from './sample-rehearsal.js'

type FaultInput = NonNullable<ScenarioInput['faults']>[number]

const at = { at: '20s', for: '10s' } as const

function marked(faults: FaultInput[], more: Partial<ScenarioInput> = {}): string[] {
  return marksOf(sampleScenario({ faults, ...more })).map(({ label, details, spans }) => {
    const times = spans.map(({ fromMs, untilMs }) => `${fromMs / 1000}-${untilMs / 1000}`)
    return [[label, ...details].join(' '), ...times].join(' | ')
  })
}

describe('what goes wrong', () => {
  it.each<[string, FaultInput, string]>([
    ['a refusal', { kind: 'refuse', ...at }, 'refuse | 20-30'],
    ['a share', { kind: 'errors', ...at, share: 0.2 }, 'errors 20 % | 20-30'],
    ['a factor', { kind: 'latency', ...at, factor: 10 }, 'latency x10 | 20-30'],
    ['an addition', { kind: 'latency', ...at, add: '1s' }, 'latency +1s | 20-30'],
    ['a cut', { kind: 'capacity', ...at, left: 0.25 }, 'capacity 25 % left | 20-30'],
    ['a shard', { kind: 'refuse', ...at, partition: 3 }, 'refuse shard 3 | 20-30'],
    ['a way back', { kind: 'stall', ...at, rampDown: '5s' }, 'stall back over 5s | 20-35'],
    ['the end of the run', { kind: 'stall', at: '50s', for: '1h' }, 'stall | 50-60'],
    [
      'flapping',
      { kind: 'refuse', ...at, flap: { down: '2s', up: '3s' } },
      'refuse | 20-22 | 25-27',
    ],
  ])('%s', (_, fault, expected) => expect(marked([fault])).toEqual([expected]))

  it('a fault of the fallback says so', () => {
    const fallback = { latency: { constant: '10ms' } }
    const fault: FaultInput = { kind: 'refuse', ...at, target: 'fallback' }
    expect(marked([fault], { fallback })).toEqual(['refuse of the fallback | 20-30'])
  })

  it('a spike and a lost cache', () => {
    const load = { rate: 10, spikes: [{ ...at, factor: 2.5 }] }
    const cache = { hitRate: 0.9, entries: 10, latency: '1ms', lostAt: '5s' }
    const upstream = { latency: { constant: '10ms' }, cache }
    expect(marked([], { load, upstream })).toEqual(['cache lost | 5-5', 'load x2.5 | 20-30'])
  })

  it('the same fault shares a line, and at most four lines are shown', () => {
    const refuse = (start: number): FaultInput => ({ kind: 'refuse', at: `${start}s`, for: '1s' })
    expect(marked([refuse(9), refuse(3)])).toEqual(['refuse | 3-4 | 9-10'])
    const errors = [1, 2, 3, 4, 5].map(
      (n): FaultInput => ({ kind: 'errors', at: `${n}s`, for: '1s', share: n / 10 }),
    )
    expect(marked(errors).slice(2)).toEqual(['errors 30 % | 3-4', 'others 2 faults | 4-5 | 5-6'])
  })
})

describe('a stretch of time', () => {
  const stretches = [0, 2, 4, 6].map((s) => ({ fromMs: s * 1000, untilMs: (s + 2) * 1000 }))

  it.each([
    [2000, 6000, ' xx '],
    [3000, 6000, ' xx '],
    [3100, 6000, '  x '],
    [2300, 2400, ' x  '],
    [5900, 6100, '   x'],
    [7999, 9000, '    '],
  ])('is within %d to %d when half of it is: %s', (fromMs, untilMs, expected) => {
    const within = isWithin(stretches, [{ fromMs, untilMs }])
    expect(within.map((is) => (is ? 'x' : ' ')).join('')).toBe(expected)
  })
})
