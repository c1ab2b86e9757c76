import { describe, expect, it } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { type PolicyParts, policy } from './policies.js'

it('tells attempts, their failures, retries and the outcome, as plain data', () => {
  const world = new VirtualWorld(policy({ retry: { maxAttempts: 2 } }))
  const events: MachineEvent[] = []
  world.machine.context.sink = (event) => events.push(event)
  world.call('503 10, 502 10')
  world.runTo(1000)
  expect(events.map((event) => event.type)).toEqual([
    'attempt',
    'attempt-failed',
    'retry',
    'attempt',
    'attempt-failed',
    'failure',
  ])
  expect(events[2]).toMatchObject({ operation: 'op', call: 1, at: 10, attempt: 2, delayMs: 100 })
  expect(events[5]).toMatchObject({
    attempts: 2,
    elapsedMs: 120,
    gaveUp: 'attempts',
    failure: { status: 502 },
  })
  expect(() => structuredClone(events)).not.toThrow()
})

it('costs nothing without a listener', () => {
  const world = new VirtualWorld(policy({ retry: {} }))
  world.machine.context.sink = null
  expect(world.call('ok').outcome).toBe('success')
})

describe('R34 a listener that cancels the very call that it hears of', () => {
  const policies: PolicyParts = {
    retry: { maxAttempts: 2, backoff: { initialMs: 0 } },
    circuitBreaker: { threshold: 1, openDurationMs: 0 },
    bulkhead: { maxConcurrent: 1, maxQueued: 1 },
    fallback: {},
  }

  it.each([
    ['attempt', 'cancelled', 1],
    ['attempt-failed', 'cancelled', 1],
    ['transition', 'cancelled', 1],
    ['retry', 'cancelled', 1],
    ['failure', 'failure', 2],
    ['fallback', 'failure', 2],
  ] as const)('%s: one outcome, all given back', (type, outcome, attempts) => {
    const world = new VirtualWorld(policy(policies))
    const told: string[] = []
    world.machine.context.sink = (event) => {
      told.push(event.type)
      const call = world.calls[0]
      if (event.type === type && call) call.advance(call.cancel(world.now))
    }
    const call = world.call('503 10, 503 10', { fallback: true })
    if (type === 'attempt') world.at(5, () => call.advance(call.cancel(5)))
    world.runTo(1000)
    const operation = world.machine.operation('op')
    expect([call.outcome, call.attempts, call.done]).toEqual([outcome, attempts, true])
    expect(told.filter((one) => one === 'failure' || one === 'cancelled')).toEqual([outcome])
    expect([operation.inFlight, operation.bulkhead!.inFlight]).toEqual([0, 0])
  })

  it('R14 or shuts the machine down', () => {
    const world = new VirtualWorld(policy(policies))
    world.machine.context.sink = ({ type }) => {
      if (type !== 'attempt-failed') return
      world.machine.close()
      for (const call of world.calls) call.advance(call.shutDown(world.now))
    }
    world.call('503 10')
    const queued = world.call('ok 10')
    world.runTo(1000)
    expect(world.calls.map(({ outcome }) => outcome)).toEqual(['failure', 'rejected'])
    expect([queued.attempts, world.machine.operation('op').inFlight]).toEqual([0, 0])
  })
})
