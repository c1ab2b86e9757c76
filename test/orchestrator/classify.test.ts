import { describe, expect, it } from 'vitest'
import { classify } from '../../src/orchestrator/classify.js'

const error = (facts: object, name = 'Error') => Object.assign(new Error('x'), { name }, facts)
const fetchFailed = (reason: string, facts: object = {}) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(reason), facts) })
class OwnValidationError extends RangeError {}

const CASES: readonly [string, unknown, string, boolean][] = [
  ['429', error({ status: 429 }), 'rate-limited', true],
  ['500', error({ status: 500 }), 'server-error', true],
  ['501', error({ status: 501 }), 'server-error', false],
  ['502 as statusCode', error({ statusCode: 502 }), 'server-error', true],
  ['503 of a response', error({ response: { status: 503 } }), 'server-error', true],
  ['504', error({ status: 504 }), 'timeout', true],
  ['520', error({ status: 520 }), 'server-error', true],
  ['400', error({ status: 400 }), 'permanent', false],
  ['404', error({ status: 404 }), 'permanent', false],
  ['ECONNRESET', error({ code: 'ECONNRESET' }), 'connection', true],
  ['ENOTFOUND', error({ code: 'ENOTFOUND' }), 'connection', true],
  ['ETIMEDOUT', error({ code: 'ETIMEDOUT' }), 'timeout', true],
  ['a certificate', error({ code: 'CERT_HAS_EXPIRED' }), 'permanent', false],
  [
    'fetch with a cause',
    error({ cause: error({ code: 'ECONNREFUSED' }) }, 'TypeError'),
    'connection',
    true,
  ],
  [
    'several addresses',
    error({ cause: error({ errors: [error({ code: 'ECONNREFUSED' })] }) }, 'TypeError'),
    'connection',
    true,
  ],
  ['fetch failed', new TypeError('fetch failed'), 'connection', true],
  ['fetch failed for a reason of the network', fetchFailed('socket hang up'), 'connection', true],
  ['fetch failed: unexpected redirect', fetchFailed('unexpected redirect'), 'permanent', false],
  ['fetch failed: redirect loop', fetchFailed('redirect count exceeded'), 'permanent', false],
  ['fetch failed: unknown scheme', fetchFailed('unknown scheme'), 'permanent', false],
  ['fetch failed: bad port', fetchFailed('bad port'), 'permanent', false],
  [
    'fetch failed with a code that says more',
    fetchFailed('bad port', { code: 'ECONNRESET' }),
    'connection',
    true,
  ],
  ['a header that cannot be sent', error({ code: 'UND_ERR_INVALID_ARG' }), 'permanent', false],
  ['a missing issuer', error({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }), 'permanent', false],
  ['TLS to a port without it', error({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'permanent', false],
  ['TypeError', new TypeError('x'), 'permanent', false],
  ['a subclass of RangeError', new OwnValidationError('x'), 'permanent', false],
  ['ValidationError', error({}, 'ValidationError'), 'permanent', false],
  ['AbortError', error({}, 'AbortError'), 'cancelled', false],
  ['TimeoutError', error({}, 'TimeoutError'), 'timeout', true],
  ['gRPC UNAVAILABLE', error({ code: 14, details: '' }), 'connection', true],
  ['gRPC RESOURCE_EXHAUSTED', error({ code: 8, metadata: {} }), 'rate-limited', true],
  ['gRPC NOT_FOUND', error({ code: 5, details: '' }), 'permanent', false],
  ['a number that is no gRPC code', error({ code: 14 }), 'transient', true],
  ['unknown', new Error('x'), 'transient', true],
  ['a string', 'x', 'transient', true],
  ['undefined', undefined, 'transient', true],
  ['marked transient', error({ transient: true }, 'TypeError'), 'permanent', true],
  ['marked not retryable', error({ retryable: false, status: 503 }), 'server-error', false],
]

describe('classify', () => {
  it.each(CASES)('%s', (_, thrown, kind, transient) => {
    expect(classify(thrown, () => 0)).toMatchObject({ kind, transient, error: thrown })
  })

  it('unknown errors may be permanent, if the user says so', () => {
    expect(classify(new Error('x'), () => 0, { unknown: 'permanent' }).kind).toBe('permanent')
    expect(classify(new Error('x'), () => 0, { unknown: 'permanent' }).transient).toBe(false)
  })

  it.each([
    ['plain headers', { headers: { 'retry-after': '2' } }, 2000],
    ['Headers', { response: { headers: new Headers({ 'Retry-After': '3' }) } }, 3000],
    ['its own property', { retryAfterMs: 50 }, 50],
    ['nonsense', { headers: { 'retry-after': 'soon' } }, undefined],
  ])('R18 reads Retry-After from %s', (_, facts, wanted) => {
    expect(classify(error({ status: 429, ...facts }), () => 0).retryAfterMs).toBe(wanted)
  })

  it('R31 a getter that throws makes the error unknown, never a crash', () => {
    const hostile = Object.defineProperty(new Error('x'), 'status', {
      get: () => {
        throw new Error('boo')
      },
    })
    expect(classify(hostile, () => 0).kind).toBe('transient')
  })
})

it('an error is known by its class where it has no name of its own', () => {
  class ValidationError extends Error {}
  class TimeoutError extends Error {}
  class Other extends Error {}
  const kinds = [new ValidationError(''), new TimeoutError(''), new Other(''), new Error('')].map(
    (error) => classify(error, () => 0).kind,
  )
  expect(kinds).toEqual(['permanent', 'timeout', 'transient', 'transient'])
})
