import { describe, expect, it } from 'vitest'
import { runJobs } from '../../../src/cli/simulation/pool.js'
import { defaultSubject, type Job, runJob } from '../../../src/rehearse/rehearsal.js'
import { scenarioSchema } from '../../../src/simulator/scenario-schema.js'

const scenario = scenarioSchema.parse({
  version: 1,
  name: 'tiny',
  title: 'Tiny',
  duration: '5s',
  load: { rate: 20 },
  upstream: { latency: { constant: '10ms' } },
})
const { policy } = defaultSubject(scenario)
const job = (seed: number, rate: number | null = null): Job => {
  return { scenario, policy, rate, seed, whole: false }
}

const ROOT = '../../../dist/cli/simulate-worker.cjs'
const workerFile = new URL(ROOT, import.meta.url)

/** Enough calls for threads. */
const MANY = 6000

describe('jobs', () => {
  it('have their results in their own order, here and in threads', async () => {
    const { signal } = new AbortController()
    for (const rate of [null, MANY]) {
      const jobs = Array.from({ length: 6 }, (_, i) => job(i, rate))
      const seen: number[] = []
      const onProgress = (done: number) => seen.push(done)
      const results = await runJobs(jobs, { workerFile, signal, onProgress })
      expect(results).toEqual(jobs.map(runJob))
      expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    }
  })

  it('that were not begun when the signal came have none', async () => {
    for (const rate of [null, MANY]) {
      const stop = new AbortController()
      const jobs = Array.from({ length: 40 }, (_, i) => job(i, rate))
      const onProgress = () => stop.abort()
      const results = await runJobs(jobs, { workerFile, signal: stop.signal, onProgress })
      const done = results.filter((result) => result !== undefined)
      expect(done.length).toBeGreaterThan(0)
      expect(done.length).toBeLessThan(40)
    }
  })

  it('that fail end the run with what they threw', async () => {
    const { signal } = new AbortController()
    const bad = { ...job(1, MANY), scenario: { ...scenario, load: null } } as unknown as Job
    const jobs = [job(2, MANY * 10), bad]
    await expect(runJobs(jobs, { workerFile, signal })).rejects.toThrow(TypeError)
  })
})
