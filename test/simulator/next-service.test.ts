import { describe, expect, it } from 'vitest'
import { policy } from '../orchestrator/policies.js'
import { tally, traceOf, world } from './worlds.js'

const always = { atMs: 0, durationMs: 1e9 }
const thrice = { retry: { maxAttempts: 3, backoff: { initialMs: 10 } } }
const layer = (name: string, parts: object = thrice) => ({ name, policy: policy(parts) })

describe('a chain of services', () => {
  it.each([
    [1, 9],
    [2, 27],
    [4, 243],
  ])('%d layers with 3 attempts each, all failing: %d calls at the leaf', (layers, calls) => {
    const run = world({
      policy: thrice,
      load: { kind: 'closed', think: { kind: 'constant', ms: 0 }, callsEach: 1 },
      layers: Array.from({ length: layers }, (_, i) => layer(`layer-${i}`)),
      upstream: { faults: [{ kind: 'refuse', ...always }] },
    }).run()
    expect(run.upstream.books.arrived).toBe(calls)
    expect(tally(run)).toEqual({ error: 1 })
  })

  it('tells outcomes by status: time out, sent away, broken', () => {
    const failedBy = (parts: object, kind: 'swallow' | 'refuse') =>
      traceOf({
        layers: [layer('next', parts)],
        durationMs: 1000,
        upstream: { faults: [{ kind, ...always }] },
      }).filter((line) => line.includes('client #1 attempt 1 failed'))
    expect(failedBy({ timeout: { attemptMs: 500 } }, 'swallow')).toEqual([
      '500.000 client #1 attempt 1 failed: 504',
    ])
    expect(failedBy({}, 'refuse')).toEqual(['0.000 client #1 attempt 1 failed: 502'])
    expect(failedBy({ rateLimit: { limit: 0.001, periodMs: 1000, burst: 0 } }, 'refuse')).toEqual([
      '0.000 client #1 attempt 1 failed: 503',
    ])
  })

  it('passes a cancel on, or lets the work go on', () => {
    const outcomes = (passesCancelOn: boolean) => {
      const run = world({
        policy: { timeout: { attemptMs: 250 } },
        layers: [{ ...layer('next', {}), passesCancelOn }],
        durationMs: 1000,
        upstream: { latency: { kind: 'constant', ms: 400 } },
      }).run()
      run.queue.run(2000)
      return run.layers[0]!.operation.books
    }
    expect(outcomes(true)).toMatchObject({ calls: 1, cancelled: 1, success: 0 })
    expect(outcomes(false)).toMatchObject({ calls: 1, cancelled: 0, success: 1 })
  })

  it('instances take turns, each with state of its own', () => {
    const run = world({ layers: [{ ...layer('next', {}), instances: 2 }] }).run()
    expect(run.layers.map(({ name, operation }) => [name, operation.books.calls])).toEqual([
      ['next-1', 5],
      ['next-2', 5],
    ])
  })

  it('a cancelled call is no failure of the service, and the caller hears of it later', () => {
    // The limit of attempts stands outside of the breaker: their late results are its verdicts.
    const order = ['retry', 'attemptTimeout', 'circuitBreaker'] as const
    const lines = traceOf({
      policy: { timeout: { attemptMs: 250 }, circuitBreaker: { threshold: 2 }, order },
      layers: [layer('next', {})],
      upstream: { latency: { kind: 'constant', ms: 400 } },
    })
    expect(lines.filter((line) => line.includes('open'))).toEqual([])
    expect(lines.filter((line) => line.includes('client #1 '))).toEqual([
      '0.000 client #1 attempt 1',
      '250.000 client #1 attempt 1 failed: attempt-timeout',
      '250.000 client #1 timeout attempt-timeout (no-retry) after 250.000',
      '250.000 client #1 late 1 failed',
    ])
  })

  it('is looked at when all is over, every layer of it', () => {
    const run = world({ layers: [layer('next', { bulkhead: { maxConcurrent: 3 } })] })
    run.layers[0]!.operation.bulkhead!.inFlight++
    expect(() => run.run()).toThrow('next at')
  })
})
