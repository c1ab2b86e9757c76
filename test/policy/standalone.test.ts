import { describe, expect, it } from 'vitest'
import { resolveOperation } from '../../src/policy/resolve.js'
import { BUILT_IN_PRESETS, type Policy } from '../../src/policy/schema.js'
import { resolveStandalone, wholePolicy } from '../../src/policy/standalone.js'

describe('a policy that stands alone', () => {
  it('has nothing that it does not state', () => {
    const { policy } = resolveStandalone({ timeout: { attempt: '1s' } })
    expect(policy.timeout?.attemptMs).toBe(1000)
    expect([policy.retry, policy.circuitBreaker, policy.bulkhead, policy.fallback]).toEqual([
      ...[null, null, null, null],
    ])
  })

  const POLICIES: readonly (readonly [string, Policy])[] = [
    ['nothing', {}],
    ['bare features', { retry: {}, circuitBreaker: {}, bulkhead: {}, rateLimit: {}, hedge: {} }],
    ['a budget', { retry: { maxAttempts: 'unlimited', budget: { kind: 'ratio', ratio: 0.2 } } }],
    [
      'a rate breaker and a fallback',
      {
        circuitBreaker: { mode: 'time-window', failureRate: 0.3, openDuration: '7s' },
        fallback: { value: { items: [] }, on: { kinds: ['any'] } },
        order: [
          ...(['fallback', 'totalTimeout', 'circuitBreaker', 'retry'] as const),
          ...(['hedge', 'rateLimit', 'attemptTimeout', 'bulkhead'] as const),
        ],
      },
    ],
  ]

  it.each(POLICIES)('is the same when it is written out: %s', (_, policy) => {
    const resolved = resolveStandalone(policy)
    expect(resolveStandalone(wholePolicy(resolved)).policy).toEqual(resolved.policy)
  })

  it.each(BUILT_IN_PRESETS)('is the same as the preset %s, written out', (preset) => {
    const resolved = resolveOperation({ preset }, undefined)
    const written = wholePolicy(resolved)
    expect(resolveStandalone(written).policy).toEqual(resolved.policy)
    expect(JSON.parse(JSON.stringify(written))).toEqual(written)
  })
})
