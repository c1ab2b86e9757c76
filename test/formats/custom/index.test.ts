import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { custom } from '../../../src/formats/custom/index.js'
import type { Imported, Target } from '../../../src/formats/format.js'
import type { LeafValue } from '../../../src/policy/leaves.js'
import { decodeText, parseText } from '../../../src/syntax/read.js'
import { checkImported, testFormat } from '../../support/format-harness.js'
import { handMade, toToml } from './hand-made.js'

testFormat(custom)

function parsed(text: string, name = 'input.yaml') {
  return parseText(decodeText(name, new TextEncoder().encode(text)).value!).value!
}

function imported(text: string, name?: string): Imported {
  const result = custom.read(parsed(text, name))
  checkImported(result)
  return result
}

/** Values by operation (`''` for all) and path; a scope that says two things is a failure. */
function valuesOf({ settings, implied }: Imported): Record<string, Record<string, LeafValue>> {
  const all: Target[] = [...settings.flatMap((s) => s.targets), ...implied.map((i) => i.target)]
  const found: Record<string, Record<string, LeafValue>> = {}
  for (const { scope, path, value } of all) {
    const at = found[scope.operation ?? ''] ?? {}
    found[scope.operation ?? ''] = at
    if (path in at) expect(at[path], `${scope.operation ?? '*'} ${path}`).toEqual(value)
    at[path] = value
  }
  return found
}

/** The values of the file's defaults. */
function defaultsOf(text: string) {
  return valuesOf(imported(text))[''] ?? {}
}

