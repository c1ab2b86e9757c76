import { describe, expect, it } from 'vitest'
import { FAILURE_WORDS } from '../../src/simulator/recorder.js'
import { everySecond, tally, world } from './worlds.js'

const WINDOWS = [
  { name: 'before', fromMs: 0, untilMs: 3000 },
  { name: 'fault', fromMs: 3000, untilMs: 6000 },
  { name: 'after', fromMs: 6000, untilMs: 10_000 },
]
const outage = { kind: 'refuse', atMs: 3000, durationMs: 3000 } as const

describe('windows', () => {
  it('count calls by the time of their arrival, attempts with their call', () => {
    const run = world({
      windows: WINDOWS,
      policy: { retry: { maxAttempts: 2, backoff: { initialMs: 1500 } } },
      upstream: { faults: [outage] },
    }).run()
    const rows = run.recorder.windows.map((window) => [
      window.span.name,
      window.offered,
      window.succeeded,
      window.failedInAll,
      window.attempts,
    ])
    // The call at 5 s has its second attempt at 6.5 s, when the outage is over.
    expect(rows).toEqual([
      ['before', 3, 3, 0, 3],
      ['fault', 3, 1, 2, 6],
      ['after', 4, 4, 0, 4],
    ])
  })

  it('hold the latency of all calls, and of those that went well', () => {
    const run = world({ windows: WINDOWS, upstream: { faults: [outage] } }).run()
    const [, fault] = run.recorder.windows
    expect(fault!.latency.max).toBe(0)
    expect(fault!.latencyOk.count).toBe(0)
    expect(run.recorder.windows[0]!.latencyOk.mean).toBe(100)
  })

  it('count what has not ended as unsettled', () => {
    const faults = [{ kind: 'swallow', atMs: 0, durationMs: 1500 }] as const
    const run = world({ upstream: { faults }, drainMs: 1000 }).run()
    expect([run.unsettled, run.recorder.windows[0]!.unsettled]).toEqual([2, 2])
  })
})

describe('words of failure', () => {
  const faults = [{ ...outage, atMs: 0, durationMs: 1e6 }]
  it.each([
    ['timeout', { timeout: { attemptMs: 50 } }, []],
    ['refused', {}, faults],
    ['error', {}, [{ ...faults[0]!, kind: 'errors' }]],
    ['rate-limited', {}, [{ ...faults[0]!, kind: 'errors', status: 429 }]],
    ['breaker-open', { circuitBreaker: { threshold: 1, openDurationMs: 1e9 } }, faults],
    ['bulkhead-full', { bulkhead: { maxConcurrent: 1 } }, [{ ...faults[0]!, kind: 'swallow' }]],
    ['own-rate-limit', { rateLimit: { limit: 1, periodMs: 1e9 } }, []],
  ] as const)('%s', (word, policy, given) => {
    const run = world({ policy: policy as object, upstream: { faults: given }, drainMs: 0 }).run()
    expect(tally(run)[word]).toBeGreaterThanOrEqual(9)
    expect(FAILURE_WORDS).toContain(word)
  })
})

describe('the timeline', () => {
  it('has a bucket a second, of what happened in it', () => {
    const run = world({
      load: everySecond(10),
      policy: { circuitBreaker: { threshold: 2, openDurationMs: 1500 } },
      upstream: { faults: [outage], workers: 4 },
    }).run()
    const { buckets } = run.recorder
    expect(buckets.slice(0, 10).map(({ offered }) => offered)).toEqual(Array(10).fill(10))
    expect(buckets.slice(0, 10).map(({ open }) => open)).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0])
    expect(buckets[1]).toMatchObject({ arrived: 10, served: 10, workers: 4, inFlight: 1 })
    expect(buckets[4]).toMatchObject({ succeeded: 0, arrived: 1 })
    expect(buckets[1]!.latency.count).toBe(10)
  })
})
