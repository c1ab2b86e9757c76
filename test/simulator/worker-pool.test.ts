import { describe, expect, it } from 'vitest'
import { constant, everySecond, poisson, tally, world } from './worlds.js'

/** Ten calls at once onto one worker of 100 ms. */
const burst = { kind: 'closed', think: constant(1e9), callsEach: 1 } as const

describe('workers and their queue', () => {
  it('are served in the order of arrival, one after the other', () => {
    const run = world({ clients: 10, load: burst, upstream: { workers: 1 } }).run()
    expect(tally(run)).toEqual({ ok: 10 })
    expect(run.recorder.windows[0]!.latency.sum).toBe(100 * 55)
    expect(run.recorder.windows[0]!.latency.max).toBe(1000)
  })

  it('last in, first out: the first waits longest, and times out', () => {
    const setup = { clients: 10, load: burst, policy: { timeout: { attemptMs: 550 } } }
    const served = (order: 'fifo' | 'lifo') => {
      const done: string[] = []
      const trace = (line: string) => done.push(line)
      world({ ...setup, trace, upstream: { workers: 1, order } }).run()
      return done.filter((line) => line.includes('success')).map((line) => line.split(' ')[1])
    }
    expect(served('fifo')).toEqual([1, 2, 3, 4, 5].map((i) => `client-${i}`))
    expect(served('lifo')).toEqual([1, 10, 9, 8, 7].map((i) => `client-${i}`))
  })

  it('a bound sends away who finds no room', () => {
    const run = world({ clients: 10, load: burst, upstream: { workers: 1, queueBound: 4 } }).run()
    expect(tally(run)).toEqual({ ok: 5, error: 5 })
    expect(run.upstream.books.overloaded).toBe(5)
  })

  it.each([
    ['goes-on', { served: 3, wasted: 7, dropped: 0 }],
    ['leaves-queue', { served: 3, wasted: 1, dropped: 6 }],
    ['stops', { served: 3, wasted: 0, dropped: 7 }],
  ] as const)('abandoned work: %s', (abandoned, books) => {
    const run = world({
      clients: 10,
      load: burst,
      policy: { timeout: { attemptMs: 350 } },
      upstream: { workers: 1, abandoned },
    })
    run.run()
    run.queue.run(5000)
    expect(tally(run)).toEqual({ ok: 3, timeout: 7 })
    expect(run.upstream.books).toMatchObject(books)
    expect(run.upstream.inFlight).toBe(0)
  })

  it('hopeless work is not begun', () => {
    const run = world({
      clients: 10,
      load: burst,
      policy: { timeout: { attemptMs: 350 } },
      upstream: { workers: 1, dropsHopeless: true },
    }).run()
    run.queue.run(5000)
    expect(run.upstream.books).toMatchObject({ served: 3, wasted: 0, dropped: 7 })
  })

  it('partitions have workers of their own', () => {
    const run = world({
      load: poisson(30),
      durationMs: 100_000,
      upstream: { workers: 4, partitions: 4, faults: [{ ...cut, partition: 3 }] },
      policy: { timeout: { attemptMs: 5000 } },
    }).run()
    const { ok, timeout } = tally(run) as { ok: number; timeout: number }
    expect(timeout / (ok + timeout)).toBeCloseTo(0.25, 1)
  })
})

const cut = { kind: 'capacity', atMs: 0, durationMs: 1e6 } as const

describe('cold start', () => {
  it('the first calls of each new worker are slow', () => {
    const coldStart = { initialWorkers: 1, calls: 2, addMs: 900 }
    const run = world({
      load: everySecond(1),
      clients: 1,
      upstream: { workers: 3, coldStart, latency: constant(1500) },
    }).run()
    // 0 s on the warm worker, 1 s on a new one (2400 ms), 2 s on the first again, and so on.
    expect(run.recorder.windows[0]!.latency.min).toBe(1500)
    expect(run.recorder.windows[0]!.latency.max).toBe(2400)
    expect(run.recorder.windows[0]!.latency.sum).toBe(10 * 1500 + 2 * 2 * 900)
  })
})
