import { describe, expect, it } from 'vitest'
import { toResolvedPolicy } from '../../src/policy/resolved.js'

const on = (...names: string[]) => {
  return (name: string) => names.includes(name)
}

describe('toResolvedPolicy', () => {
  it('a policy that is off is null, and a part of it that is off as well', () => {
    const policy = toResolvedPolicy(new Map(), on('retry'))
    const off = [policy.timeout, policy.circuitBreaker, policy.bulkhead, policy.rateLimit]
    expect([...off, policy.hedge, policy.fallback]).toEqual(Array(6).fill(null))
    expect(policy.retry?.budget).toBeNull()
    expect(policy.retry?.backoff.kind).toBeNull()
  })

  it('writes the unit of durations into the name, and no unit for the rest', () => {
    const leaves = new Map<string, unknown>([
      ['timeout.attempt', 1500],
      ['timeout.total', null],
      ['rateLimit.limit', 5],
      ['rateLimit.period', 1000],
    ])
    const policy = toResolvedPolicy(leaves, on('timeout', 'rateLimit'))
    expect(policy.timeout).toEqual({ attemptMs: 1500, totalMs: null, connectMs: null })
    expect(policy.rateLimit).toMatchObject({ limit: 5, periodMs: 1000, burst: null })
  })

  it('unlimited is Infinity', () => {
    const leaves = new Map([
      ['retry.maxAttempts', 'unlimited'],
      ['bulkhead.maxQueued', 'unlimited'],
    ])
    const policy = toResolvedPolicy(leaves, on('retry', 'bulkhead'))
    expect(policy.retry?.maxAttempts).toBe(Number.POSITIVE_INFINITY)
    expect(policy.bulkhead?.maxQueued).toBe(Number.POSITIVE_INFINITY)
  })
})
