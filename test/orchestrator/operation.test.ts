import { describe, expect, it } from 'vitest'
import { Call } from '../../src/orchestrator/call.js'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { Operation } from '../../src/orchestrator/operation.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { always, VirtualWorld } from '../conformance/virtual-driver.js'
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

describe('R35 a reload while calls are in flight', () => {
  const bulkhead = (group: string | null) => ({
    bulkhead: { maxConcurrent: 1, maxQueued: 5, group },
  })
  const reloadAt = (world: VirtualWorld, at: number, parts: PolicyParts) => {
    world.at(at, () => world.machine.configure(always(policy(parts)), world.now))
  }

  it('gives a slot back to the pool that it is of', () => {
    const world = new VirtualWorld(policy(bulkhead('a')))
    const before = world.machine.operation('op').bulkhead!
    world.call('ok 50')
    world.call('ok 50')
    reloadAt(world, 10, bulkhead('b'))
    world.runTo(1000)
    const after = world.machine.operation('op').bulkhead!
    expect(world.calls.map(({ outcome }) => outcome)).toEqual(['success', 'success'])
    expect(after).not.toBe(before)
    expect([before, after].map(({ inFlight, queued }) => [inFlight, queued])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('R14 sends away who is let in by a pool of before once all is shut down', () => {
    const world = new VirtualWorld(policy(bulkhead(null)))
    world.call('ok 50')
    const queued = world.call('ok 50')
    reloadAt(world, 10, {})
    world.at(20, () => world.machine.close())
    world.runTo(1000)
    expect([queued.outcome, queued.failure?.reason, queued.attempts]).toEqual([
      'rejected',
      'shutdown',
      0,
    ])
  })

  it('pays a success into the budget that the call began with', () => {
    const budget = {
      kind: 'token-bucket',
      maxTokens: 2,
      tokenRatio: 1,
      depositOn: 'success',
    } as const
    const world = new VirtualWorld(policy({ retry: {} }))
    world.call('ok 50')
    reloadAt(world, 10, { retry: { budget } })
    world.at(20, () => world.machine.operation('op').budget!.tryAcquire(1))
    world.runTo(1000)
    expect(world.machine.operation('op').budget!.tokens).toBe(1)
  })
})

it('a call that an open breaker sends away at once pays in like any other', () => {
  const budget = {
    kind: 'token-bucket',
    maxTokens: 2,
    tokenRatio: 0.5,
    depositOn: 'start',
  } as const
  const world = new VirtualWorld(policy({ retry: { budget }, circuitBreaker: {} }))
  const operation = world.machine.operation('op')
  operation.breaker!.isolate(0)
  operation.budget!.tryAcquire(1)
  expect([operation.rejectAtOnce(1), operation.budget!.tokens]).toEqual([true, 1.5])
})

it('R37 is expendable unless a call is in flight or a breaker is not closed', () => {
  const world = new VirtualWorld(policy({ circuitBreaker: { threshold: 2, per: 'host' } }))
  const operation = world.machine.operation('op')
  world.call('503', { host: 'a' })
  expect([operation.idle, operation.expendable]).toEqual([false, true])
  world.call('ok 10', { host: 'a' })
  expect(operation.expendable).toBe(false)
  world.runTo(20)
  world.call('503', { host: 'a' })
  world.call('503', { host: 'a' })
  expect(operation.expendable).toBe(false)
})
