import { expect, it } from 'vitest'
import { errorFacts } from '../../src/runtime/error-facts.js'
import { ResultFailure } from '../../src/runtime/judge.js'

const OF_RESULT = 'a result that is a failure'
const hostile = new Proxy(new Error('x'), {
  get() {
    throw new Error('no')
  },
})
const withBody = Object.assign(new Error('down'), { status: 503, code: 'E', body: 'secret' })

it.each([
  ['an error', new TypeError('bad'), { name: 'TypeError', message: 'bad' }],
  ['code and status', withBody, { name: 'Error', message: 'down', code: 'E', status: 503 }],
  ['the first line only', new Error('one\ntwo'), { name: 'Error', message: 'one' }],
  ['a text', 'attempt-timeout', { name: 'Error', message: 'attempt-timeout' }],
  ['an object of no class', Object.create(null), { name: 'Object', message: '' }],
  ['an object', { status: 404 }, { name: 'Object', message: '', status: 404 }],
  ['an error that cannot be read', hostile, { name: 'Error', message: '(unreadable)' }],
  [
    'a result that was a failure',
    new ResultFailure({ status: 503, name: 'secret' }),
    { name: 'Result', message: 'a result with status 503', status: 503 },
  ],
  ['one without a status', new ResultFailure(null), { name: 'Result', message: OF_RESULT }],
  ['nothing', undefined, null],
  ['null', null, null],
])('tells of %s', (_, error, facts) => {
  expect(errorFacts(error)).toEqual(facts)
})

it('cuts what is long', () => {
  expect(errorFacts(new Error('x'.repeat(500)))!.message).toHaveLength(200)
})
