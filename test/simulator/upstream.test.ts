import { describe, expect, it } from 'vitest'
import { constant, everySecond, tally, traceOf, world } from './worlds.js'

describe('an upstream', () => {
  it('answers after its work and the network there and back', () => {
    const run = world({ upstream: { network: constant(10) } }).run()
    expect(tally(run)).toEqual({ ok: 10 })
    expect(run.recorder.windows[0]!.latency.min).toBe(120)
  })

  it('answers at once where nothing takes time', () => {
    const run = world({ upstream: { latency: constant(0) } }).run()
    expect(run.recorder.windows[0]!.latency.max).toBe(0)
  })

  it('is slower the more calls are in it', () => {
    const load = { kind: 'closed', think: constant(1e9), callsEach: 1 } as const
    const upstream = { latency: constant(100), latencyPerCallMs: 10 }
    const run = world({ clients: 3, load, upstream }).run()
    expect(run.recorder.windows[0]!.latency.sum).toBe(110 + 120 + 130)
  })

  it('limits the rate and says when to come back', () => {
    const rateLimit = { limit: 1, periodMs: 2000, algorithm: 'fixed-window' } as const
    const lines = traceOf({
      policy: { retry: { maxAttempts: 2 } },
      durationMs: 2000,
      upstream: { rateLimit, latency: constant(0) },
    })
    expect(lines).toEqual([
      '0.000 client #1 attempt 1',
      '0.000 client #1 success after 0.000',
      '1000.000 client #2 attempt 1',
      '1000.000 client #2 attempt 1 failed: 429',
      '1000.000 client #2 retry in 1000.000',
      '2000.000 client #2 attempt 2',
      '2000.000 client #2 success after 1000.000',
    ])
    const silent = { ...rateLimit, retryAfter: false }
    const policy = { retry: { maxAttempts: 2 } }
    const run = world({ policy, durationMs: 2000, upstream: { rateLimit: silent } }).run()
    expect(tally(run)).toEqual({ ok: 1, 'rate-limited': 1 })
    expect(run.upstream.books.limited).toBe(2)
  })

  it('with two faults under way stops neither of them', () => {
    const faults = [
      { kind: 'refuse', atMs: 0, durationMs: 2500, share: 1 },
      { kind: 'stall', atMs: 1000, durationMs: 4000 },
      { kind: 'stall', atMs: 0, durationMs: 8000, partition: 0 },
    ] as const
    const run = world({ upstream: { faults }, load: everySecond(1) }).run()
    expect(tally(run)).toEqual({ ok: 7, refused: 3 })
    expect(run.recorder.windows[0]!.latency.max).toBe(5100)
  })

  it('a fallback upstream answers for the failed', () => {
    const run = world({
      policy: { fallback: {} },
      upstream: { faults: [{ kind: 'refuse', atMs: 0, durationMs: 5000 }] },
      fallback: {
        name: 'fallback',
        latency: constant(20),
        faults: [{ kind: 'errors', atMs: 0, durationMs: 1500 }],
      },
    }).run()
    expect(tally(run)).toEqual({ ok: 5, fellBack: 3, refused: 2 })
    expect(run.fallback!.books.arrived).toBe(5)
  })
})

describe('work that nobody waits for', () => {
  it('goes on by default, and where that is said', () => {
    const stall = { kind: 'stall', atMs: 0, durationMs: 4500 } as const
    const books = (abandoned?: 'goes-on' | 'leaves-queue') =>
      world({
        policy: { timeout: { attemptMs: 1000 } },
        upstream: { faults: [stall], ...(abandoned && { abandoned }) },
      }).run().upstream.books
    expect(books('goes-on')).toEqual(books())
    expect(books('goes-on')).toMatchObject({ wasted: 4, dropped: 0 })
    expect(books('leaves-queue')).toMatchObject({ wasted: 0, dropped: 4 })
  })

  it('leaves the queue before it has come to it', () => {
    const { upstream } = world({
      policy: { timeout: { attemptMs: 50 } },
      upstream: { network: constant(60), workers: 1, abandoned: 'leaves-queue' },
    }).run()
    expect(upstream.books).toMatchObject({ arrived: 0, wasted: 0 })
  })

  it('is that of a fallback, too, whose time is up', () => {
    const run = world({
      policy: {
        timeout: { totalMs: 300 },
        fallback: {},
        order: ['totalTimeout', 'fallback', 'retry'],
      },
      upstream: { faults: [{ kind: 'refuse', atMs: 0, durationMs: 1e6 }] },
      fallback: { name: 'fallback', latency: constant(400) },
    }).run()
    run.queue.run(20_000)
    expect(tally(run)).toEqual({ refused: 10 })
    expect(run.fallback!.books).toMatchObject({ arrived: 10, served: 0, wasted: 10 })
  })

  it('is not what a fallback does after the deadline of its call', () => {
    const run = world({
      policy: { timeout: { totalMs: 300 }, fallback: {} },
      upstream: { faults: [{ kind: 'swallow', atMs: 0, durationMs: 1e6 }] },
      fallback: { name: 'fallback', latency: constant(50), workers: 1, dropsHopeless: true },
      clients: 3,
      load: { kind: 'closed', think: constant(1e9), callsEach: 1 },
    }).run()
    expect(tally(run)).toEqual({ fellBack: 3 })
  })
})

it('partitions share workers out to the last one, and those of a cold start', () => {
  const pools = (more: object) => world({ upstream: { partitions: 4, ...more } }).upstream.pools
  expect(pools({ workers: 10 }).map(({ limit }) => limit)).toEqual([3, 3, 2, 2])
  const coldStart = { initialWorkers: 4, calls: 1, addMs: 900 }
  const run = world({
    clients: 8,
    load: { kind: 'closed', think: constant(1e9), callsEach: 1 },
    upstream: { partitions: 4, workers: 40, coldStart },
  }).run()
  // One warm worker for each partition: the second call of one meets a cold one.
  expect(run.recorder.windows[0]!.latency.max).toBe(1000)
})
