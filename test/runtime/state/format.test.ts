/** The text of a state file: round trip, and everything that can be wrong with it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeState, encodeState } from '../../../src/runtime/state/format.js'
import type { StateRecord } from '../../../src/runtime/state/records.js'

const RECORD: StateRecord = {
  operation: 'get',
  host: 'a.example:80',
  state: 'open',
  remainingMs: 12.5,
  openings: 2,
  isolations: 0,
  failures: 0,
  changedAtMs: 1_700_000_000_000,
  savedAtMs: 1_700_000_000_001,
}

it('what is written is read', () => {
  const records = [
    RECORD,
    { ...RECORD, operation: '"\u2028é', host: null, state: 'isolated' as const },
  ]
  const { records: read, problem, writable } = decodeState('f', encodeState(records))
  expect([read, problem, writable]).toEqual([records, undefined, true])
  expect(decodeState('f', encodeState([])).records).toEqual([])
})

it.each([
  ['an empty file', '', undefined, true],
  ['blanks', ' \n', undefined, true],
  ['text of somebody else', 'hello: world', 'state/foreign', false],
  ['JSON of somebody else', '{"name":"x"}', 'state/foreign', false],
  ['a list', '[]', 'state/foreign', false],
  ['half a file', encodeState([RECORD]).slice(0, 150), 'state/damaged', true],
  ['its first bytes', encodeState([]).slice(0, 9), 'state/damaged', true],
  ['zeros, as after a power cut', '\0'.repeat(300), 'state/damaged', true],
  ['another value', encodeState([RECORD]).replace('12.5', '13.5'), 'state/damaged', true],
  ['no records', '{"format":"resil-state","version":1}', 'state/damaged', true],
  [
    'version 2',
    encodeState([]).replace('"version":1', '"version":2'),
    'state/unknown-version',
    false,
  ],
])('R36 %s is read as nothing, with the reason', (_, text, rule, writable) => {
  const read = decodeState('state.json', text)
  expect(read.records).toEqual([])
  expect([read.problem?.ruleId, read.writable]).toEqual([rule, writable])
  if (rule) expect(read.problem!.message).toContain('state.json')
})

it.each([
  ['operation', 1],
  ['host', undefined],
  ['state', 'ajar'],
  ['remainingMs', -1],
  ['remainingMs', null],
  ['remainingMs', '12'],
  ['openings', 1.5],
  ['isolations', -1],
  ['failures', 1e300],
  ['changedAtMs', '2024-01-01'],
  ['savedAtMs', null],
])('R36 a record whose %s is %j makes the file unusable', (key, value) => {
  const read = decodeState('f', encodeState([RECORD, { ...RECORD, [key]: value }]))
  expect(read.records).toEqual([])
  expect(read.problem!.message).toContain('record 1')
})

it('R36 no change of a single character gets through, and none crashes', () => {
  const text = encodeState([RECORD, { ...RECORD, operation: 'other' }])
  fc.assert(
    fc.property(fc.nat(text.length - 2), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1)
      const { records, problem } = decodeState('f', changed)
      if (problem !== undefined) return records.length === 0
      // Only a blank in place of nothing that counts can leave the content as it was.
      return JSON.stringify(JSON.parse(changed)) === JSON.stringify(JSON.parse(text))
    }),
    { numRuns: 2000 },
  )
})
