import { expect, it } from 'vitest'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { policy } from './policies.js'

it('R33 the fallback changes neither the outcome nor the verdict', () => {
  const world = new VirtualWorld(policy({ circuitBreaker: { threshold: 1 }, fallback: {} }))
  const call = world.call('503', { fallback: true })
  expect([call.outcome, call.done, world.machine.breaker('op')!.state]).toEqual([
    'failure',
    true,
    'open',
  ])
  expect(world.machine.operation('op').books).toMatchObject({ failure: 1, fallbacks: 1 })
})

it('a fallback inside of the deadline does not answer the deadline', () => {
  const resolved = policy({ timeout: { totalMs: 50 }, fallback: {} })
  const order = ['totalTimeout', ...resolved.order.filter((part) => part !== 'totalTimeout')]
  const inside = new VirtualWorld({ ...resolved, order: order as never })
  const outside = new VirtualWorld(resolved)
  for (const world of [inside, outside]) {
    world.call('hang', { fallback: true })
    world.runTo(100)
  }
  expect(inside.lines.some((line) => line.includes('fallback'))).toBe(false)
  expect(outside.lines.at(-1)).toBe('50 #1 fallback')
})

it('R29 a slot of the call as a whole is held until its last attempt has ended', () => {
  const resolved = policy({ timeout: { totalMs: 50 }, bulkhead: { maxConcurrent: 1 } })
  const order = ['bulkhead', ...resolved.order.filter((part) => part !== 'bulkhead')]
  const world = new VirtualWorld({ ...resolved, order: order as never })
  world.call('ok 200')
  world.runTo(100)
  expect(world.machine.operation('op').bulkhead!.inFlight).toBe(1)
  world.runTo(300)
  expect(world.machine.operation('op').bulkhead!.inFlight).toBe(0)
})

it('a call that timed out in a queue is no verdict on the upstream', () => {
  const world = new VirtualWorld(
    policy({
      timeout: { totalMs: 50 },
      circuitBreaker: { threshold: 1, scope: 'call' },
      bulkhead: { maxConcurrent: 1, maxQueued: 1 },
    }),
  )
  world.call('ok 30')
  const queued = world.call('ok 1')
  world.machine.operation('op').bulkhead!.configure({ maxConcurrent: 1, maxQueued: 1 })
  world.at(29, () => world.call('ok 10'))
  world.runTo(1000)
  expect(queued.outcome).toBe('success')
  expect(world.machine.breaker('op')!.state).toBe('closed')
})
