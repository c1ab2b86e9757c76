import { expect, it } from 'vitest'
import {
  addCallInfo,
  callInfo,
  FallbackError,
  RejectedError,
  SupersededError,
  TimeoutError,
} from '../../src/runtime/errors.js'
import { orchestratorOf } from '../support/policy-text.js'

const info = { operation: 'op', attempts: 2, elapsedMs: 5, gaveUp: undefined }

it.each([
  ['a plain error', new Error('x')],
  ['a frozen one', Object.freeze(new Error('x'))],
  ['a sealed one', Object.seal(new Error('x'))],
])('R22 tells of the call: %s', (_, error) => {
  addCallInfo(error, info)
  expect(callInfo(error)).toEqual(info)
  addCallInfo(error, { ...info, attempts: 3 })
  expect(callInfo(error)?.attempts).toBe(3)
  expect(Object.keys(error)).toEqual([])
})

it('knows nothing of what is no object, or was never in a call', () => {
  addCallInfo('text', info)
  expect([callInfo('text'), callInfo(null), callInfo(new Error('x'))]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

it('names, codes and messages', () => {
  const rejection = { reason: 'bulkhead-full', operation: 'op', comeBackMs: () => 7 } as const
  const errors = [
    new RejectedError(rejection),
    new TimeoutError('op', 'call', 50),
    new FallbackError('op', new Error('b'), new Error('a')),
    new SupersededError('op'),
  ]
  expect(errors.map((error) => `${error.code} ${String(error)}`)).toEqual([
    'ERR_RESIL_REJECTED RejectedError: op was rejected: its bulkhead is full',
    'ERR_RESIL_TIMEOUT TimeoutError: op timed out: the call took longer than 50 ms',
    'ERR_RESIL_FALLBACK FallbackError: op failed, and so did its fallback',
    'ERR_RESIL_SUPERSEDED AbortError: op: another attempt was faster',
  ])
  expect(new RejectedError(rejection).retryAfterMs).toBe(7)
})

it('R15 R33 the cause is the result itself where that was the failure', async () => {
  const orchestrator = orchestratorOf(`
version: 1
defaults: { retry: false, circuitBreaker: { threshold: 1 } }
`)
  const result = { status: 503 }
  const options = { isFailure: () => true }
  expect(await orchestrator.execute('op', () => result, options)).toBe(result)
  const rejected = await orchestrator.execute('op', () => result).catch((error) => error)
  expect(rejected).toBeInstanceOf(RejectedError)
  expect(rejected.cause).toBe(result)
  const fallback = () => {
    throw new Error('no answer')
  }
  const fell = orchestrator.execute('other', () => result, { ...options, fallback })
  expect((await fell.catch((error: Error) => error)) as Error).toMatchObject({
    name: 'FallbackError',
    cause: result,
  })
})

it('making one leaves the stack limit as it was', () => {
  const limit = Error.stackTraceLimit
  new TimeoutError('op', 'attempt', 1)
  expect(Error.stackTraceLimit).toBe(limit)
})
