import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { Call } from '../../src/orchestrator/call.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { beginQuick, goesQuick, succeedQuick } from '../../src/orchestrator/quick.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { type PolicyParts, policy } from './policies.js'

const operationOf = (parts: PolicyParts) => new VirtualWorld(policy(parts)).machine.operation('op')
const attempt = () => new Attempt({ granted() {} }, 1)

describe('quick', () => {
  it.each([
    ['nothing on', {}, true],
    ['retry and breaker', { retry: {}, circuitBreaker: {} }, true],
    ['time limits', { timeout: { attemptMs: 5, totalMs: 9 } }, true],
    ['a fallback', { fallback: {} }, true],
    ['a bulkhead', { bulkhead: {} }, false],
    ['a rate limit', { rateLimit: {} }, false],
    ['a hedge', { hedge: {} }, false],
    ['a budget', { retry: { budget: { kind: 'concurrent', maxConcurrent: 1 } } }, false],
    ['slow calls', { circuitBreaker: { slowCallDurationMs: 5, slowCallRate: 0.5 } }, false],
    ['a breaker of the call', { retry: {}, circuitBreaker: { scope: 'call' } }, false],
  ] as [string, PolicyParts, boolean][])('%s: %s', (_, parts, wanted) => {
    expect(goesQuick(operationOf(parts))).toBe(wanted)
  })

  it('not while the breaker is not closed, nor after shutdown', () => {
    const operation = operationOf({ circuitBreaker: {} })
    operation.breaker!.isolate(0)
    expect(goesQuick(operation)).toBe(false)
    operation.breaker!.release(0)
    operation.context.closed = true
    expect(goesQuick(operation)).toBe(false)
  })

  it('a success leaves the books as a call would', () => {
    const operation = operationOf({ circuitBreaker: {} })
    const one = attempt()
    const { plan, breaker } = operation
    const id = beginQuick(operation, one, 0)
    expect([operation.inFlight, one.epoch]).toEqual([1, breaker!.epoch])
    succeedQuick(operation, { plan, breaker, id }, one, 0, 5)
    expect(operation.books).toMatchObject({ calls: 1, attempts: 1, success: 1 })
    expect([operation.inFlight, one.epoch]).toEqual([0, 0])
  })

  it('R35 a call takes over with the plan and the breaker that it began with', () => {
    const operation = operationOf({ retry: { maxAttempts: 2 }, circuitBreaker: { threshold: 1 } })
    const one = attempt()
    const begun = { plan: operation.plan, breaker: operation.breaker, id: 0 }
    const id = beginQuick(operation, one, 10)
    operation.configure(policy({}), 20)
    const call = new Call(operation, 10, true, false, undefined, { ...begun, id })
    call.takeOver(one)
    call.fail(one, failureOf('server-error'), 30)
    expect(begun.breaker!.state).toBe('open')
    expect([call.outcome, call.gaveUp, operation.inFlight]).toEqual(['failure', 'circuit-open', 0])
  })
})