describe('the law', () => {
  it('random hand-made configurations come back with exactly the values written', () => {
    fc.assert(
      fc.property(handMade, fc.constantFrom('json', 'yaml', 'toml'), (made, syntax) => {
        const text =
          syntax === 'toml' ? `${toToml(made.content)}\n` : JSON.stringify(made.content, null, 1)
        const document = parsed(text, `input.${syntax}`)
        expect(custom.detect(document), text).toBeDefined()
        const result = custom.read(document)
        checkImported(result)
        const fates = result.settings.filter(
          ({ fate }) => fate !== 'exact' && fate !== 'approximate',
        )
        expect(
          fates.map(({ key, fate }) => `${key} ${fate}`),
          text,
        ).toEqual([])
        const values = valuesOf(result)
        for (const [operation, leaves] of Object.entries(made.meaning)) {
          const inForce = { ...values[''], ...values[operation] }
          expect(inForce, `${operation || 'all'} in ${text}`).toMatchObject(leaves)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the meaning of names', () => {
  it.each<[title: string, text: string, path: string, value: LeafValue]>([
    ['retries leave the first call out', 'retry: {max_retries: 3}', 'retry.maxAttempts', 4],
    ['attempts count the first call', 'retry: {maxAttempts: 3}', 'retry.maxAttempts', 3],
    ['retry_attempts is the classic count', '{"retry_attempts": 3}', 'retry.maxAttempts', 3],
    ['0 retries are one attempt', 'retry: {retries: 0}', 'retry.maxAttempts', 1],
    ['-1 retries are no limit', 'retry: {max_retries: -1}', 'retry.maxAttempts', 'unlimited'],
    [
      'the classic exponential multiplier is the first wait in seconds',
      'exponential_multiplier: 0.5',
      'retry.backoff.initial',
      500,
    ],
    ['the classic growth is 2', 'exponential_multiplier: 0.5', 'retry.backoff.multiplier', 2],
    [
      'the classic max_delay_seconds limits all retrying',
      '{exponential_min: 2, max_delay_seconds: 90}',
      'retry.maxElapsed',
      90_000,
    ],
    [
      'beside a first wait max_delay_seconds is the longest wait',
      'retry: {initial_delay_seconds: 1, max_delay_seconds: 90}',
      'retry.backoff.max',
      90_000,
    ],
    [
      'an exponential backoff multiplier is the growth',
      'retry: {delay: 1s, exponential_backoff_multiplier: 3}',
      'retry.backoff.multiplier',
      3,
    ],
    [
      'a timeout in a breaker is its open time',
      'circuit_breaker: {failure_threshold: 5, timeout: 30}',
      'circuitBreaker.openDuration',
      30_000,
    ],
    [
      'a timeout in a breaker that states its open time limits the attempt',
      'circuit_breaker: {failure_threshold: 5, timeout: 3000, reset_timeout: 30000}',
      'timeout.attempt',
      3000,
    ],
    [
      'a timeout beside retries limits the attempt',
      '{max_retries: 2, failure_threshold: 5, timeout: 30}',
      'timeout.attempt',
      30_000,
    ],
    [
      'a timeout beside a limit per attempt is the total',
      '{retries: 2, per_try_timeout: 1s, timeout: 5s}',
      'timeout.total',
      5000,
    ],
    [
      'a percentage is a share',
      'cb: {error_threshold_percentage: 50}',
      'circuitBreaker.failureRate',
      0.5,
    ],
    ['a rate is a share', 'cb: {failure_rate: 0.5}', 'circuitBreaker.failureRate', 0.5],
    ['a rate above 1 is percent', 'cb: {failure_rate: 50}', 'circuitBreaker.failureRate', 0.5],
    ['a count alone is in a row', 'cb: {threshold: 5}', 'circuitBreaker.mode', 'consecutive'],
    [
      'a count with a window is over the window',
      'cb: {threshold: 5, window: 60s}',
      'circuitBreaker.mode',
      'time-window',
    ],
    [
      'a window size is of calls',
      'cb: {threshold: 5, window_size: 20}',
      'circuitBreaker.window.calls',
      20,
    ],
    [
      'a share of jitter up to 1 is a factor',
      'retry: {attempts: 3, jitter: 0.2}',
      'retry.jitter.factor',
      0.2,
    ],
    ['a jitter in ms is added', 'retry: {attempts: 3, jitter_ms: 80}', 'retry.jitter.max', 80],
    ['requests per minute', 'rate_limit: {rpm: 90}', 'rateLimit.period', 60_000],
  ])('%s', (_, text, path, value) => {
    expect(defaultsOf(text)[path]).toEqual(value)
  })
})

describe('units of durations', () => {
  it.each<[written: string, ms: number]>([
    ['reset_timeout: 30s', 30_000],
    ['reset_timeout: PT30S', 30_000],
    ['reset_timeout: 2 minutes', 120_000],
    ['reset_timeout: 1m30s', 90_000],
    ['reset_timeout: "00:00:30"', 30_000],
    ['reset_timeout: 250ms', 250],
    ['reset_timeout_ms: 250', 250],
    ['resetTimeoutSec: 7', 7000],
    ['reset-timeout-secs: 0.5', 500],
    ['ResetTimeoutInMinutes: 2', 120_000],
    ['recovery_seconds: 45', 45_000],
    ['reset_timeout: 60', 60_000],
    ['reset_timeout: 60000', 60_000],
    ['reset_timeout: 2.5', 2500],
  ])('%s', (written, ms) => {
    const text = `circuit_breaker: {failure_threshold: 5, ${written}}`
    expect(defaultsOf(text)['circuitBreaker.openDuration']).toBe(ms)
  })

  it('a number that may be either is asked, one that cannot be is assumed with a reason', () => {
    const { settings } = imported('retry: {max_attempts: 3, delay: 50}\ntimeout: 5000')
    expect(settings.map(({ key, fate }) => [key, fate])).toEqual([
      ['retry.max_attempts', 'approximate'],
      ['retry.delay', 'decision'],
      ['timeout', 'approximate'],
    ])
    expect(settings[1]?.decision?.options.map(({ value }) => value)).toEqual(['ms', 's'])
  })

  it('numbers of one block lend each other their unit', () => {
    const text = 'http: {max_retries: 2, retry_delay: 0.5, timeout: 300}'
    const values = valuesOf(imported(text))
    expect(values.http?.['timeout.attempt'] ?? values['']?.['timeout.attempt']).toBe(300_000)
  })
})

describe('detection', () => {
  it.each([
    ['one classic key', '{"circuit_breaker_threshold": 4}'],
    ['a section and one leaf', 'retry: {attempts: 3}'],
    ['two leaves side by side', '{max_retries: 2, timeout: 10}'],
    ['a list of operations', 'operations: [{name: a, retries: 1, timeout: 1s}]'],
    ['flat keys of operations', '{orders_max_retries: 2, orders_failure_threshold: 3}'],
  ])('%s is enough', (_, text) => {
    expect(custom.detect(parsed(text))?.span.start.line).toBe(1)
  })

  it.each([
    ['one retry of a driver', 'database: {host: db, max_retries: 3}'],
    ['a server timeout', 'server: {port: 80, timeout: 30}'],
    ['alerts', 'alert: {threshold: 5, window: 60, cooldown: 300}'],
    ['a game', 'spell: {cooldown: 5, max_attempts: 3}'],
    ['log-ins', 'login: {max_attempts: 5, window: 300, retry_after: 60}'],
    ['market thresholds', 'thresholds: {drop_level: -5.0, surge: 7.0}\nenabled: true'],
    ['probes', 'probe: {failureThreshold: 3, periodSeconds: 10, timeoutSeconds: 1}'],
    ['a health check', 'web: {healthcheck: {retries: 3, interval: 5s, timeout: 2s}}'],
    ['Kubernetes', 'apiVersion: v1\nkind: ConfigMap\ndata: {max_retries: 3, failure_threshold: 2}'],
    [
      'a policy of ours',
      '{"version": 1, "preset": "simple", "defaults": {"retry": {"maxAttempts": 2}}}',
    ],
    ['resilience4j', 'resilience4j: {retry: {instances: {a: {maxAttempts: 3, waitDuration: 1s}}}}'],
    ['Hystrix', 'hystrix: {command: {default: {circuitBreaker: {enabled: true}}}}'],
    ['gRPC', '{"methodConfig": [{"retryPolicy": {"maxAttempts": 4, "initialBackoff": "0.1s"}}]}'],
    ['Sentinel', '[{"resource": "a", "grade": 0, "count": 20, "timeWindow": 10}]'],
    [
      'Envoy',
      'static_resources: {clusters: [{circuit_breakers: {thresholds: [{max_retries: 3}]}}]}',
    ],
    ['Polly v8', '{"A": {"Retry": {"MaxRetryAttempts": 3, "BackoffType": "Linear"}}}'],
    ['nothing', ''],
  ])('%s is not hand-made resilience', (_, text) => {
    expect(custom.detect(parsed(text))).toBeUndefined()
    expect(custom.read(parsed(text)).settings).toEqual([])
  })
})

it('names of operations are kept, with their group where two would be one', () => {
  const block = '{failure_threshold: 3, reset_timeout: 9s}'
  const text = `north: {db: ${block}, "Mail Service": ${block}}\nsouth: {db: ${block}}`
  expect(Object.keys(valuesOf(imported(text))).sort()).toEqual([
    'Mail Service',
    'north.db',
    'south.db',
  ])
})

it('waits that the file states are taken at their word, an unstated schedule is left alone', () => {
  expect(defaultsOf('retry: {attempts: 3, delay: 1s}')).toMatchObject({
    'retry.backoff.kind': 'fixed',
    'retry.jitter.kind': 'none',
    'retry.maxElapsed': null,
  })
  expect(defaultsOf('retry: {attempts: 3}')).toEqual({ 'retry.maxAttempts': 3 })
})

it('a slip of the pen is booked with the name that was meant', () => {
  const { settings } = imported('retry: {maxAttemps: 3, delayMs: 100}')
  expect(settings[0]?.reasons[0]?.text).toBe('no such key; did you mean maxAttempts?')
})

const WORDS =
  'retry retries max min attempts delay base backoff factor exponential jitter type circuit cb ' +
  'failure threshold rate percent ms seconds timeout reset open half calls window size bulkhead ' +
  'limit period per second hedge fallback enabled budget services operations default production'

const anyKey = fc
  .array(fc.constantFrom(...WORDS.split(' ')), { minLength: 1, maxLength: 4 })
  .map((words) => words.join('_'))
const anyValue = fc.oneof(
  fc.integer({ min: -2, max: 100_000 }),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('30s', 'linear', 'none', 'inherit', '${X:5}', '${Y}', '50%', '-1', '', '1e99'),
  fc.array(fc.constantFrom('429', '5xx', 'TimeoutError', '2s', ''), { maxLength: 3 }),
)
const anyTree = fc.letrec((tie) => ({
  map: fc.dictionary(
    anyKey,
    fc.oneof({ weight: 4, arbitrary: anyValue }, { weight: 2, arbitrary: tie('map') }),
    { maxKeys: 6 },
  ),
})).map

it('any tree of such words is read without a crash, a lost key or a value said twice', () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const result = imported(JSON.stringify(tree), 'input.json')
      valuesOf(result)
      const asked = result.settings.flatMap(({ decision }) => decision?.key ?? [])
      expect(new Set(asked).size).toBe(asked.length)
    }),
    { numRuns: 300 },
  )
})
