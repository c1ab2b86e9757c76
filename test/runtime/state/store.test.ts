/** What names a breaker. */
import { expect, it } from 'vitest'
import { keyOf } from '../../../src/runtime/state/store.js'

it('no two breakers have one key, whatever their names', () => {
  const parts = [
    ['a', null],
    ['a', 'null'],
    ['a', 'b'],
    ['a b', null],
    ['a","b', null],
    ['["a"', ']'],
  ] as const
  const keys = parts.map(([operation, host]) => keyOf({ operation, host }))
  expect(new Set(keys).size).toBe(parts.length)
})
