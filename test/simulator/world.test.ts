import { describe, expect, it } from 'vitest'
import { constant, everySecond, tally, traceOf, world } from './worlds.js'

describe('a world', () => {
  it('runs its load and waits for what is under way', () => {
    const run = world({ upstream: { latency: constant(5000) } }).run()
    expect(tally(run)).toEqual({ ok: 10 })
    expect(run.queue.now).toBe(14_000)
  })

  it('gives up on what does not end', () => {
    const faults = [{ kind: 'swallow', atMs: 0, durationMs: 1e6 }] as const
    const run = world({ upstream: { faults }, drainMs: 3000 }).run()
    expect(run.unsettled).toBe(10)
    expect(run.queue.now).toBeLessThanOrEqual(13_000)
  })

  it('has a machine for each client: one that trips does not stop the others', () => {
    const run = world({
      clients: 3,
      load: { kind: 'closed', think: constant(900), spreadMs: 600 },
      policy: { circuitBreaker: { threshold: 1, openDurationMs: 1e9 } },
      upstream: { faults: [{ kind: 'refuse', atMs: 150, durationMs: 100 }] },
    }).run()
    expect(run.clients.map(({ operation }) => operation.breaker!.state)).toEqual([
      'closed',
      'open',
      'closed',
    ])
  })

  it('notes faults in the trace', () => {
    const faults = [{ kind: 'refuse', atMs: 500, durationMs: 1000 }] as const
    const lines = traceOf({ upstream: { faults }, durationMs: 2000, load: everySecond(1) })
    expect(lines).toEqual([
      '0.000 client #1 attempt 1',
      '100.000 client #1 success after 100.000',
      '500.000 upstream fault refuse begins',
      '1000.000 client #2 attempt 1',
      '1000.000 client #2 attempt 1 failed: ECONNREFUSED',
      '1000.000 client #2 failure ECONNREFUSED (no-retry) after 0.000',
      '1500.000 upstream fault refuse is over',
    ])
  })

  it('takes another target in the place of the upstream', () => {
    let sent = 0
    const target = {
      send: () => {
        sent++
        return true
      },
      abandoned: () => {},
    }
    expect(tally(world({ makeTarget: () => target }).run())).toEqual({ ok: 10 })
    expect(sent).toBe(10)
  })
})
