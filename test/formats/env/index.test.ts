import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { env } from '../../../src/formats/env/index.js'
import { testFormat } from '../../support/format-harness.js'
import { fate, parse, read, values } from './support.js'

testFormat(env)

describe('numbers that matter', () => {
  it.each([
    ['attempts include the first call', 'RETRY_MAX_ATTEMPTS=3', 'retry.maxAttempts', 3],
    ['retries do not', 'MAX_RETRIES=3', 'retry.maxAttempts', 4],
    ['no retries is one attempt', 'MAX_RETRIES=0', 'retry.maxAttempts', 1],
    ['-1 retries never end', 'MAX_RETRIES=-1', 'retry.maxAttempts', 'unlimited'],
    ['the delay is a total cap', 'RETRY_MAX_DELAY=60', 'retry.maxElapsed', 60_000],
    ['in ms it is a wait', 'RETRY_MAX_DELAY_MS=60000', 'retry.backoff.max', 60_000],
    ['the multiplier is a base', 'RETRY_EXPONENTIAL_MULTIPLIER=0.5', 'retry.backoff.initial', 500],
    ['and growth is 2', 'RETRY_EXPONENTIAL_MULTIPLIER=5', 'retry.backoff.multiplier', 2],
    ['classic jitter adds', 'RETRY_JITTER_ENABLED=ON', 'retry.jitter.kind', 'additive'],
    ['any other word is off', 'RETRY_JITTER_ENABLED=enabled', 'retry.jitter.kind', 'none'],
    [
      'classic recovery is seconds',
      'CIRCUIT_BREAKER_RECOVERY_TIMEOUT=600',
      'circuitBreaker.openDuration',
      600_000,
    ],
    ['60 is seconds', 'CB_RESET_TIMEOUT=60', 'circuitBreaker.openDuration', 60_000],
    ['60000 is milliseconds', 'CB_RESET_TIMEOUT=60000', 'circuitBreaker.openDuration', 60_000],
    [
      'the name beats the size',
      'CB_RESET_TIMEOUT_SECONDS=6000',
      'circuitBreaker.openDuration',
      6_000_000,
    ],
    ['the value beats the name', 'CB_RESET_TIMEOUT_MS=6s', 'circuitBreaker.openDuration', 6000],
    ['a share below 1', 'CB_THRESHOLD=0.5', 'circuitBreaker.failureRate', 0.5],
    ['percent by name', 'CB_ERROR_PERCENTAGE=1', 'circuitBreaker.failureRate', 0.01],
    ['gobreaker counts 0 as 1', 'CB_MAX_REQUESTS=0', 'circuitBreaker.halfOpen.maxCalls', 1],
  ])('%s: %s', (_, text, path, value) => {
    expect(values(read(text))[`*: ${path}`]).toEqual(value)
  })

  it.each([
    ['CB_RESET_TIMEOUT=1800', 'decision'],
    ['REQUEST_TIMEOUT=300', 'decision env/timeout-of-attempt'],
    ['CB_THRESHOLD=50', 'decision'],
    ['CB_FAILURE_RATE=1', 'decision env/window-unknown'],
    ['CB_WINDOW_SIZE=100', 'decision'],
  ])('%s is a question without a suggestion', (text, expected) => {
    expect(fate(text)).toBe(expected)
    expect(values(read(text))).toEqual({})
  })

  it.each([
    'SESSION_TIMEOUT=30',
    'LOGIN_MAX_ATTEMPTS=5',
    'TIMEOUT=30',
    'CONNECT_TIMEOUT=3',
    'DB_POOL_TIMEOUT=60',
    'GRACEFUL_SHUTDOWN_TIMEOUT=10',
    'NPM_CONFIG_FETCH_RETRIES=2',
    'COMPOSE_HTTP_TIMEOUT=120',
    'RESILIENCE4J_RETRY_CONFIGS_DEFAULT_MAX_ATTEMPTS=3',
    'Polly__Retry__MaxRetries=3',
    'MAX_CONCURRENT_AGENTS=5',
    'RATE_LIMIT_PRO_RPS=5',
    'CIRCUIT_BREAKER_API_KEY=x',
  ])('%s is none of ours', (text) => {
    expect(fate(text)).toBe('outside')
    expect(env.detect(parse(text))).toBeUndefined()
  })

  it('takes the words in front of a name as its operation', () => {
    const text =
      'MCP_SESSION_POOL_CIRCUIT_BREAKER_RESET_MS=900\nMAX_TOOL_RETRIES=2\nVITE_MAX_RETRIES=4\n'
    expect(values(read(text))).toEqual({
      'mcp_session_pool: circuitBreaker.openDuration': 900,
      'tool: retry.maxAttempts': 3,
      '*: retry.maxAttempts': 5,
    })
  })

  it('takes a bare timeout only for an operation that other variables name', () => {
    const text = 'STOCK_MAX_RETRIES=1\nSTOCK_TIMEOUT=2s\nOTHER_TIMEOUT=2s\n'
    expect(values(read(text))).toEqual({
      'stock: retry.maxAttempts': 2,
      'stock: timeout.attempt': 2000,
    })
  })

  it('keeps an operation whose name has a word of secrets in it', () => {
    expect(
      values(read('KEY_POINTS_RESILIENCE_STRATEGY=critical\nKEY_POINTS_MAX_RETRIES=1')),
    ).toEqual({
      'key_points: strategy': 'critical',
      'key_points: retry.maxAttempts': 2,
    })
  })

  it('reads a dotenv placeholder from the same file before its default', () => {
    const text = 'BASE=7\nRETRY_MAX_ATTEMPTS=${BASE:-3}\nMAX_RETRIES=${MAX_RETRIES:-6}\n'
    expect(values(read(text))).toEqual({ '*: retry.maxAttempts': 7 })
  })
})

