/** One listener for all that follow a signal. */
import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { follow, unfollow } from '../../src/runtime/caller-signal.js'

function setUp() {
  const controller = new AbortController()
  const { signal } = controller
  const told: string[] = []
  const follower = (name: string, also: () => void = () => {}) => {
    const made = {
      handleEvent() {
        told.push(`${name} ${signal.reason}`)
        unfollow(signal, made)
        also()
      },
    }
    return made
  }
  const listeners = () => getEventListeners(signal, 'abort').length
  return { controller, signal, told, follower, listeners }
}

it('has one listener while anybody follows, and none after', () => {
  const { signal, follower, listeners } = setUp()
  const all = Array.from({ length: 100 }, (_, i) => follower(`${i}`))
  for (const one of all) follow(signal, one)
  expect(listeners()).toBe(1)
  for (const one of all.slice(0, 99)) unfollow(signal, one)
  unfollow(signal, follower('a stranger'))
  expect(listeners()).toBe(1)
  unfollow(signal, all[99]!)
  unfollow(signal, all[99]!)
  expect(listeners()).toBe(0)
  follow(signal, all[5]!)
  expect(listeners()).toBe(1)
})

it('tells each once, and nobody who has stopped before its turn', () => {
  const { controller, signal, told, follower, listeners } = setUp()
  const last = follower('last')
  follow(signal, follower('first'))
  follow(
    signal,
    follower('second', () => unfollow(signal, last)),
  )
  follow(signal, last)
  controller.abort('enough')
  expect(told).toEqual(['first enough', 'second enough'])
  expect(listeners()).toBe(0)
})
