import { expect, it } from 'vitest'
import { isThenable } from '../../src/runtime/thenable.js'

const withThen = (value: object, then: unknown) =>
  Object.defineProperty(value, 'then', { value: then })

it.each<[unknown, boolean]>([
  [Promise.resolve(), true],
  [withThen({}, () => {}), true],
  [
    withThen(
      () => {},
      () => {},
    ),
    true,
  ],
  [withThen({}, 1), false],
  [{}, false],
  [null, false],
  [undefined, false],
  ['then', false],
])('%o: %s', (value, wanted) => expect(isThenable(value)).toBe(wanted))
