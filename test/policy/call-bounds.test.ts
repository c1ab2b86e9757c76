import { describe, expect, it } from 'vitest'
import { callBounds, longestOpenMs } from '../../src/policy/call-bounds.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import type { OperationSettings } from '../../src/policy/schema.js'

const bounds = (defaults: OperationSettings) =>
  callBounds(resolveOperation({ document: { version: 1, defaults } }, undefined).policy)
/** Three attempts that wait 1 s and 2 s between them, without limits and without Retry-After. */
const THREE = {
  maxAttempts: 3,
  backoff: { kind: 'linear', initial: '1s' },
  jitter: { kind: 'none' },
  maxElapsed: 'none',
  respectRetryAfter: false,
} as const
const ORDER = [
  'fallback',
  'totalTimeout',
  'retry',
  'hedge',
  'circuitBreaker',
  'rateLimit',
  'attemptTimeout',
  'bulkhead',
] as const
const second = { attempt: '1s' } as const

describe('the worst duration of a call', () => {
  const cases: [string, OperationSettings, worstMs: number, by: string][] = [
    ['no retry', { retry: false, timeout: second }, 1000, 'timeout.attempt'],
    // 3 attempts of 1 s, waits of 1 s and 2 s.
    ['all of it', { retry: THREE, timeout: second }, 6000, 'all attempts and waits'],
    ['a deadline', { retry: THREE, timeout: { ...second, total: '4s' } }, 4000, 'timeout.total'],
    ['only a deadline', { retry: THREE, timeout: { total: '4s' } }, 4000, 'timeout.total'],
    ['nothing', { retry: THREE }, Number.POSITIVE_INFINITY, 'attempt 1 has no timeout'],
    // Attempt 3 may start at 3.5 s at the latest and takes 1 s.
    [
      'maxElapsed',
      { retry: { ...THREE, maxElapsed: '3500ms' }, timeout: second },
      4500,
      'retry.maxElapsed and one attempt more',
    ],
    // The wait before attempt 3 alone passes 2.5 s: attempt 2 starts at 2 s at the latest.
    [
      'maxElapsed that cuts an attempt',
      { retry: { ...THREE, maxElapsed: '2500ms' }, timeout: second },
      3000,
      'all attempts and waits',
    ],
    [
      'maxElapsed below the first wait',
      { retry: { ...THREE, maxElapsed: '500ms' }, timeout: second },
      1000,
      'timeout.attempt',
    ],
    [
      'unlimited attempts',
      { retry: { ...THREE, maxAttempts: 'unlimited' }, timeout: second },
      Number.POSITIVE_INFINITY,
      'the attempts are unlimited',
    ],
    [
      'unlimited attempts, limited time',
      { retry: { ...THREE, maxAttempts: 'unlimited', maxElapsed: '1m' }, timeout: second },
      61_000,
      'retry.maxElapsed and one attempt more',
    ],
    // The queue of the bulkhead is inside of the attempt timeout.
    [
      'a queue inside',
      { retry: THREE, timeout: second, bulkhead: { maxQueued: 5, maxWait: '10s' } },
      6000,
      'all attempts and waits',
    ],
    [
      'a queue outside of the retry',
      {
        retry: THREE,
        timeout: second,
        bulkhead: { maxQueued: 5, maxWait: '10s' },
        order: ['bulkhead', ...ORDER.slice(0, 7)],
      },
      16_000,
      'all attempts and waits',
    ],
    [
      'a queue without limit',
      {
        retry: THREE,
        timeout: second,
        bulkhead: { maxQueued: 5 },
        order: ['bulkhead', ...ORDER.slice(0, 7)],
      },
      Number.POSITIVE_INFINITY,
      'the wait for a bulkhead slot has no limit',
    ],
    [
      'a bulkhead without a queue',
      {
        retry: THREE,
        timeout: second,
        bulkhead: {},
        order: ['bulkhead', ...ORDER.slice(0, 7)],
      },
      6000,
      'all attempts and waits',
    ],
    // Each of the 3 attempts waits for its permit, before its timeout starts.
    [
      'a rate limit',
      { retry: THREE, timeout: second, rateLimit: { maxWait: '2s' } },
      12_000,
      'all attempts and waits',
    ],
    // The second hedge starts after 2 times 300 ms and takes 1 s: 1.6 s for each of 3 attempts.
    [
      'hedges',
      { retry: THREE, timeout: second, hedge: { delay: '300ms', max: 2 } },
      7800,
      'all attempts and waits',
    ],
    // The breaker stays open for 1 m, and each of the 2 retries may wait for it.
    [
      'retries that wait for the breaker',
      { retry: { ...THREE, onOpenCircuit: 'wait' }, timeout: second },
      123_000,
      'all attempts and waits',
    ],
    [
      'a breaker that grows without limit',
      {
        retry: { ...THREE, onOpenCircuit: 'wait' },
        timeout: second,
        circuitBreaker: { openGrowth: { kind: 'linear', max: 'none' } },
      },
      Number.POSITIVE_INFINITY,
      'a wait between attempts has no limit',
    ],
  ]
  it.each(cases)('%s', (_, settings, worstMs, by) => {
    const found = bounds(settings)
    expect([found.worstMs, found.by]).toEqual([worstMs, by])
  })

  it.each([
    [{}, 3, 600_000 + 3000],
    [{ maxRetryAfter: '10s' }, 3, 20_000 + 3000],
    [{ maxRetryAfter: 'none' }, 3, Number.POSITIVE_INFINITY],
    [{ maxRetryAfter: '10s', maxElapsed: '4s' }, 3, 5000],
  ] as const)('with Retry-After %j', (change, attempts, worstMs) => {
    const retry = { ...THREE, respectRetryAfter: true, ...change }
    const found = bounds({ retry, timeout: second })
    expect([found.attempts, found.worstWithRetryAfterMs]).toEqual([attempts, worstMs])
  })
})

