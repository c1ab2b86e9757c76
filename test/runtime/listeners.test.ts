import { expect, it } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { Listeners } from '../../src/runtime/listeners.js'

const event = { type: 'fallback' } as MachineEvent

it('has no sink while nobody listens', () => {
  const listeners = new Listeners(() => {})
  const listener = () => {}
  expect(listeners.sink).toBeNull()
  listeners.add(listener)
  expect(listeners.sink).not.toBeNull()
  listeners.remove(listener)
  expect(listeners.sink).toBeNull()
})

it('R30 later listeners hear, even when the reporter of errors throws', () => {
  let heard = 0
  const listeners = new Listeners(() => {
    throw new Error('reporter')
  })
  listeners.add(() => {
    throw new Error('first')
  })
  listeners.add(() => heard++)
  listeners.sink!(event)
  expect(heard).toBe(1)
})
