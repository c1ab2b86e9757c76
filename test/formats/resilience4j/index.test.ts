/** The resilience4j reader: fixtures, numbers that matter as tables, the law of inheritance. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceText } from '../../../src/diagnostics/source.js'
import { confidenceOf, type Imported } from '../../../src/formats/format.js'
import { resilience4j } from '../../../src/formats/resilience4j/index.js'
import { parseText } from '../../../src/syntax/read.js'
import { checkImported, testFormat } from '../../support/format-harness.js'
import { configurations, toProperties, toYaml } from './configurations.js'
import { libraryLeaves } from './library-model.js'

testFormat(resilience4j)

function parsed(text: string, file = 'application.yml') {
  const { value } = parseText(sourceText(file, text))
  if (!value) throw new Error(`does not parse: ${text}`)
  return value
}

const read = (text: string, file?: string): Imported => resilience4j.read(parsed(text, file))

/** Values by `[environment ]operation path`; two different values for one place are an error. */
function leavesOf({ settings, implied }: Imported): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const targets = [...settings.flatMap((s) => s.targets), ...implied.map((i) => i.target)]
  for (const { scope, path, value } of targets) {
    const environment = scope.environment === undefined ? '' : `[${scope.environment}] `
    const at = `${environment}${scope.operation ?? '*'} ${path}`
    if (found.has(at)) expect(value, `one value for ${at}`).toEqual(found.get(at))
    found.set(at, value)
  }
  return found
}

const retry = (keys: string) => `resilience4j.retry.instances.a: { ${keys} }`
const breaker = (keys: string) => `resilience4j.circuitbreaker.instances.a: { ${keys} }`

describe('values of one instance', () => {
  it.each<[title: string, text: string, leaf: string, value: unknown]>([
    ['attempts count the first call', retry('maxAttempts: 4'), 'retry.maxAttempts', 4],
    ['attempts default to 3', retry('waitDuration: 1s'), 'retry.maxAttempts', 3],
    ['a bare wait is milliseconds', retry('waitDuration: 1000'), 'retry.backoff.initial', 1000],
    ['a wait in ISO 8601', retry('waitDuration: PT0.25S'), 'retry.backoff.initial', 250],
    ['the wait defaults to 500 ms', retry('maxAttempts: 2'), 'retry.backoff.initial', 500],
    [
      'exponential without a wait stays fixed',
      retry('enableExponentialBackoff: true'),
      'retry.backoff.kind',
      'fixed',
    ],
    [
      'the multiplier defaults to 1.5',
      retry('waitDuration: 1s, enableExponentialBackoff: true'),
      'retry.backoff.multiplier',
      1.5,
    ],
    [
      'a cap without a multiplier is none',
      retry('waitDuration: 1s, enableExponentialBackoff: true, exponentialMaxWaitDuration: 5s'),
      'retry.backoff.max',
      null,
    ],
    [
      'the jitter factor defaults to 0.5',
      retry('waitDuration: 1s, enableRandomizedWait: true'),
      'retry.jitter.factor',
      0.5,
    ],
    [
      'the rejection by an open breaker is retried',
      retry('maxAttempts: 2'),
      'retry.onOpenCircuit',
      'retry',
    ],
    ['every exception is retried', retry('maxAttempts: 2'), 'retry.retryOn', { kinds: ['any'] }],
    ['the count window holds 100 calls', breaker('{}: 1'), 'circuitBreaker.window.calls', 100],
    [
      'the minimum of 100 is capped to a count window',
      breaker('slidingWindowSize: 10'),
      'circuitBreaker.minimumThroughput',
      10,
    ],
    [
      'the minimum is not capped to a time window',
      breaker('slidingWindowSize: 10, slidingWindowType: TIME_BASED'),
      'circuitBreaker.minimumThroughput',
      100,
    ],
    [
      'a time window is counted in seconds',
      breaker('slidingWindowSize: 10, slidingWindowType: TIME_BASED'),
      'circuitBreaker.window.duration',
      10_000,
    ],
    ['a breaker is open for 60 s', breaker('{}: 1'), 'circuitBreaker.openDuration', 60_000],
    ['ten trial calls', breaker('{}: 1'), 'circuitBreaker.halfOpen.maxCalls', 10],
    ['a rate decides half-open', breaker('{}: 1'), 'circuitBreaker.halfOpen.decision', 'rate'],
    [
      'half-open for 0 ms is forever',
      breaker('maxWaitDurationInHalfOpenState: 0'),
      'circuitBreaker.halfOpen.maxWait',
      null,
    ],
    [
      'percent become rates',
      breaker('failureRateThreshold: 33.3'),
      'circuitBreaker.failureRate',
      0.333,
    ],
    [
      'a rate limiter without a period is none',
      'resilience4j.ratelimiter.instances.a.limitForPeriod: 5',
      'rateLimit',
      false,
    ],
    [
      'a time limit is one of an attempt',
      'resilience4j.timelimiter.instances.a.timeoutDuration: 2s',
      'timeout.attempt',
      2000,
    ],
    [
      'outside of the retry it is one of the call',
      'resilience4j.timelimiter: { timeLimiterAspectOrder: 1 }\n' +
        'resilience4j.timelimiter.instances.a.timeoutDuration: 2s',
      'timeout.total',
      2000,
    ],
    [
      'a breaker outside of the retry counts calls',
      `resilience4j.circuitbreaker.circuitBreakerAspectOrder: 1\n${breaker('{}: 1')}`,
      'circuitBreaker.scope',
      'call',
    ],
    ['no breaker instance, no breaker', retry('maxAttempts: 2'), 'circuitBreaker', false],
    ['no retry instance, no retry', breaker('slidingWindowSize: 5'), 'retry', false],
  ])('%s', (_title, text, leaf, value) => {
    expect(leavesOf(read(text)).get(`a ${leaf}`)).toEqual(value)
  })
})

