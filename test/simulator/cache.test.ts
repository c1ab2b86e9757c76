import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'
import { Found, LookAsideCache } from '../../src/simulator/cache.js'
import { constant, everySecond, tally, world } from './worlds.js'

const OPTIONS = { hitRate: 0.9, entries: 100, latencyMs: 2, lostAtMs: 500 }

describe('a cache', () => {
  it('hits by its rate, then by how much is filled again', () => {
    const cache = new LookAsideCache(OPTIONS, createRandom(1))
    const rate = (now: number) => {
      const before = cache.hits
      for (let i = 0; i < 10_000; i++) cache.lookUp(now)
      return (cache.hits - before) / 10_000
    }
    expect(rate(0)).toBeCloseTo(0.9, 1)
    expect(rate(500)).toBe(0)
    for (let i = 0; i < 50; i++) cache.fill()
    expect(rate(501)).toBeCloseTo(0.45, 1)
    for (let i = 0; i < 500; i++) cache.fill()
    expect(cache.filled).toBe(100)
  })

  it('knows what is never cached', () => {
    const cache = new LookAsideCache({ ...OPTIONS, hitRate: 0 }, createRandom(1))
    expect(cache.lookUp(0)).toBe(Found.NEVER)
  })

  it('keeps calls from the upstream, and is filled by its answers', () => {
    const run = world({
      load: everySecond(100),
      upstream: { cache: { ...OPTIONS, lostAtMs: 5000 } },
    }).run()
    expect(tally(run)).toEqual({ ok: 1000 })
    const arrived = run.recorder.buckets.slice(0, 10).map((bucket) => bucket.served)
    expect(arrived[4]).toBeLessThan(25)
    expect(arrived[5]).toBeGreaterThan(40)
    expect(arrived[9]).toBeLessThan(25)
    expect(run.recorder.windows[0]!.latency.min).toBe(2)
  })

  it('is not filled by answers that came too late', () => {
    const upstream = { cache: { ...OPTIONS, lostAtMs: 0 }, latency: constant(300) }
    const { cache } = world({ policy: { timeout: { attemptMs: 200 } }, upstream }).run().upstream
    expect(cache!.filled).toBe(0)
  })
})
