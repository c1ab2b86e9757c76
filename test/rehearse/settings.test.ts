import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/policy/schema.js'
import { resolveStandalone } from '../../src/policy/standalone.js'
import { type Healthy, SETTINGS, UNKNOWN } from '../../src/rehearse/settings.js'
import { DEFAULT_POLICY } from '../../src/simulator/default-policy.js'
import { oneRetry } from './worlds.js'

/** What is tried for each setting: values of its first leaf, or words. */
function tried(policy: Policy, healthy: Healthy = UNKNOWN): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {}
  for (const setting of SETTINGS) {
    for (const option of setting(resolveStandalone(policy).policy, healthy)) {
      const value = option.to ?? Object.values(option.leaves)[0]
      found[option.setting] = [...(found[option.setting] ?? []), value]
    }
  }
  return found
}

const breaker = (more: Partial<Exclude<Policy['circuitBreaker'], false>>): Policy => ({
  circuitBreaker: { mode: 'count-window', ...more },
})
const budget = (more: object): Policy => ({ retry: { budget: more } })

describe('what is tried', () => {
  it('for the built-in default, sized by what was seen', () => {
    expect(tried(DEFAULT_POLICY, { p99Ms: 257, concurrency: 0.16 })).toEqual({
      'retry.maxAttempts': [1, 2, 4],
      'retry.backoff.initial': [50, 400],
      'retry.budget': ['one retry per 10 successes', 'retries at most 20 % of what is in flight'],
      'timeout.attempt': [500, 2000],
      circuitBreaker: [false],
      'circuitBreaker.failureRate': [0.3, 0.7],
      'circuitBreaker.minimumThroughput': [30],
      'circuitBreaker.openDuration': [1000, 2500, 10_000, 20_000],
      'circuitBreaker.per': ['host'],
      'circuitBreaker.slowCallRate': ['0.5 over 510ms'],
      bulkhead: ['3 attempts at a time per client', '6 attempts at a time per client'],
    })
  })

  it('for nothing: the policies that are off', () => {
    expect(tried({}, { p99Ms: 100, concurrency: 25 })).toEqual({
      retry: [
        '2 attempts, exponential waits with full jitter from 500ms',
        '3 attempts, exponential waits with full jitter from 500ms',
      ],
      'timeout.attempt': [200, 500],
      circuitBreaker: ['at 50 % of 10s, open 5s', 'at 5 failures in a row, open 5s'],
      bulkhead: ['46 attempts at a time per client', '92 attempts at a time per client'],
    })
  })

  it.each([
    [
      'unlimited attempts',
      { retry: { maxAttempts: 'unlimited' } },
      'retry.maxAttempts',
      [1, 3, 5, 10],
    ],
    ['one attempt', { retry: { maxAttempts: 1 } }, 'retry.maxAttempts', [2]],
    ['many attempts', { retry: { maxAttempts: 10 } }, 'retry.maxAttempts', [1, 2, 9, 11]],
    ['retries at once', oneRetry, 'retry.backoff', expect.arrayContaining([expect.any(String)])],
    ['no jitter', { retry: { jitter: { kind: 'none' } } }, 'retry.jitter.kind', ['full']],
    ['a ratio', budget({ ratio: 0.8 }), 'retry.budget.ratio', [0.4, 1]],
    ['tokens', budget({ kind: 'token-bucket' }), 'retry.budget.tokenRatio', [0.05, 0.2]],
    [
      'tokens for calls',
      budget({ kind: 'token-bucket', depositOn: 'start' }),
      'retry.budget.depositOn',
      ['success'],
    ],
    ['retries in flight', budget({ kind: 'concurrent' }), 'retry.budget.maxConcurrent', [2, 6]],
    ['a threshold', breaker({ threshold: 5 }), 'circuitBreaker.threshold', [3, 10]],
    ['a threshold of one', breaker({ threshold: 1 }), 'circuitBreaker.threshold', [2]],
    ['a rate of .3', breaker({ failureRate: 0.3 }), 'circuitBreaker.failureRate', [0.5, 0.7]],
    ['no open time', breaker({ openDuration: '0s' }), 'circuitBreaker.openDuration', undefined],
    ['one for each host', breaker({ per: 'host' }), 'circuitBreaker.per', undefined],
    ['a bulkhead', { bulkhead: { maxConcurrent: 5 } }, 'bulkhead.maxConcurrent', [3, 10]],
  ] as const)('for %s', (_, policy, setting, values) => {
    expect(tried(policy as Policy)[setting]).toEqual(values)
  })

  it('slow calls are none that a time limit cuts first', () => {
    const healthy = { p99Ms: 600, concurrency: null }
    const cut = tried(DEFAULT_POLICY, healthy)
    expect(cut).not.toHaveProperty(['circuitBreaker.slowCallRate'])
    const free = tried(breaker({}), healthy)
    expect(free['circuitBreaker.slowCallRate']).toEqual(['0.5 over 1200ms'])
    expect(tried(breaker({ mode: 'consecutive' }), healthy)).not.toHaveProperty([
      'circuitBreaker.slowCallRate',
    ])
  })
})
