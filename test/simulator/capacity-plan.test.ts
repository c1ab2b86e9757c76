import { describe, expect, it } from 'vitest'
import { RAMP_STEP_MS } from '../../src/simulator/capacity-plan.js'
import { Profile } from '../../src/simulator/profile.js'
import { world } from './worlds.js'

/** Workers of 10 by the second. */
function limits(upstream: Parameters<typeof world>[0] & object, seconds: number[]): number[] {
  const run = world({ ...upstream })
  return seconds.map((second) => {
    run.queue.run(second * 1000)
    return run.upstream.pools[0]!.limit
  })
}

describe('capacity over time', () => {
  it('follows a profile, ramps in small steps', () => {
    const capacity = new Profile([
      { atMs: 1000, value: 1 },
      { atMs: 1000, value: 0 },
      { atMs: 2000, value: 0 },
      { atMs: 4000, value: 1 },
    ])
    expect(limits({ upstream: { workers: 10, capacity } }, [0.5, 1, 2, 3, 3.5, 4, 9])).toEqual([
      10, 0, 0, 5, 7, 10, 10,
    ])
    expect(RAMP_STEP_MS).toBeLessThanOrEqual(10)
  })

  it('is cut by faults, which fade', () => {
    const fault = { kind: 'capacity', atMs: 1000, durationMs: 1000, rampDownMs: 1000 } as const
    const faults = [{ ...fault, left: 0.2 }]
    expect(limits({ upstream: { workers: 10, faults } }, [0.5, 1, 1.9, 2.5, 3])).toEqual([
      10, 2, 2, 6, 10,
    ])
  })

  it('waiting calls begin as soon as there are workers again', () => {
    const faults = [{ kind: 'capacity', atMs: 0, durationMs: 3000 }] as const
    const run = world({ durationMs: 2000, upstream: { workers: 1, faults } }).run()
    expect(run.recorder.windows[0]!.latency.max).toBe(3100)
    expect(run.upstream.faults.all[0]!.touched).toBe(2)
  })
})
