import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/orchestrator/attempt.js'
import { Call } from '../../src/orchestrator/call.js'
import { Step } from '../../src/orchestrator/call-record.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { Machine } from '../../src/orchestrator/machine.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { ORDER, type PolicyParts, policy } from './policies.js'

const POLICIES: readonly PolicyParts[] = [
  { retry: { backoff: { initialMs: 10 } }, circuitBreaker: { threshold: 4, openDurationMs: 50 } },
  {
    retry: {
      backoff: { initialMs: 5 },
      budget: { kind: 'ratio', ratio: 0.5, minConcurrent: 1 },
      onOpenCircuit: 'wait',
    },
    timeout: { attemptMs: 20, totalMs: 120 },
    bulkhead: { maxConcurrent: 2, maxQueued: 3, maxWaitMs: 15 },
    circuitBreaker: { threshold: 3, openDurationMs: 30, halfOpen: { maxWaitMs: 40 } },
  },
  {
    retry: { backoff: { initialMs: 0 }, retryOn: { kinds: ['any'] } },
    rateLimit: { limit: 20, periodMs: 100, maxWaitMs: 10 },
    bulkhead: { maxConcurrent: 3, maxQueued: 1 },
    fallback: {},
    order: ORDER.toSorted((a, b) => (a === 'bulkhead' ? -1 : b === 'bulkhead' ? 1 : 0)) as never,
  },
  {
    retry: { backoff: { initialMs: 5 }, budget: { kind: 'concurrent', maxConcurrent: 2 } },
    hedge: { delayMs: 5, max: 2, continueOn: { kinds: ['transient'] } },
    circuitBreaker: { threshold: 5, scope: 'call', openDurationMs: 20 },
    bulkhead: { maxConcurrent: 4 },
    timeout: { attemptMs: 30 },
  },
  {
    timeout: { attemptMs: 15 },
    circuitBreaker: {
      mode: 'time-window',
      threshold: null,
      failureRate: 0.5,
      slowCallRate: 0.5,
      slowCallDurationMs: 10,
      minimumThroughput: 3,
      window: { durationMs: 100, kind: 'sliding' },
      openDurationMs: 20,
      halfOpen: { maxCalls: 3, decision: 'rate', maxWaitMs: 30 },
    },
    bulkhead: { maxConcurrent: 5, maxQueued: 5 },
    order: ORDER.toSorted((a, b) =>
      a === 'attemptTimeout' ? -1 : b === 'attemptTimeout' ? 1 : 0,
    ) as never,
  },
  {
    // Nothing but the verdict of others ends the wait for it.
    retry: { backoff: { initialMs: 0 }, maxAttempts: 5, onOpenCircuit: 'wait' },
    circuitBreaker: {
      threshold: 2,
      openDurationMs: 20,
      halfOpen: { maxCalls: 2, successes: 3, maxWaitMs: null },
    },
    bulkhead: { maxConcurrent: 3, maxQueued: 3 },
  },
]

class Driven extends Call {
  readonly flying: Attempt[] = []
  ready = false

  override granted(): void {
    this.ready = true
  }

  follow(first: Step): void {
    let step = first
    if (step === Step.ATTEMPT) this.flying.push(this.current!)
    if (step === Step.FALLBACK) step = this.fallbackEnded()
  }
}

const acts = fc.array(
  fc.tuple(
    fc.constantFrom(
      'begin',
      'begin',
      'succeed',
      'fail',
      'fail',
      'cancel',
      'wait',
      'wait',
      'reload',
    ),
    fc.nat(40),
  ),
  { maxLength: 150, size: 'max' },
)

