/** The store within the process. */
import { expect, it } from 'vitest'
import { memoryStore } from '../../../src/runtime/state/memory-store.js'
import type { KeptBreaker } from '../../../src/runtime/state/store.js'

const breaker = (operation: string, changedAtMs: number): KeptBreaker => ({
  ...{ operation, host: null, state: 'open', remainingMs: 500 },
  ...{ openings: 1, isolations: 0, failures: 0, changedAtMs },
})

it('keeps, ages and forgets', () => {
  let now = 10_000
  const store = memoryStore({ maxAgeMs: 1000, wallNow: () => now })
  expect(store.load()).toEqual({ value: [], diagnostics: [] })
  store.save([breaker('a', 1)])
  now += 200
  store.save([breaker('b', 2)])
  const rests = () =>
    store.load().value!.map(({ operation, remainingMs }) => [operation, remainingMs])
  expect(rests()).toEqual([
    ['a', 300],
    ['b', 500],
  ])
  now += 900
  expect(rests()).toEqual([['b', 0]])
})
