import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/orchestrator/failure.js'
import { failureText, traceLine, traceTime } from '../../src/simulator/trace.js'
import { poisson, traceOf } from './worlds.js'

describe('a trace', () => {
  it.each([
    [0, '0.000'],
    [1.0004882, '1.000'],
    [0.9996, '1.000'],
    [33.333984375, '33.334'],
    [1e12 + 0.25, '1000000000000.250'],
    [Number.POSITIVE_INFINITY, 'never'],
  ])('writes %d ms as %s', (ms, text) => expect(traceTime(ms)).toBe(text))

  it('says in a word why something failed', () => {
    expect(failureText(failureOf('server-error', { status: 503 }))).toBe('503')
    expect(failureText(failureOf('rejected', { reason: 'circuit-open' }))).toBe('circuit-open')
    expect(failureText(failureOf('transient'))).toBe('transient')
  })

  it('has a line for every event', () => {
    const base = { operation: 'op', call: 3, at: 1.5 }
    expect(traceLine('c', { ...base, type: 'late', attempt: 2, failed: true })).toBe(
      '1.500 c #3 late 2 failed',
    )
    expect(traceLine('c', { ...base, type: 'queued', policy: 'bulkhead' })).toBe(
      '1.500 c #3 queued for bulkhead',
    )
  })

  const POLICY = {
    timeout: { attemptMs: 200 },
    retry: { maxAttempts: 3, jitter: { kind: 'full' } },
    circuitBreaker: { threshold: 2, openDurationMs: 700 },
  } as const
  const upstream = {
    latency: { kind: 'lognormal', p50Ms: 50, p99Ms: 250 },
    faults: [{ kind: 'errors', atMs: 500, durationMs: 2000, share: 0.5 }],
  } as const
  const setup = (seed: number) =>
    ({ policy: POLICY, upstream, load: poisson(4), durationMs: 3000, seed }) as const

  it('is the same for the same seed, and another for another', () => {
    expect(traceOf(setup(1))).toEqual(traceOf(setup(1)))
    expect(traceOf(setup(2))).not.toEqual(traceOf(setup(1)))
  })

  it('is this one for seed 1, on every machine', async () => {
    await expect(`${traceOf(setup(1)).join('\n')}\n`).toMatchFileSnapshot(
      '../../fixtures/scenarios/traces/errors-and-breaker.txt',
    )
  })
})
