import { expect, it } from 'vitest'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { policy } from './policies.js'

it('a holder that waited is asked again by a breaker that opened meanwhile', () => {
  const world = new VirtualWorld(
    policy({ circuitBreaker: { threshold: 1 }, bulkhead: { maxConcurrent: 1, maxQueued: 1 } }),
  )
  world.call('503 50')
  const queued = world.call('ok 10')
  world.runTo(100)
  expect([queued.outcome, queued.failure?.reason, queued.attempts]).toEqual([
    'rejected',
    'circuit-open',
    0,
  ])
})

it('one that waited over an opening and a closing gets a permit of the new epoch', () => {
  const world = new VirtualWorld(
    policy({ circuitBreaker: { threshold: 1 }, bulkhead: { maxConcurrent: 1, maxQueued: 1 } }),
  )
  const breaker = world.machine.breaker('op')!
  world.call('ok 50')
  const queued = world.call('503 10')
  breaker.isolate(1)
  breaker.release(2)
  world.runTo(100)
  expect([queued.outcome, breaker.state]).toEqual(['failure', 'open'])
})

it('a wait for a permit that the deadline does not allow is refused at once', () => {
  const world = new VirtualWorld(
    policy({ rateLimit: { limit: 1, periodMs: 1000, maxWaitMs: 5000 }, timeout: { totalMs: 300 } }),
  )
  world.call('ok 1')
  const call = world.call('ok 1')
  expect([call.outcome, call.failure?.reason, call.comeBackMs]).toEqual([
    'rejected',
    'rate-limited',
    1000,
  ])
})

it('a slot taken before a refusal is given back', () => {
  const order = ['bulkhead', 'circuitBreaker'] as const
  const resolved = policy({ circuitBreaker: { threshold: 1 }, bulkhead: { maxConcurrent: 1 } })
  const world = new VirtualWorld({
    ...resolved,
    order: [
      'retry',
      ...order,
      ...resolved.order.filter((p) => p !== 'retry' && !order.includes(p as never)),
    ],
  })
  world.machine.breaker('op')!.isolate(0)
  expect(world.call('ok').failure?.reason).toBe('isolated')
  expect(world.machine.operation('op').bulkhead?.inFlight).toBe(0)
})
