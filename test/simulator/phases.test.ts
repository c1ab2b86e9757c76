import { describe, expect, it } from 'vitest'
import { disturbanceOf, phasesOf, RECOVERY_MS } from '../../src/simulator/phases.js'
import { scenarioSchema } from '../../src/simulator/scenario-schema.js'

const scenario = (more: object) =>
  scenarioSchema.parse({
    version: 1,
    name: 'mine',
    title: 'Mine',
    duration: '100s',
    load: { rate: 10 },
    upstream: { latency: { constant: '50ms' } },
    ...more,
  })
const spans = (more: object) =>
  phasesOf(scenario(more)).map(({ name, fromMs, untilMs }) => [name, fromMs, untilMs])
const fault = (at: string, length: string, more = {}) => ({
  kind: 'refuse',
  at,
  for: length,
  ...more,
})

describe('phases', () => {
  it('one where nothing goes wrong', () => {
    expect(spans({})).toEqual([['all', 0, 100_000]])
    expect(disturbanceOf(scenario({}))).toBeNull()
  })

  it('from the first fault to the last, its fading included', () => {
    const faults = [fault('20s', '10s'), fault('25s', '10s', { rampDown: '5s' })]
    expect(spans({ faults })).toEqual([
      ['before', 0, 20_000],
      ['fault', 20_000, 40_000],
      ['recovery', 40_000, 40_000 + RECOVERY_MS],
      ['after', 70_000, 100_000],
    ])
  })

  it('leave out what has no time, and stop at the end', () => {
    expect(spans({ faults: [fault('0s', '90s')], recovery: '30s' })).toEqual([
      ['fault', 0, 90_000],
      ['recovery', 90_000, 100_000],
    ])
  })

  it('take spikes and a lost cache for disturbances', () => {
    const load = { rate: 10, spikes: [{ at: '10s', for: '5s', factor: 2 }] }
    expect(disturbanceOf(scenario({ load }))).toEqual({ fromMs: 10_000, untilMs: 15_000 })
    const cache = { hitRate: 0.9, entries: 9, latency: '1ms', lostAt: '50s' }
    const upstream = { latency: { constant: '5ms' }, cache }
    expect(disturbanceOf(scenario({ upstream }))).toEqual({ fromMs: 50_000, untilMs: 51_000 })
  })

  it('take a fallback without its cache and a capacity that changes for disturbances', () => {
    const cache = { hitRate: 0.9, entries: 9, latency: '1ms', lostAt: '50s' }
    const fallback = { latency: { constant: '5ms' }, cache }
    expect(disturbanceOf(scenario({ fallback }))).toEqual({ fromMs: 50_000, untilMs: 51_000 })
    const point = (at: string, share: number) => ({ at, share })
    const dip = [point('9s', 1), point('9s', 0), point('20s', 0), point('30s', 1)]
    const upstream = (capacity: object[]) => ({
      upstream: { latency: { constant: '5ms' }, workers: 4, capacity },
    })
    expect(disturbanceOf(scenario(upstream(dip)))).toEqual({ fromMs: 9000, untilMs: 30_000 })
    expect(disturbanceOf(scenario(upstream([point('9s', 0.5)])))).toBeNull()
    const late = [point('200s', 1), point('210s', 0)]
    expect(disturbanceOf(scenario(upstream(late)))).toBeNull()
  })
})
