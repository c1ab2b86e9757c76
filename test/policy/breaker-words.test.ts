import { describe, expect, it } from 'vitest'
import { breakerWords, matcherWords, openingCount } from '../../src/policy/breaker-words.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import type { OperationSettings } from '../../src/policy/schema.js'

const policyOf = (defaults: OperationSettings) =>
  resolveOperation({ document: { version: 1, defaults } }, undefined).policy
const words = (circuitBreaker: NonNullable<OperationSettings['circuitBreaker']>) =>
  breakerWords(policyOf({ circuitBreaker }))

describe('breakerWords', () => {
  it('says all of the simple preset', () => {
    expect(breakerWords(policyOf({}))).toEqual({
      opens: 'After 5 failed attempts in a row (transient failures).',
      staysOpen: '1m.',
      closes:
        'Half-open admits 1 trial at a time; 1 success closes it, 1 failure opens it again. ' +
        'Without a verdict it is half-open with fresh trials after 1m.',
      whenOpen: 'No attempt is sent; the caller gets a rejection at once.',
    })
  })

  it('has nothing to say when the breaker is off', () => {
    expect(breakerWords(policyOf({ circuitBreaker: false }))).toBeUndefined()
  })

  it.each([
    [
      { threshold: 4, compare: 'gt', scope: 'call' },
      'After 5 failed calls in a row (transient failures).',
    ],
    [
      { threshold: 1, window: { duration: '20s' } },
      'After 1 failed attempt in a row (transient failures); the count starts anew after 20s.',
    ],
    [{ threshold: 'none' }, 'Never: no threshold is set.'],
    [
      { mode: 'count-window', window: { calls: 50 }, failureRate: 0.25 },
      'When 25% of at least 10 failed, among the last 50 attempts (transient failures).',
    ],
    [
      {
        mode: 'time-window',
        threshold: 7,
        failureRate: 0.5,
        slowCallRate: 0.8,
        slowCallDuration: '2s',
        minimumThroughput: 20,
        compare: 'gt',
      },
      'When 8 attempts failed, or when more than 50% of at least 20 failed, or when more than ' +
        '80% of at least 20 took longer than 2s, in the last 10s (transient failures).',
    ],
    [
      { mode: 'time-window', threshold: 3, window: { kind: 'tumbling', duration: '1m30s' } },
      'When 3 attempts failed, in one stretch of 1m30s (transient failures).',
    ],
    [
      { mode: 'count-window', failureRate: 'none' },
      'Never: neither threshold nor failureRate nor slowCallRate is set.',
    ],
  ] as const)('opens: %j', (settings, text) => expect(words(settings)?.opens).toBe(text))

  it.each([
    [
      { openGrowth: { kind: 'linear' } },
      '1m, that much longer with each opening in a row, up to 5m.',
    ],
    [
      { openDuration: '5s', openGrowth: { kind: 'exponential', multiplier: 3, max: 'none' } },
      '5s, 3 times longer with each opening in a row.',
    ],
    [{ openJitter: { kind: 'factor' } }, '1m, give or take 50%.'],
    [{ openJitter: { kind: 'additive', max: '5s' } }, '1m, plus up to 5s by chance.'],
  ] as const)('stays open: %j', (settings, text) => {
    expect(words(settings)?.staysOpen).toBe(text)
  })

  it.each([
    [
      { successes: 3, maxCalls: 2, maxWait: 'none' },
      'Half-open admits 2 trials at a time; 3 successes in a row close it, ' +
        '1 failure opens it again.',
    ],
    [
      { decision: 'rate', maxCalls: 10, maxWait: '30s', afterMaxWait: 'open' },
      'Half-open admits 10 trials; when 50% or more fail it opens again, else it closes. ' +
        'Without a verdict it is open after 30s.',
    ],
  ] as const)('closes: %j', (halfOpen, text) => expect(words({ halfOpen })?.closes).toBe(text))

  it.each([
    [
      { retry: { onOpenCircuit: 'retry' } },
      'No attempt is sent, and each retry asks the breaker again after its wait; ' +
        'the caller gets a rejection in the end.',
    ],
    [
      { retry: { onOpenCircuit: 'wait' }, fallback: { value: [] } },
      'No attempt is sent; a retry waits for half-open if the deadline allows; ' +
        'the caller gets the fallback in the end.',
    ],
    [
      { retry: { onOpenCircuit: 'wait', maxAttempts: 1 } },
      'No attempt is sent; the caller gets a rejection at once.',
    ],
    [
      { fallback: { value: 0, on: { kinds: ['timeout'] } } },
      'No attempt is sent; the caller gets a rejection at once.',
    ],
  ] as [OperationSettings, string][])('when open: %j', (settings, text) => {
    expect(breakerWords(policyOf(settings))?.whenOpen).toBe(text)
  })
})

describe('openingCount', () => {
  it.each([
    [{ threshold: 3 }, 3],
    [{ threshold: 3, compare: 'gt' }, 4],
    [{ threshold: 'none' }, undefined],
    [{ mode: 'count-window' }, undefined],
  ] as const)('%j', (circuitBreaker, count) => {
    expect(openingCount(policyOf({ circuitBreaker }).circuitBreaker!)).toBe(count)
  })
})

describe('matcherWords', () => {
  it.each([
    [{}, 'nothing'],
    [{ kinds: ['any'] }, 'any failure'],
    [{ kinds: ['timeout', 'server-error'] }, 'timeout failures, server-error failures'],
    [{ status: [503, '5xx'], grpc: ['UNAVAILABLE'] }, 'status 503, status 5xx, gRPC UNAVAILABLE'],
    [
      { codes: ['ECONNRESET'], errors: ['IOException'], tokens: ['refused-stream'] },
      'ECONNRESET, IOException, refused-stream',
    ],
  ] as const)('%j', (matcher, text) => {
    expect(matcherWords(structuredClone(matcher) as never)).toBe(text)
  })
})
