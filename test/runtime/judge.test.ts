import { expect, it } from 'vitest'
import { judgeError, judgeResult, ResultFailure } from '../../src/runtime/judge.js'
import { type NamedFallback, Shared } from '../../src/runtime/shared.js'
import { FakeClock } from './fake-clock.js'

const shared = (classifier?: ConstructorParameters<typeof Shared>[0]['classifier']) =>
  new Shared({
    clock: new FakeClock(),
    classifier,
    classifyOptions: {},
    fallbacks: {} as Record<string, NamedFallback>,
  })

it('the user’s word on the kind wins, the facts stay', () => {
  const error = Object.assign(new Error('x'), { status: 404 })
  expect(
    judgeError(
      shared(() => 'rate-limited'),
      'op',
      error,
    ),
  ).toMatchObject({
    kind: 'rate-limited',
    transient: true,
    status: 404,
    error,
  })
  expect(
    judgeError(
      shared(() => undefined),
      'op',
      error,
    ).kind,
  ).toBe('permanent')
})

it('a result is a failure by a word or by facts', () => {
  const judged = (verdict: boolean | object) => judgeResult(shared(), () => verdict, 'result')
  expect(judged(false)).toBeNull()
  expect(judged(true)?.kind).toBe('transient')
  expect(judged({ status: 429, retryAfterMs: 50 })).toMatchObject({
    kind: 'rate-limited',
    retryAfterMs: 50,
  })
  expect(judged(true)).toBeInstanceOf(ResultFailure)
  for (const verdict of [true, { status: 503 }]) expect(judged(verdict)!.error).toBe('result')
})
