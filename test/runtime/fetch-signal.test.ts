/** Signals of a fetch, before and after there is a response. */
import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { controllerOf, followCaller } from '../../src/runtime/fetch-signal.js'

it('follows the attempt, with its reason', () => {
  const attempt = new AbortController()
  const { signal } = controllerOf(attempt.signal)
  expect(signal.aborted).toBe(false)
  attempt.abort('late')
  expect([signal.aborted, signal.reason]).toEqual([true, 'late'])
  expect(controllerOf(attempt.signal).signal.reason).toBe('late')
})

it('follows the caller for as long as there is a body', () => {
  const caller = new AbortController()
  const controller = new AbortController()
  followCaller({}, controller, caller.signal)
  expect(controller.signal.aborted).toBe(false)
  caller.abort('enough')
  expect(controller.signal.reason).toBe('enough')
  const after = new AbortController()
  followCaller({}, after, caller.signal)
  expect(after.signal.reason).toBe('enough')
  expect(getEventListeners(caller.signal, 'abort')).toEqual([])
})