describe('properties', () => {
  const decimal = (min: number, max: number) =>
    fc
      .integer({ min: Math.round(min * 100), max: Math.round(max * 100) })
      .map((hundredths) => hundredths / 100)
  const strategy = fc.constantFrom('aggressive', 'balanced', 'conservative', 'critical')

  it('classic variables give exactly the values that were written', () => {
    const legal = fc.record({
      attempts: fc.integer({ min: 1, max: 10 }),
      threshold: fc.integer({ min: 1, max: 20 }),
      recovery: fc.integer({ min: 10, max: 300 }),
      total: fc.integer({ min: 5, max: 600 }),
      base: decimal(0.1, 5),
      min: decimal(0.5, 4.9),
      max: decimal(5, 120),
      jitter: decimal(0.1, 10),
      all: strategy,
      operations: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/), strategy, {
        maxKeys: 4,
      }),
    })
    fc.assert(
      fc.property(legal, fc.func(fc.integer()), (c, order) => {
        const operations = Object.entries(c.operations).filter(([name]) => name !== 'default')
        const lines = [
          `RETRY_MAX_ATTEMPTS=${c.attempts}`,
          `CIRCUIT_BREAKER_FAILURE_THRESHOLD=${c.threshold}`,
          `CIRCUIT_BREAKER_RECOVERY_TIMEOUT=${c.recovery}`,
          `RETRY_MAX_DELAY=${c.total}`,
          `RETRY_EXPONENTIAL_MULTIPLIER=${c.base}`,
          `RETRY_EXPONENTIAL_MIN=${c.min}`,
          `RETRY_EXPONENTIAL_MAX=${c.max}`,
          'RETRY_JITTER_ENABLED=true',
          `RETRY_JITTER_MAX=${c.jitter}`,
          `DEFAULT_RESILIENCE_STRATEGY=${c.all}`,
          ...operations.map(([name, one]) => `${name.toUpperCase()}_RESILIENCE_STRATEGY=${one}`),
        ].sort((a, b) => order(a) - order(b))
        const imported = read(lines.join('\n'))
        const ms = (seconds: number) => Math.round(seconds * 1000)
        expect(imported.settings.map((s) => s.fate)).toEqual(lines.map(() => 'exact'))
        expect(imported.diagnostics).toEqual([])
        expect(values(imported)).toEqual({
          '*: retry.maxAttempts': c.attempts,
          '*: circuitBreaker.mode': 'consecutive',
          '*: circuitBreaker.threshold': c.threshold,
          '*: circuitBreaker.openDuration': c.recovery * 1000,
          '*: retry.maxElapsed': c.total * 1000,
          '*: retry.backoff.kind': 'exponential',
          '*: retry.backoff.initial': ms(c.base),
          '*: retry.backoff.multiplier': 2,
          '*: retry.backoff.min': ms(c.min),
          '*: retry.backoff.max': ms(c.max),
          '*: retry.jitter.kind': 'additive',
          '*: retry.jitter.max': ms(c.jitter),
          '*: strategy': c.all,
          ...Object.fromEntries(operations.map(([name, one]) => [`${name}: strategy`, one])),
        })
      }),
    )
  })

  it('no mix of variables and values gives a leaf two values, or crashes', () => {
    const name = fc.constantFrom(
      ...`RETRY_MAX_ATTEMPTS MAX_RETRIES RETRY_ATTEMPTS RETRY_DELAY RETRY_BASE_DELAY RETRY_BACKOFF
      BACKOFF_FACTOR RETRY_MULTIPLIER RETRY_EXPONENTIAL_MULTIPLIER RETRY_EXPONENTIAL_MIN
      RETRY_TIMEOUT
      RETRY_MIN_DELAY RETRY_MAX_DELAY RETRY_MAX_BACKOFF RETRY_JITTER RETRY_JITTER_ENABLED
      RETRY_JITTER_MAX RETRY_JITTER_FACTOR RETRY_BACKOFF_1 RETRY_BACKOFF_2_MS RETRY_DELAYS
      RETRY_ENABLED CB_ENABLED CB_THRESHOLD CB_FAILURE_RATE CB_MAX_FAILURES CB_TIMEOUT CB_INTERVAL
      CB_RESET_TIMEOUT CB_WINDOW CB_WINDOW_SIZE CB_WINDOW_CALLS CB_MIN_REQUESTS CB_MAX_REQUESTS
      CB_SUCCESS_THRESHOLD CB_HALF_OPEN_TIMEOUT CB_SLOW_CALL_RATE CB_SLOW_CALL_DURATION_MS
      CB_CALL_TIMEOUT REQUEST_TIMEOUT HTTP_TIMEOUT_MS RATE_LIMIT RATE_LIMIT_RPS RATE_LIMIT_WINDOW
      RATE_LIMIT_ENABLED BULKHEAD_SIZE MAX_CONCURRENT AWS_RETRY_MODE RESILIENCE_ENABLED
      RESILIENCE_STRATEGY EXPONENTIAL_BACKOFF`.split(/\s+/),
    )
    const value = fc.oneof(
      fc.constantFrom('0', '1', '2', '0.5', '50', '500', '1800', '60000', '30s', '50%', '-1', ''),
      fc.constantFrom('true', 'off', 'exponential', 'fixed', 'none', '1,2,3', 'x', '1e400', '$X'),
      fc.constantFrom('balanced', 'standard', '9'.repeat(30), '${A:-3}', '{{ a }}', '1m30s'),
    )
    const entries = fc.dictionary(name, value, { maxKeys: 14 })
    fc.assert(
      fc.property(entries, (found) => {
        const lines = Object.entries(found).map(([key, text]) => `${key}=${text}`)
        const imported = read(lines.join('\n'))
        values(imported)
        expect(imported.settings.map((s) => s.key).sort()).toEqual(Object.keys(found).sort())
      }),
      { numRuns: 1000 },
    )
  })
})

it('suggests the strategy that a slip of the pen meant', () => {
  expect(read('QA_RESILIENCE_STRATEGY=critcal\n').diagnostics).toMatchObject([
    { ruleId: 'env/invalid-value', help: 'Did you mean critical?' },
  ])
})
