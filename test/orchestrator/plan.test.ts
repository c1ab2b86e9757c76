import { describe, expect, it } from 'vitest'
import { failureOf, REJECTIONS } from '../../src/orchestrator/failure.js'
import { compilePlan, Gate } from '../../src/orchestrator/plan.js'
import { ORDER, type PolicyParts, policy } from './policies.js'

const ALL: PolicyParts = {
  retry: {},
  circuitBreaker: {},
  bulkhead: {},
  rateLimit: {},
  timeout: { attemptMs: 100, totalMs: 1000 },
}
const names = new Map(Object.entries(Gate).map(([name, gate]) => [gate, name.toLowerCase()]))
const gates = (parts: PolicyParts) => {
  const { callGates, attemptGates } = compilePlan(policy(parts))
  return [callGates, attemptGates].map((list) => list.map((gate) => names.get(gate)).join(' '))
}
const order = (text: string) => text.split(' ') as unknown as typeof ORDER

describe('plan', () => {
  it.each([
    ['the default order', ALL, ['', 'breaker limiter clock bulkhead']],
    ['nothing on', {}, ['', '']],
    [
      'scope call',
      { ...ALL, circuitBreaker: { scope: 'call' } },
      ['breaker', 'limiter clock bulkhead'],
    ],
    [
      'limits outside of the retry',
      {
        ...ALL,
        order: order(
          'fallback totalTimeout rateLimit bulkhead retry hedge circuitBreaker attemptTimeout',
        ),
      },
      ['limiter bulkhead', 'breaker clock'],
    ],
    [
      'the bulkhead before the breaker',
      {
        ...ALL,
        order: order(
          'fallback totalTimeout retry hedge bulkhead circuitBreaker rateLimit attemptTimeout',
        ),
      },
      ['', 'bulkhead breaker limiter clock'],
    ],
    [
      'both limits inside of the retry',
      {
        ...ALL,
        order: order(
          'fallback retry hedge totalTimeout bulkhead attemptTimeout circuitBreaker rateLimit',
        ),
      },
      ['', 'total bulkhead clock breaker limiter'],
    ],
  ] as [string, PolicyParts, string[]][])('%s', (_, parts, wanted) => {
    expect(gates(parts)).toEqual(wanted)
  })

  it.each([
    ['default', ORDER.join(' '), 1000, 100],
    [
      'both outside of the retry',
      'fallback totalTimeout attemptTimeout retry hedge circuitBreaker rateLimit bulkhead',
      100,
      Number.POSITIVE_INFINITY,
    ],
    [
      'both inside',
      'fallback retry totalTimeout hedge circuitBreaker rateLimit attemptTimeout bulkhead',
      Number.POSITIVE_INFINITY,
      100,
    ],
  ])('time limits, %s', (_, text, deadlineMs, attemptMs) => {
    const plan = compilePlan(policy({ ...ALL, order: order(text) }))
    expect([plan.deadlineMs, plan.attemptMs]).toEqual([deadlineMs, attemptMs])
  })

  it.each([
    [{}, false],
    [{ bulkhead: {} }, false],
    [{ bulkhead: { maxWaitMs: 50 } }, true],
    [{ rateLimit: {} }, true],
    [{ timeout: { attemptMs: 50 } }, true],
  ] as [PolicyParts, boolean][])('the time of a start must be exact: %j %s', (parts, timed) => {
    expect(compilePlan(policy(parts)).timed).toBe(timed)
  })

  it.each([
    [{ attemptMs: 50 }, 'retry totalTimeout circuitBreaker attemptTimeout', true],
    [{ totalMs: 50 }, 'retry totalTimeout circuitBreaker attemptTimeout', false],
    [{ attemptMs: 50, totalMs: 90 }, 'retry totalTimeout circuitBreaker attemptTimeout', true],
    [{ attemptMs: 50, totalMs: 90 }, 'retry attemptTimeout circuitBreaker totalTimeout', false],
  ] as [NonNullable<PolicyParts['timeout']>, string, boolean][])(
    'the breaker sees the limit that ends an attempt: %j %s: %s',
    (timeout, text, sees) => {
      const plan = compilePlan(policy({ ...ALL, timeout, order: order(text) }))
      expect(plan.breakerSeesAttemptLimit).toBe(sees)
    },
  )

  it('limits of retrying for one kind of failure', () => {
    const plans = { rateLimited: { maxAttempts: 9 } }
    const plan = compilePlan(policy({ retry: { maxAttempts: 3, plans } }))
    expect(plan.limitsFor(failureOf('rate-limited')).maxAttempts).toBe(9)
    expect(plan.limitsFor(failureOf('rate-limited')).backoff).toEqual(plan.retry!.backoff)
    expect(plan.limitsFor(failureOf('timeout')).maxAttempts).toBe(3)
  })

  it('R8 rejections of our own are recorded only where the policy counts them', () => {
    const recorded = (countRejections: boolean) => {
      const parts = { countRejections, recordOn: { kinds: ['any'] } } as const
      const plan = compilePlan(policy({ circuitBreaker: parts as never }))
      return Object.keys(REJECTIONS).filter((reason) =>
        plan.records(REJECTIONS[reason as keyof typeof REJECTIONS]),
      )
    }
    expect(recorded(false)).toEqual([])
    expect(recorded(true)).toEqual(['bulkhead-full', 'bulkhead-timeout'])
  })
})
