import { describe, expect, it } from 'vitest'
import { Call } from '../../src/orchestrator/call.js'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { Operation } from '../../src/orchestrator/operation.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { type PolicyParts, policy } from './policies.js'

function setUp(parts: PolicyParts) {
  const events: MachineEvent[] = []
  const operation = new Operation({
    name: 'op',
    policy: policy(parts),
    context: { random: createRandom(1), sink: (event) => events.push(event), closed: false },
    group: () => {
      throw new Error('no group here')
    },
    maxHosts: 10,
  })
  const open = () => {
    const call = new Call(operation, 0)
    call.begin(0)
    call.fail(call.current!, failureOf('server-error'), 0)
  }
  return { operation, events, open }
}

describe('operation', () => {
  it('an open breaker sends calls away at once, counted and told', () => {
    const { operation, events, open } = setUp({ circuitBreaker: { threshold: 1 } })
    expect(operation.rejectAtOnce(0)).toBe(false)
    open()
    expect(operation.rejectAtOnce(10)).toBe(true)
    expect(operation.rejectAtOnce(1000)).toBe(false)
    expect(operation.books).toMatchObject({ calls: 2, failure: 1, rejected: 1 })
    expect(events.at(-1)).toMatchObject({ type: 'rejected', call: 2, at: 10 })
  })

  it.each([
    ['waits for it', { retry: { onOpenCircuit: 'wait' }, circuitBreaker: { threshold: 1 } }],
    ['stands in a queue first', { rateLimit: {}, circuitBreaker: { threshold: 1 } }],
  ] as [string, PolicyParts][])('not where the policy %s', (what, parts) => {
    const order = what.startsWith('stands')
      ? {
          order: policy({}).order.toSorted((a, b) =>
            a === 'rateLimit' ? -1 : b === 'rateLimit' ? 1 : 0,
          ),
        }
      : {}
    const { operation, open } = setUp({ ...parts, ...(order as object) })
    open()
    expect(operation.breaker?.state).toBe('open')
    expect(operation.rejectAtOnce(10)).toBe(false)
  })

  it('R35 keeps breaker, pool, limiter and budget over a change; switches them off and on', () => {
    const parts: PolicyParts = {
      retry: { budget: { kind: 'concurrent', maxConcurrent: 1 } },
      circuitBreaker: {},
      bulkhead: {},
      rateLimit: {},
    }
    const { operation } = setUp(parts)
    const { breaker, bulkhead, limiter, budget } = operation
    operation.configure(policy({ ...parts, bulkhead: { maxConcurrent: 7 } }), 0)
    expect([operation.breaker, operation.bulkhead, operation.limiter, operation.budget]).toEqual([
      breaker,
      bulkhead,
      limiter,
      budget,
    ])
    expect(operation.bulkhead?.limits.maxConcurrent).toBe(7)
    operation.configure(policy(), 0)
    expect([operation.breaker, operation.bulkhead, operation.limiter, operation.budget]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('is idle when no call is in flight and no breaker remembers', () => {
    const { operation, open } = setUp({ circuitBreaker: { threshold: 2 } })
    expect(operation.idle).toBe(true)
    const call = new Call(operation, 0)
    call.begin(0)
    expect(operation.idle).toBe(false)
    call.succeed(call.current!, 0)
    expect(operation.idle).toBe(true)
    open()
    expect(operation.idle).toBe(false)
  })
})
