import { describe, expect, it } from 'vitest'
import { LEAVES, leavesOf, policyOf } from '../../src/policy/leaves.js'
import { document, type Policy, policy } from '../../src/policy/schema.js'

const accepts = (text: object) => policy.safeParse(text).success

describe('ranges and edges', () => {
  it.each<[string, object, boolean]>([
    ['one attempt', { retry: { maxAttempts: 1 } }, true],
    ['no attempt', { retry: { maxAttempts: 0 } }, false],
    ['half an attempt', { retry: { maxAttempts: 1.5 } }, false],
    ['unlimited attempts', { retry: { maxAttempts: 'unlimited' } }, true],
    ['rate of 1', { circuitBreaker: { failureRate: 1 } }, true],
    ['rate of 0', { circuitBreaker: { failureRate: 0 } }, false],
    ['percent in place of a rate', { circuitBreaker: { failureRate: 50 } }, false],
    ['a timeout of 0', { timeout: { attempt: '0s' } }, false],
    ['no timeout', { timeout: { attempt: 'none' } }, true],
    ['a wait of 0', { retry: { backoff: { initial: '0s' } } }, true],
    ['a duration without a unit', { retry: { backoff: { initial: '30' } } }, false],
    ['longer than 3650 days', { timeout: { total: '3651d' } }, false],
    ['status code', { retry: { retryOn: { status: [503, '5xx', '500-504'] } } }, true],
    ['no status code', { retry: { retryOn: { status: [999] } } }, false],
    ['a policy that is off', { retry: false, hedge: false, fallback: false }, true],
    ['a policy that is true', { retry: true }, false],
    ['an unknown policy', { retries: {} }, false],
    ['a budget of tokens', { retry: { budget: { kind: 'token-bucket', maxTokens: 0.5 } } }, true],
    ['any JSON as fallback', { fallback: { value: { a: [1, null] } } }, true],
  ])('%s', (_, text, expected) => {
    expect(accepts(text)).toBe(expected)
  })
})

it('gives every leaf a description, and a default inside its own range', () => {
  const allowed = new Set(['fallback.value', 'fallback.handler', 'fallback.status'])
  for (const leaf of LEAVES.values()) {
    expect(leaf.description.length, leaf.path).toBeGreaterThan(20)
    if (leaf.fallback === null || allowed.has(leaf.path)) continue
    const stated = policyOf(new Map([[leaf.path, leaf.fallback]]))
    expect(policy.safeParse(stated).error?.issues ?? [], leaf.path).toEqual([])
    expect(leavesOf(stated as Policy).get(leaf.path), leaf.path).toEqual(leaf.fallback)
  }
})

it('wants a version, and takes no other', () => {
  expect(document.safeParse({}).success).toBe(false)
  expect(document.safeParse({ version: 2 }).success).toBe(false)
  expect(document.safeParse({ version: 1 }).success).toBe(true)
})
