import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/policy/schema.js'
import { DEFAULT_POLICY } from '../../src/simulator/default-policy.js'
import { hardOutage } from '../../src/simulator/scenarios/hard-outage.js'
import { partialErrors } from '../../src/simulator/scenarios/partial-errors.js'
import { shardDown } from '../../src/simulator/scenarios/shard-down.js'
import { simulate } from '../../src/simulator/simulate.js'
import { DEFAULT_SEED } from '../../src/simulator/streams.js'

describe('a simulation', () => {
  const result = simulate(hardOutage)

  it('adds up: calls in, outcomes out, by phase and by second', () => {
    for (const phase of result.phases) {
      const failed = Object.values(phase.failed).reduce((sum, count) => sum + count, 0)
      expect(phase.succeeded + phase.fellBack + failed + phase.unsettled).toBe(phase.offered)
    }
    const offered = result.phases.reduce((sum, phase) => sum + phase.offered, 0)
    expect(result.timeline.reduce((sum, bucket) => sum + bucket.offered, 0)).toBe(offered)
    const arrived = result.timeline.reduce((sum, bucket) => sum + bucket.arrived, 0)
    expect(arrived).toBe(result.upstream.arrived)
  })

  it('names its seed; the same seed gives the same bytes, another gives others', () => {
    expect(result.seed).toBe(DEFAULT_SEED)
    expect(JSON.stringify(simulate(hardOutage))).toBe(JSON.stringify(result))
    expect(JSON.stringify(simulate(hardOutage, { seed: 2 }))).not.toBe(JSON.stringify(result))
  })

  it('tells when breakers opened, closed, and when users had it back', () => {
    const [first] = result.transitions
    expect(first).toMatchObject({ from: 'closed', to: 'open', trigger: 'threshold-reached' })
    expect(first!.atMs).toBe(60_000 + result.timeToOpenMs!)
    expect(result.timeToCloseMs).toBeGreaterThan(0)
    expect(result.timeToRecoverMs).toBeGreaterThan(0)
    expect(result.timeToSteadyMs).toBeGreaterThanOrEqual(result.timeToRecoverMs!)
    expect(result.timeline[75]!.openShare).toBeGreaterThan(0.9)
  })

  it('sees the same arrivals under another rate of faults, fewer at another rate of calls', () => {
    const early = (r: ReturnType<typeof simulate>) => r.phases[0]!.offered
    expect(early(simulate(partialErrors))).toBe(early(result))
    expect(early(simulate(hardOutage, { rate: 125 })) / early(result)).toBeCloseTo(0.5, 1)
  })
})

describe('phases that do not begin with a second', () => {
  const regular = { arrivals: 'regular', rate: 100 } as const
  const plain = { ...hardOutage, clients: 1, load: regular, policy: {} }

  it('have the upstream of their part of it', () => {
    const faults = [{ kind: 'refuse', at: '10200ms', for: '500ms' }] as const
    const { phases } = simulate({ ...plain, duration: '60s', faults: [...faults] })
    for (const { upstream } of phases) expect(upstream).toMatchObject({ peakPerS: 100 })
    expect(phases[1]!.upstream.meanPerS).toBeCloseTo(100, 6)
  })

  it('end with the load, whose last second may be half of one', () => {
    const { total, timeline, upstream } = simulate({ ...plain, duration: '60500ms', faults: [] })
    expect(total.upstream.meanPerS).toBeCloseTo(100, 6)
    expect(timeline.at(-1)).toMatchObject({ atMs: 60_000, arrived: 50, workers: 40 })
    expect(upstream.arrived).toBe(6050)
  })
})

it('a breaker that opened before the disturbance alone has no time to close after it', () => {
  const coldStart = { initialWorkers: 1, calls: 3, extra: '1500ms' }
  const upstream = { latency: { constant: '50ms' }, workers: 8, coldStart }
  const spikes = [{ at: '150s', for: '5s', factor: 1 }]
  const load = { ...hardOutage.load, rate: 100, spikes }
  const { transitions, timeToCloseMs, timeToOpenMs } = simulate({
    ...{ ...hardOutage, clients: 1, upstream, load, faults: [] },
  })
  expect(transitions.map(({ to }) => to)).toContain('open')
  expect(transitions.at(-1)).toMatchObject({ to: 'closed' })
  expect([timeToOpenMs, timeToCloseMs]).toEqual([null, null])
})

it('shows the breakers of hosts as shares of their clients', () => {
  const policy = { circuitBreaker: { ...DEFAULT_POLICY.circuitBreaker!, per: 'host' } } as Policy
  const { timeline } = simulate({ ...shardDown, policy })
  const { openShare, halfOpenShare } = timeline[110]!
  expect(openShare + halfOpenShare).toBeGreaterThan(0.15)
})
