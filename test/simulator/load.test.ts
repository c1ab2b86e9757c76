import { describe, expect, it } from 'vitest'
import { Profile } from '../../src/simulator/profile.js'
import { constant, everySecond, poisson, traceOf, world } from './worlds.js'

const starts = (lines: string[]) =>
  lines.filter((line) => line.endsWith('attempt 1')).map((line) => Number(line.split(' ')[0]))

describe('open load', () => {
  it('at a fixed rate: evenly, and without drift', () => {
    const times = starts(traceOf({ load: everySecond(30), durationMs: 100_000 }))
    expect(times).toHaveLength(3000)
    expect(times.slice(0, 4)).toEqual([0, 33.334, 66.667, 100])
    expect(times[2997]).toBe(99_900)
    expect(times.at(-1)).toBe(99_966.667)
  })

  it('Poisson: mean and variance of the counts of a second are the rate', () => {
    const run = world({ load: poisson(50), durationMs: 1_000_000, checks: 'sampled' }).run()
    const counts = run.recorder.buckets.slice(0, 1000).map(({ offered }) => offered)
    const mean = counts.reduce((a, b) => a + b) / 1000
    const variance = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / 1000
    expect(mean / 50).toBeCloseTo(1, 1.7)
    expect(variance / 50).toBeCloseTo(1, 0.7)
  })

  it('goes on whatever becomes of its calls; the same under every policy', () => {
    const times = (policy: object) => starts(traceOf({ load: poisson(20), policy }))
    expect(times({ retry: {}, timeout: { attemptMs: 50 } })).toEqual(times({}))
  })

  it('spikes and ramps with its profile', () => {
    const ratePerS = new Profile([
      { atMs: 0, value: 0 },
      { atMs: 4000, value: 4 },
      { atMs: 4000, value: 100 },
      { atMs: 5000, value: 100 },
      { atMs: 5000, value: 0 },
    ])
    const load = { kind: 'open', arrivals: 'regular', ratePerS } as const
    const run = world({ load }).run()
    const offered = run.recorder.buckets.slice(0, 10).map((bucket) => bucket.offered)
    expect(offered.slice(4)).toEqual([100, 1, 0, 0, 0, 0])
    expect(offered.slice(0, 4).reduce((a, b) => a + b)).toBe(8)
  })

  it('spreads over its clients', () => {
    const run = world({ load: poisson(100), clients: 4 }).run()
    for (const { operation } of run.clients) expect(operation.books.calls).toBeGreaterThan(200)
  })
})

describe('closed load', () => {
  it('waits for its call and thinks before the next', () => {
    const load = { kind: 'closed', think: constant(400), spreadMs: 1000 } as const
    const lines = traceOf({ load, clients: 2, durationMs: 2000 })
    expect(starts(lines)).toEqual([0, 500, 500, 1000, 1000, 1500, 1500])
    expect(lines[1]).toBe('100.000 client-1 #1 success after 100.000')
  })

  it('slows down with the upstream, which an open one does not', () => {
    const load = { kind: 'closed', think: constant(0) } as const
    const calls = (ms: number) =>
      world({ load, upstream: { latency: constant(ms) } }).run().recorder.windows[0]!.offered
    expect([calls(100), calls(1000)]).toEqual([100, 10])
  })

  it('ends after the calls that each is to make', () => {
    const load = { kind: 'closed', think: constant(0), callsEach: 3 } as const
    expect(world({ load, clients: 5 }).run().recorder.windows[0]!.offered).toBe(15)
  })
})
