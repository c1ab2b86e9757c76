import { expect, it } from 'vitest'
import { ATTEMPT_TIMEOUT, failureOf } from '../../src/orchestrator/failure.js'
import { errorFacts, failureFacts } from '../../src/runtime/error-facts.js'
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
  ['nothing', undefined, null],
  ['null', null, null],
])('tells of %s', (_, error, facts) => {
  expect(errorFacts(error)).toEqual(facts)
})

const result = (given: unknown, status?: number) =>
  new ResultFailure(failureOf('transient', { status }), given)
const WITH_503 = { name: 'Result', message: 'a result with status 503', status: 503 }

it.each([
  ['what was thrown', failureOf('transient', { error: new Error('x') }), 'x'],
  ['a time limit', ATTEMPT_TIMEOUT, 'attempt-timeout'],
])('tells of a failure by %s', (_, failure, message) => {
  expect(failureFacts(failure)).toEqual({ name: 'Error', message })
})

it.each([
  ['its status', result({ status: 503, name: 'secret' }), WITH_503],
  ['the status that it was given', result({ name: 'secret' }, 503), WITH_503],
  ['no status', result(null), { name: 'Result', message: OF_RESULT }],
  ['what cannot be read', result(hostile), { name: 'Result', message: OF_RESULT }],
])('tells of a result by %s alone', (_, failure, facts) => {
  expect(failureFacts(failure)).toEqual(facts)
})

it('tells nothing where nothing is known', () => expect(failureFacts(undefined)).toBeNull())

it('cuts what is long', () => {
  expect(errorFacts(new Error('x'.repeat(500)))!.message).toHaveLength(200)
})