function run(index: number, list: readonly [string, number][], settle: boolean) {
  const policies = (parts: PolicyParts) => ({ operations: ['op'], policyOf: () => policy(parts) })
  const machine = new Machine({ policies: policies(POLICIES[index]!), random: createRandom(index) })
  const operation = machine.operation('op')
  const bulkhead = operation.bulkhead
  const calls: Driven[] = []
  let now = 0
  const wakeAll = () => {
    for (const call of calls) {
      if (call.ready) {
        call.ready = false
        call.follow(call.resume(now))
      }
      if (call.wakeAt() <= now) call.follow(call.wake(now))
    }
  }
  for (const [act, number] of list) {
    const flying = calls.filter((call) => call.flying.length > 0)
    const call = flying[number % (flying.length || 1)]
    if (act === 'begin') {
      const made = new Driven(operation, now, number % 5 !== 0, number % 3 === 0)
      calls.push(made)
      made.follow(made.begin(now))
    } else if (act === 'wait') now += number
    else if (act === 'reload') machine.configure(policies(POLICIES[index]!), now)
    else if (act === 'cancel') {
      const one = calls[number % (calls.length || 1)]
      one?.follow(one.cancel(now))
    } else if (call) {
      const [attempt] = call.flying.splice(number % call.flying.length, 1)
      call.follow(
        act === 'succeed'
          ? call.succeed(attempt!, now)
          : call.fail(attempt!, failureOf(number % 7 === 0 ? 'permanent' : 'server-error'), now),
      )
    }
    wakeAll()
    if (bulkhead) expect(bulkhead.inFlight).toBeLessThanOrEqual(bulkhead.limits.maxConcurrent)
  }
  for (
    let round = 0;
    settle && round < 2000 && calls.some((c) => !c.done || c.flying.length > 0);
    round++
  ) {
    now += 10
    for (const call of calls) {
      for (const attempt of call.flying.splice(0)) call.follow(call.succeed(attempt, now))
    }
    wakeAll()
  }
  return { operation, calls, bulkhead }
}

describe('call', () => {
  const indexes = POLICIES.map((_, index) => [index] as const)

  it.each(indexes)('R34 R29 the books balance and every permit is back, policy %i', (index) => {
    fc.assert(
      fc.property(acts, (list) => {
        const { operation, calls, bulkhead } = run(index, list, true)
        const { calls: count, success, failure, timeout, rejected, cancelled } = operation.books
        expect(count).toBe(calls.length)
        expect(success + failure + timeout + rejected + cancelled).toBe(count)
        expect(calls.every((call) => call.done && call.outcome !== null)).toBe(true)
        expect(operation.inFlight).toBe(0)
        expect(operation.books.attempts).toBe(calls.reduce((sum, call) => sum + call.attempts, 0))
        if (bulkhead) expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0])
        if (operation.budget) expect(operation.budget.inFlight).toBe(0)
        expect(operation.breaker?.waiting.calls() ?? []).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it.each(indexes)('R17 no attempt starts after the end, policy %i', (index) => {
    fc.assert(
      fc.property(acts, (list) => {
        const { calls } = run(index, list, true)
        for (const call of calls) {
          const { attempts } = call
          call.follow(call.wake(1e9))
          call.follow(call.resume(1e9))
          expect([call.attempts, call.wakeAt()]).toEqual([attempts, Number.POSITIVE_INFINITY])
        }
      }),
      { numRuns: 50 },
    )
  })

  it('R20 tries never pass maxAttempts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.boolean(), (maxAttempts, immediate) => {
        const parts = { retry: { maxAttempts, backoff: { initialMs: immediate ? 0 : 10 } } }
        const machine = new Machine({
          policies: { operations: [], policyOf: () => policy(parts) },
          random: createRandom(1),
        })
        const call = new Call(machine.operation('op'), 0)
        let step = call.begin(0)
        for (let now = 1; step !== Step.DONE; now += 100) {
          step =
            step === Step.ATTEMPT
              ? call.fail(call.current!, failureOf('server-error'), now)
              : call.wake(now)
        }
        expect(call.attempts).toBe(maxAttempts)
      }),
    )
  })
})