describe('the attempts of a call', () => {
  it.each([
    ['the setting', { retry: THREE }, 3, 3],
    ['none but the first', { retry: false }, 1, 1],
    ['hedges besides', { retry: THREE, hedge: { max: 2 } }, 3, 9],
    ['as long as maxElapsed lets one start', { retry: { ...THREE, maxElapsed: '3s' } }, 3, 3],
    ['no longer than maxElapsed', { retry: { ...THREE, maxElapsed: '2999ms' } }, 2, 2],
    ['before the deadline', { retry: THREE, timeout: { total: '3001ms' } }, 3, 3],
    ['not at the deadline', { retry: THREE, timeout: { total: '3s' } }, 2, 2],
    [
      'unlimited',
      { retry: { ...THREE, maxAttempts: 'unlimited' } },
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ],
    // Waits of 1, 2, 3 … s: attempt 10 starts after 45 s, attempt 11 after 55 s.
    ['cut', { retry: { ...THREE, maxAttempts: 'unlimited', maxElapsed: '50s' } }, 10, 10],
  ] as [string, OperationSettings, number, number][])('%s', (_, settings, attempts, sent) => {
    const found = bounds(settings)
    expect([found.attempts, found.sent]).toEqual([attempts, sent])
  })
})

describe('longestOpenMs', () => {
  it.each([
    [{}, 60_000],
    [{ openGrowth: { kind: 'linear' } }, 300_000],
    [{ openDuration: '10m', openGrowth: { kind: 'exponential' } }, 600_000],
    [{ openJitter: { kind: 'factor', factor: 0.5 } }, 90_000],
    [{ openJitter: { kind: 'additive', max: '5s' } }, 65_000],
    [{ openGrowth: { kind: 'linear', max: 'none' } }, Number.POSITIVE_INFINITY],
  ] as const)('%j', (circuitBreaker, ms) => {
    const { policy } = resolveOperation(
      { document: { version: 1, defaults: { circuitBreaker } } },
      undefined,
    )
    expect(longestOpenMs(policy.circuitBreaker!)).toBe(ms)
  })
})
