import { expect, it } from 'vitest'
import { Call } from '../../src/orchestrator/call.js'
import { Step } from '../../src/orchestrator/call-record.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { type PolicyParts, policy } from './policies.js'

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

/** A driver whose fallback does not answer by itself. */
class Pending extends Call {
  override fallbackEnded(): Step {
    return this.ends ? super.fallbackEnded() : Step.WAIT
  }
  ends = false
}

const inFallback = (parts: PolicyParts) => {
  const { machine } = new VirtualWorld(policy({ fallback: {}, ...parts }))
  const operation = machine.operation('op')
  const call = new Pending(operation, 0, true, true)
  call.begin(0)
  expect(call.fail(call.current!, failureOf('server-error'), 5)).toBe(Step.FALLBACK)
  call.ends = true
  return { call, operation }
}

it('R34 a cancel while the fallback answers ends the call and leaves its one outcome', () => {
  const { call, operation } = inFallback({})
  expect(call.cancel(10)).toBe(Step.DONE)
  expect([call.outcome, call.done, operation.inFlight]).toEqual(['failure', true, 0])
  expect(operation.books).toMatchObject({ calls: 1, failure: 1, cancelled: 0 })
})

it('a fallback outside of the deadline is not ended by it', () => {
  const { call } = inFallback({ timeout: { totalMs: 50 } })
  expect([call.wakeAt(), call.wake(60), call.done]).toEqual([
    Number.POSITIVE_INFINITY,
    Step.WAIT,
    false,
  ])
})

it('R8 a call as a whole that timed out in a queue is no verdict on the upstream', () => {
  const resolved = policy({
    timeout: { totalMs: 50 },
    circuitBreaker: { threshold: 1, scope: 'call' },
    bulkhead: { maxConcurrent: 1, maxQueued: 1 },
  })
  const world = new VirtualWorld(resolved)
  world.call('ok 49')
  world.at(10, () => world.call('ok 49'))
  const late = () => world.call('ok 1')
  world.at(20, late)
  world.runTo(1000)
  expect(world.calls.map(({ outcome }) => outcome)).toEqual(['success', 'timeout', 'rejected'])
  expect(world.machine.operation('op').bulkhead!.queued).toBe(0)
})
