import { describe, expect, it } from 'vitest'
import { hardOutage } from '../../src/simulator/scenarios/hard-outage.js'
import { partialErrors } from '../../src/simulator/scenarios/partial-errors.js'
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
    expect(result.upstream.arrived - arrived).toBeLessThan(100)
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
