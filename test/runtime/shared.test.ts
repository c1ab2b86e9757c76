import { expect, it } from 'vitest'
import { Shared } from '../../src/runtime/shared.js'
import { FakeClock } from './fake-clock.js'

it('calls whose slots came free go on in order, each in its turn, none from within', async () => {
  const shared = new Shared({
    clock: new FakeClock(),
    classifier: undefined,
    classifyOptions: {},
    fallbacks: {},
  })
  const order: string[] = []
  const call = (name: string, then?: () => void) => ({
    go: () => {
      order.push(name)
      then?.()
    },
  })
  shared.ready(call('a', () => shared.ready(call('c'))))
  shared.ready(call('b'))
  expect(order).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 1))
  expect(order).toEqual(['a', 'b', 'c'])
})
