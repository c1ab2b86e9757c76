/** How time passes for a record, which of two wins, and how many are kept. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  breakerAt,
  DEFAULT_MAX_AGE_MS,
  MAX_RECORDS,
  merged,
  type StateRecord,
  trusted,
} from '../../../src/runtime/state/records.js'

const NOW = 1_000_000_000

const record = (parts: Partial<StateRecord> = {}): StateRecord => ({
  operation: 'get',
  host: null,
  state: 'open',
  remainingMs: 500,
  openings: 1,
  isolations: 0,
  failures: 0,
  changedAtMs: NOW - 100,
  savedAtMs: NOW - 100,
  ...parts,
})

it('R36 what is too old is forgotten, at the age given', () => {
  expect(DEFAULT_MAX_AGE_MS).toBe(86_400_000)
  expect(trusted(record({ savedAtMs: NOW - 50 }), NOW, 50)).toBeDefined()
  expect(trusted(record({ savedAtMs: NOW - 51 }), NOW, 50)).toBeUndefined()
})

it('R36 a stamp in the future is not trusted: no time has passed, any change wins', () => {
  const ahead = record({ savedAtMs: NOW + 5000, changedAtMs: NOW + 5000 })
  const corrected = trusted(ahead, NOW, 1000)!
  expect(corrected).toMatchObject({ savedAtMs: NOW, changedAtMs: 0, remainingMs: 500 })
  expect(breakerAt(corrected, NOW).remainingMs).toBe(500)
  const ours = record({ state: 'closed', changedAtMs: 1 })
  expect(merged([corrected], [ours])).toEqual([ours])
})

it('R11 the rest of the wait is never longer than it was, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.nat(1e6), (shift, remainingMs) => {
      const found = trusted(record({ remainingMs, savedAtMs: NOW }), NOW + shift, Infinity)!
      const rest = breakerAt(found, NOW + shift).remainingMs
      return rest >= 0 && rest <= remainingMs
    }),
  )
})

it('the later change of a breaker wins, ours of equal ones; other breakers are kept', () => {
  const theirs = [
    record({ operation: 'a', changedAtMs: 10 }),
    record({ operation: 'b', changedAtMs: 10 }),
    record({ operation: 'c', host: 'h', changedAtMs: 10 }),
  ]
  const ours = [
    record({ operation: 'a', state: 'closed', changedAtMs: 11 }),
    record({ operation: 'b', state: 'closed', changedAtMs: 9 }),
    record({ operation: 'c', host: 'h', state: 'closed', changedAtMs: 10 }),
    record({ operation: 'c', host: null, changedAtMs: 1 }),
  ]
  const states = merged(theirs, ours).map(({ operation, host, state }) => [operation, host, state])
  expect(states).toEqual([
    ['a', null, 'closed'],
    ['b', null, 'open'],
    ['c', 'h', 'closed'],
    ['c', null, 'open'],
  ])
})

it('merging is the same in any order, as long as no two changed at once', () => {
  const list = (first: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 })
      .map((names) =>
        names.map((name, i) => record({ operation: `${name}`, changedAtMs: first + 2 * i })),
      )
  const key = (all: StateRecord[]) => all.map((r) => `${r.operation} ${r.changedAtMs}`).sort()
  const unique = (all: StateRecord[]) => merged([], all)
  fc.assert(
    fc.property(list(0), list(1), (a, b) => {
      const [left, right] = [merged(unique(a), unique(b)), merged(unique(b), unique(a))]
      expect(key(left)).toEqual(key(right))
    }),
  )
})

it('R37 there is a bound, and closed ones go first, then those that changed long ago', () => {
  const many = Array.from({ length: MAX_RECORDS }, (_, i) =>
    record({ operation: `${i}`, state: i < 5 ? 'closed' : 'open', changedAtMs: 100 + i }),
  )
  const more = [0, 1, 2, 3, 4, 5, 6].map((i) => record({ operation: `new ${i}`, changedAtMs: 1e6 }))
  const left = merged(many, more)
  expect(left).toHaveLength(MAX_RECORDS)
  const gone = many.filter((one) => !left.includes(one)).map(({ operation }) => operation)
  expect(gone).toEqual(['0', '1', '2', '3', '4', '5', '6'])
})
