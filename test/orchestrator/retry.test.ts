import { describe, expect, it } from 'vitest'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { ORDER, type PolicyParts, policy } from './policies.js'

const run = (
  retry: NonNullable<PolicyParts['retry']>,
  attempts: string,
  rest: PolicyParts = {},
  seed = 1,
) => {
  const world = new VirtualWorld(policy({ retry, ...rest }), seed)
  const call = world.call(attempts)
  world.runTo(1e9)
  return { call, world }
}

describe('retry', () => {
  it.each([
    [{ maxAttempts: 2 }, '503 1', 'attempts'],
    [{ retryOn: { kinds: ['timeout'] } }, '503 1', 'not-retryable'],
    [{ maxElapsedMs: 50 }, '503 1', 'max-elapsed'],
    [{ maxRetryAfterMs: 1000 }, '429/5 1', 'retry-after-too-long'],
    [{ budget: { kind: 'concurrent', maxConcurrent: 0 } }, '503 1', 'budget-exhausted'],
  ] as [NonNullable<PolicyParts['retry']>, string, string][])(
    'gives up: %j',
    (retry, attempts, gaveUp) => {
      const { call } = run(retry, attempts)
      expect([call.gaveUp, call.outcome]).toEqual([gaveUp, 'failure'])
    },
  )

  it('R18 jitter never shortens what the upstream asks for', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { world } = run(
        { backoff: { initialMs: 3000 }, jitter: { kind: 'full' } },
        '429/2 1, ok 1',
        {},
        seed,
      )
      const start = Number(world.lines.find((line) => line.includes('attempt 2'))!.split(' ')[0])
      expect(start).toBeGreaterThanOrEqual(2001)
    }
  })

  it('Retry-After may be left out of account', () => {
    const { world } = run({ respectRetryAfter: false }, '429/20 1, ok 1')
    expect(world.lines).toContain('101 #1 attempt 2')
  })

  it('an isolated breaker is not waited for', () => {
    const world = new VirtualWorld(policy({ retry: { onOpenCircuit: 'wait' }, circuitBreaker: {} }))
    world.machine.breaker('op')!.isolate(0)
    expect(world.call('ok').outcome).toBe('rejected')
  })

  it('limits for one kind of failure, the rest as for all', () => {
    const plans = { rateLimited: { maxAttempts: 5, initialMs: 7 } }
    const limited = policy({ retry: { maxAttempts: 2, plans } })
    const attempts = (text: string) => {
      const world = new VirtualWorld(limited)
      const call = world.call(text)
      world.runTo(10_000)
      return [call.attempts, world.lines[1]]
    }
    expect(attempts('429 1')).toEqual([5, '1 #1 retry in 7'])
    expect(attempts('503 1')).toEqual([2, '1 #1 retry in 100'])
  })

  it('the same seed gives the same trace', () => {
    const jitter = { kind: 'decorrelated' } as const
    const trace = (seed: number) =>
      run({ maxAttempts: 9, jitter }, '503 1', {}, seed).world.lines.join('\n')
    expect(trace(5)).toBe(trace(5))
    expect(trace(5)).not.toBe(trace(6))
  })
})

it('a refused call with no backoff and no limit lets go of the thread', () => {
  const world = new VirtualWorld(
    policy({
      retry: {
        maxAttempts: Number.POSITIVE_INFINITY,
        backoff: { initialMs: 0 },
        onOpenCircuit: 'retry',
      },
      circuitBreaker: { threshold: 1, openDurationMs: 50 },
    }),
  )
  const call = world.call('503, ok')
  world.runTo(100)
  expect([call.outcome, call.attempts, call.endedAt]).toEqual(['success', 2, 50])
})

it('a retry that is never sent costs the budget no token', () => {
  const budget = { kind: 'token-bucket', maxTokens: 2, tokenRatio: 0, depositOn: 'start' } as const
  const world = new VirtualWorld(policy({ retry: { budget } }))
  const [sent, dropped] = [world.call('503 10, ok 1'), world.call('503 10, ok 1')]
  world.at(50, () => dropped.advance(dropped.cancel(50)))
  world.runTo(1000)
  expect([sent.outcome, dropped.outcome]).toEqual(['success', 'cancelled'])
  const { tokens, inFlight } = world.machine.operation('op').budget!
  expect([tokens, inFlight]).toEqual([1, 0])
})

it('a fallback inside of the retry that nobody brought does not keep it from retrying', () => {
  const order = ['retry', ...ORDER.filter((part) => part !== 'retry')] as never
  const world = new VirtualWorld(policy({ retry: {}, fallback: {}, order }))
  const [without, having] = [false, true].map((fallback) => world.call('503, ok', { fallback }))
  world.runTo(1000)
  expect([without!.outcome, without!.attempts]).toEqual(['success', 2])
  expect([having!.outcome, having!.attempts, having!.gaveUp]).toEqual([
    'failure',
    1,
    'not-retryable',
  ])
})