describe('confidence', () => {
  it.each<[title: string, text: string, key: string, confidence: number]>([
    ['an old name', retry('maxRetryAttempts: 5'), 'maxRetryAttempts', 0.85],
    ['exception classes', retry('retryExceptions: [a.B]'), 'retryExceptions', 0.9],
    ['a predicate', breaker('recordFailurePredicate: a.B'), 'recordFailurePredicate', 0.75],
    ['a placeholder with a default', retry("maxAttempts: '${N:5}'"), 'maxAttempts', 0.95],
    ['a refused value', retry('maxAttempts: 0'), 'maxAttempts', 0.95],
    ['an unknown key', retry('maxWaitDuration: 2s'), 'maxWaitDuration', 0.95],
    ['a plain value', retry('maxAttempts: 5'), 'maxAttempts', 1],
  ])('%s', (_title, text, key, confidence) => {
    const setting = read(text).settings.find((s) => s.key.endsWith(`.${key}`))
    expect(setting && confidenceOf(setting)).toBe(confidence)
  })
})

describe('detection', () => {
  it.each<[title: string, text: string, file: string, detected: boolean]>([
    ['instances', retry('maxAttempts: 2'), 'a.yml', true],
    ['properties', 'resilience4j.retry.configs.default.maxAttempts=2', 'a.properties', true],
    ['a variable', 'RESILIENCE4J_RETRY_INSTANCES_A_MAXATTEMPTS=2', '.env', true],
    ['a log level', 'logging.level.io.github.resilience4j: DEBUG', 'a.yml', false],
    ['metrics tags', 'management.metrics.slo: { resilience4j.retry.calls: 1 }', 'a.yml', false],
    ['the word alone', 'resilience4j: { enabled: true }', 'a.yml', false],
    ['a list', '- resilience4j', 'a.yml', false],
    ['nothing', '', 'a.yml', false],
  ])('%s', (_title, text, file, detected) => {
    expect(resilience4j.detect(parsed(text, file)) !== undefined).toBe(detected)
  })
})

describe('did-you-mean', () => {
  it.each([
    ['maxWaitDuration', 'exponentialMaxWaitDuration'],
    ['maxAtempts', 'maxAttempts'],
    ['retries', 'maxAttempts'],
  ])('%s under retry', (written, meant) => {
    const [setting] = read(retry(`${written}: 1`)).settings
    expect(setting?.fate).toBe('unknown')
    expect(setting?.reasons[0]?.text).toContain(`did you mean ${meant}?`)
  })

  it.each(['constructor', 'toString', '__proto__'])('%s is a key like any other', (written) => {
    const text = `resilience4j.retry.instances.a.${written}=1`
    const [setting] = read(text, 'application.properties').settings
    expect(setting?.fate).toBe('unknown')
    expect(setting?.reasons[0]?.text).toBe('no such key in this format')
  })
})

describe('laws', () => {
  it('books what the library builds, in YAML and in properties', () => {
    fc.assert(
      fc.property(configurations, fc.boolean(), (modules, asYaml) => {
        const text = asYaml ? toYaml(modules) : toProperties(modules)
        const imported = read(text, asYaml ? 'application.yml' : 'application.properties')
        checkImported(imported)
        const found = leavesOf(imported)
        for (const [at, value] of libraryLeaves(modules)) {
          expect(found.get(at), `${at} in\n${text}`).toEqual(value)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('a profile changes what its own document would change in one file', () => {
    fc.assert(
      fc.property(configurations, configurations, (base, overlay) => {
        const text = `${toYaml(base)}---\nspring.config.activate.on-profile: p\n${toYaml(overlay)}`
        const found = leavesOf(read(text))
        const inForce = leavesOf(read(`${toYaml(base)}---\n${toYaml(overlay)}`))
        for (const [at, value] of inForce) {
          const effective = found.has(`[p] ${at}`) ? found.get(`[p] ${at}`) : found.get(at)
          expect(effective, `${at} in\n${text}`).toEqual(value)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never throws, and books each key of the namespace once', () => {
    const word = fc.constantFrom(
      ...['resilience4j', 'retry', 'circuitbreaker', 'instances', 'configs', 'default', 'a'],
      ...[
        'baseConfig',
        'maxAttempts',
        'waitDuration',
        '[x.y]',
        'retryExceptions[0]',
        'ratelimiter',
      ],
      ...['retryAspectOrder', 'spring.profiles', '${a}', 'thread-pool-bulkhead', 'queueCapacity'],
    )
    const value = fc.constantFrom('', '1', '-1', 'true', '${a:1}', '${a', '@b@', '9e99', 'x,y', 'a')
    const line = fc.tuple(fc.array(word, { minLength: 1, maxLength: 6 }), value)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = lines.map(([words, end]) => `${words.join('.')}=${end}`).join('\n')
        const imported = read(text, 'a.properties')
        checkImported(imported)
        leavesOf(imported)
        const own = lines.filter(([words]) => words[0] === 'resilience4j')
        expect(imported.settings.length).toBe(own.length)
      }),
      { numRuns: 150 },
    )
  })
})
