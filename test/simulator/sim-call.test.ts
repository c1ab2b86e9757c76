import { describe, expect, it } from 'vitest'
import { constant, tally, traceOf, world } from './worlds.js'

const swallowed = { upstream: { faults: [{ kind: 'swallow', atMs: 0, durationMs: 1e6 }] } } as const

describe('a call in virtual time', () => {
  it('is woken by its limits, each at its time', () => {
    const policy = {
      timeout: { attemptMs: 300, totalMs: 1000 },
      retry: { maxAttempts: 9, backoff: { initialMs: 200 } },
    }
    expect(traceOf({ ...swallowed, policy, durationMs: 500 })).toEqual([
      '0.000 upstream fault swallow begins',
      '0.000 client #1 attempt 1',
      '300.000 client #1 attempt 1 failed: attempt-timeout',
      '300.000 client #1 retry in 200.000',
      '300.000 client #1 late 1 failed',
      '500.000 client #1 attempt 2',
      '800.000 client #1 attempt 2 failed: attempt-timeout',
      '800.000 client #1 timeout attempt-timeout (deadline) after 800.000',
      '800.000 client #1 late 2 failed',
    ])
  })

  it('keeps its slot in the bulkhead only if it ignores its signal', () => {
    const policy = { timeout: { attemptMs: 500 }, bulkhead: { maxConcurrent: 1 } }
    expect(tally(world({ ...swallowed, policy }).run())).toEqual({ timeout: 10 })
    const deaf = world({ ...swallowed, policy, heedsAbort: false }).run()
    expect(tally(deaf)).toEqual({ timeout: 1, 'bulkhead-full': 9 })
  })

  it('gets the slot that it waits for when it comes free', () => {
    const policy = { bulkhead: { maxConcurrent: 1, maxQueued: 5 } }
    const load = { kind: 'closed', think: constant(1e9), callsEach: 1 } as const
    const lines = traceOf({ policy, load, durationMs: 100, upstream: { latency: constant(40) } })
    expect(lines).toHaveLength(2)
    const run = world({ policy, upstream: { latency: constant(1500) } }).run()
    expect(tally(run)).toEqual({ ok: 10 })
    expect(run.queue.now).toBe(15_000)
  })

  it('hedges, and the first answer wins', () => {
    const lines = traceOf({
      durationMs: 500,
      policy: { hedge: { delayMs: 100 } },
      upstream: {
        latency: constant(80),
        faults: [{ kind: 'latency', atMs: 0, durationMs: 50, addMs: 500 }],
      },
    })
    expect(lines.slice(1)).toEqual([
      '0.000 client #1 attempt 1',
      '50.000 upstream fault latency is over',
      '100.000 client #1 hedge 2',
      '180.000 client #1 success after 180.000',
      '180.000 client #1 late 1 failed',
    ])
  })
})
