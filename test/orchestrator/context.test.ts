import { expect, it } from 'vitest'
import { type MachineContext, tell } from '../../src/orchestrator/context.js'
import type { MachineEvent } from '../../src/orchestrator/events.js'

const event = { type: 'late', operation: 'op', call: 1, at: 0, attempt: 1, failed: false } as const

function setUp(sink: (event: MachineEvent) => void) {
  const context: MachineContext = { random: () => 0, sink, telling: false, closed: false }
  return context
}

it('knows that a listener is told, within one that is told by another too', () => {
  const seen: unknown[] = []
  const context = setUp(() => {
    if (seen.length === 0) {
      seen.push(context.telling)
      tell(context, event)
    }
    seen.push(context.telling)
  })
  tell(context, event)
  expect([...seen, context.telling]).toEqual([true, true, true, false])
})

it('also when the listener throws', () => {
  const context = setUp(() => {
    throw new Error('listener')
  })
  expect(() => tell(context, event)).toThrow('listener')
  expect(context.telling).toBe(false)
})

it('nobody is told where nobody listens', () => {
  const context = setUp(() => expect.fail())
  expect(() => tell(context, event, null)).not.toThrow()
})
