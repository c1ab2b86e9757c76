import { expect, it } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { policy } from './policies.js'

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
