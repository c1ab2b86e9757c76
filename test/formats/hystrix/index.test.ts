import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confidenceOf, type Imported, type Scope } from '../../../src/formats/format.js'
import { hystrix } from '../../../src/formats/hystrix/index.js'
import { type LeafValue, policyOf } from '../../../src/policy/leaves.js'
import { resolveOperation } from '../../../src/policy/resolve.js'
import type { PolicyDocument } from '../../../src/policy/schema.js'
import { decodeText, parseText } from '../../../src/syntax/read.js'
import { checkImported, testFormat } from '../../support/format-harness.js'

testFormat(hystrix)

function parsed(text: string, name = 'input.properties') {
  const source = decodeText(name, new TextEncoder().encode(text)).value!
  return parseText(source, { yamlVersion: '1.1' }).value!
}

function imported(text: string, name?: string): Imported {
  const result = hystrix.read(parsed(text, name))
  checkImported(result)
  return result
}

/** The document that the import amounts to; a scope that says two things is a failure. */
function documentOf({ settings, implied }: Imported): PolicyDocument {
  const targets = [...settings.flatMap((s) => s.targets), ...implied.map((i) => i.target)]
  const scopes = new Map<string, { scope: Scope; leaves: Map<string, LeafValue> }>()
  for (const { scope, path, value } of targets) {
    const id = JSON.stringify([scope.environment, scope.operation])
    const at = scopes.get(id) ?? { scope, leaves: new Map() }
    scopes.set(id, at)
    if (at.leaves.has(path)) expect(at.leaves.get(path), `${id} ${path}`).toEqual(value)
    at.leaves.set(path, value)
  }
  const empty = () => ({ defaults: {}, operations: {} as Record<string, object> })
  const root = empty()
  const environments: Record<string, ReturnType<typeof empty>> = {}
  for (const { scope, leaves } of scopes.values()) {
    const { environment, operation } = scope
    if (environment !== undefined) environments[environment] ??= empty()
    const place = environment === undefined ? root : environments[environment]!
    if (operation === undefined) place.defaults = policyOf(leaves)
    else place.operations[operation] = policyOf(leaves)
  }
  return { version: 1, ...root, environments } as PolicyDocument
}

/** What the policy means for an operation, over a preset that states quite other numbers. */
function resolved(result: Imported, operation?: string, environment?: string) {
  const input = { document: documentOf(result), preset: 'production' }
  const at = environment === undefined ? input : { ...input, environment }
  const { leaves, off } = resolveOperation(at, operation)
  return (path: string) => (off.has(path.split('.')[0]!) ? 'off' : leaves.get(path)?.value)
}

const C = 'hystrix.command'
const TIMEOUT = 'execution.isolation.thread.timeoutInMilliseconds'

describe('Hystrix numbers', () => {
  it.each([
    ['milliseconds stay milliseconds', TIMEOUT, '1500', 'timeout.total', 1500],
    ['alone, the timeout is that of the attempt too', TIMEOUT, '1500', 'timeout.attempt', 1500],
    [
      'percent become a share',
      'circuitBreaker.errorThresholdPercentage',
      '40',
      'circuitBreaker.failureRate',
      0.4,
    ],
    [
      '0 requests are a legal volume',
      'circuitBreaker.requestVolumeThreshold',
      '0',
      'circuitBreaker.minimumThroughput',
      0,
    ],
    [
      'a sleep window of 0 is legal',
      'circuitBreaker.sleepWindowInMilliseconds',
      '0',
      'circuitBreaker.openDuration',
      0,
    ],
    [
      'over 100 % never opens',
      'circuitBreaker.errorThresholdPercentage',
      '101',
      'circuitBreaker.mode',
      'off',
    ],
    ['yes is true to Archaius', 'circuitBreaker.forceClosed', 'Yes', 'circuitBreaker.mode', 'off'],
    ['no timeout at all', 'execution.timeout.enabled', 'false', 'timeout.total', 'off'],
    [
      'a huge pool is cut',
      'execution.isolation.thread.timeoutInMilliseconds',
      '2147483647',
      'timeout.total',
      2147483647,
    ],
  ])('%s', (_, key, value, path, expected) => {
    expect(resolved(imported(`${C}.a.${key}=${value}\n`), 'a')(path)).toBe(expected)
  })

  it.each([
    ['without a queue nobody waits', 'maxQueueSize=-1', 0],
    ['a queue of 100 holds 5 unless told', 'maxQueueSize=100', 5],
    ['the smaller of size and threshold', 'maxQueueSize=100,queueSizeRejectionThreshold=30', 30],
    ['a threshold without a queue is dead', 'queueSizeRejectionThreshold=30', 0],
    ['a queue shorter than its threshold', 'maxQueueSize=3', 3],
  ])('%s', (_, keys, queued) => {
    const lines = keys.split(',').map((key) => `hystrix.threadpool.default.${key}`)
    expect(resolved(imported(lines.join('\n')))('bulkhead.maxQueued')).toBe(queued)
  })

  it.each([
    ['defaults are 0 and 1', 'ReadTimeout=9', 2],
    ['a product, not a sum', 'MaxAutoRetries=2\nribbon.MaxAutoRetriesNextServer=3', 12],
    ['0 and 0 is one attempt', 'MaxAutoRetries=0\nribbon.MaxAutoRetriesNextServer=0', 'off'],
    ['only one of the two', 'MaxAutoRetries=2', 6],
  ])('Ribbon: %s', (_, keys, attempts) => {
    expect(resolved(imported(`ribbon.${keys}\n`))('retry.maxAttempts')).toBe(attempts)
  })

  it.each([
    ['before', 'ribbon.ReadTimeout=100\nribbon.readTimeout=200\n'],
    ['behind', 'ribbon.readTimeout=200\nribbon.ReadTimeout=100\n'],
  ])("Ribbon's own spelling wins, %s the other", (_, text) => {
    expect(resolved(imported(text))('timeout.attempt')).toBe(100)
  })

  it.each([
    ['a client of Ribbon', 'news.ribbon.ReadTimeout=900\n', 2, 'off'],
    ['a client of Feign', 'feign.client.config.news.readTimeout=900\n', 'off', 'off'],
    ['Hystrix beside it', `news.ribbon.ReadTimeout=900\n${C}.a.${TIMEOUT}=9\n`, 2, 'consecutive'],
  ])('no breaker comes from the preset for %s', (_, text, attempts, mode) => {
    const value = resolved(imported(text), 'news')
    expect([value('retry.maxAttempts'), value('circuitBreaker.mode')]).toEqual([attempts, mode])
  })

  it('with nothing set Zuul ends a call after 4000 ms', () => {
    expect(resolved(imported('zuul.retryable=true\n'))('timeout.total')).toBe(4000)
  })

  it('Zuul adds a read timeout of 0, no limit, as 0', () => {
    const result = imported('zuul.retryable=true\nribbon.ReadTimeout=0\n')
    const value = resolved(result)
    expect([value('timeout.attempt'), value('timeout.total')]).toEqual([null, 2000])
  })
})

describe('findings', () => {
  it.each([
    [`${C}.a.circuitBreaker.forceOpen=true`, 'hystrix/force-open@1:44'],
    [
      'ribbon.ReadTimeout=999\nhystrix.command.default.circuitBreaker.enabled=true',
      'hystrix/retries-cut@1:20',
    ],
    [`${C}.default.metrics.rollingStats.numBuckets=3`, 'hystrix/buckets-do-not-divide@1:57'],
    [`${C}.default.${TIMEOUT}=-5`, 'hystrix/out-of-range@1:74'],
    [`${C}.default.${TIMEOUT}=soon`, 'hystrix/bad-value@1:74'],
  ])('%s', (text, expected) => {
    const places = imported(`${text}\n`).diagnostics.map(
      (d) => `${d.ruleId}@${d.span?.start.line}:${d.span?.start.column}`,
    )
    expect(places).toEqual([expected])
  })

  it.each([
    ['metrics.rollingStatus.timeInMilliseconds', 'metrics.rollingStats.timeInMilliseconds'],
    ['circuitBreaker.closedOpen', 'circuitBreaker.forceClosed'],
    ['execution.isolation.thread.timeout-in-milliseconds', TIMEOUT],
  ])('%s is unknown and suggests %s', (slip, meant) => {
    const [setting] = imported(`${C}.default.${slip}=1\n`).settings
    expect(setting?.fate).toBe('unknown')
    expect(setting?.reasons[0]?.text).toBe(`no such key; did you mean ${meant}?`)
  })

  it.each(['constructor', 'a.toString', '__proto__', 'hasOwnProperty'])(
    '%s is a key like any other',
    (slip) => {
      const [setting] = imported(`${C}.default.${slip}=1\n`).settings
      expect([setting?.fate, setting?.reasons.length]).toEqual(['unknown', 1])
    },
  )

  it('a default is less sure while no command is named', () => {
    const alone = imported(`${C}.default.${TIMEOUT}=9\n`).settings[0]!
    const beside = imported(`${C}.default.${TIMEOUT}=9\n${C}.a.${TIMEOUT}=8\n`).settings[0]!
    expect([confidenceOf(alone), confidenceOf(beside)]).toEqual([0.85, 1])
  })
})

describe('detection', () => {
  it.each([
    ['ribbon.eureka.enabled=false'],
    ['zuul.routes.a.path=/a/**'],
    ['feign.compression.request.enabled=true'],
    ['hystrix.dashboard.enabled=true'],
    ['feign.client.config.default.readTimeout=5000'],
    ['resilience4j.retry.instances.a.maxAttempts=3'],
    [''],
  ])('%j is not about calls', (text) => {
    expect(hystrix.detect(parsed(text))?.reason).toBeUndefined()
  })

  it('an unknown key under hystrix.command gives it away', () => {
    expect(hystrix.detect(parsed(`${C}.default.typo=1`))?.reason).toBe('`hystrix.command.` keys')
  })
})

/** Legal values per suffix; independent of the reader's tables. */
const ms = fc.integer({ min: 1, max: 90_000 })
const small = fc.integer({ min: 1, max: 500 })
const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined, freq: 2 })
const commandArbitrary = fc.record({
  [TIMEOUT]: optional(ms),
  'execution.timeout.enabled': optional(fc.boolean()),
  'execution.isolation.strategy': optional(fc.constantFrom('THREAD', 'SEMAPHORE')),
  'execution.isolation.semaphore.maxConcurrentRequests': optional(small),
  'circuitBreaker.enabled': optional(fc.boolean()),
  'circuitBreaker.forceClosed': optional(fc.boolean()),
  'circuitBreaker.requestVolumeThreshold': optional(small),
  'circuitBreaker.errorThresholdPercentage': optional(fc.integer({ min: 1, max: 100 })),
  'circuitBreaker.sleepWindowInMilliseconds': optional(ms),
  'metrics.rollingStats.timeInMilliseconds': optional(small.map((n) => n * 10)),
})
const poolArbitrary = fc.record({
  coreSize: optional(small),
  maxQueueSize: optional(fc.constantFrom(-1, 3, 50)),
  queueSizeRejectionThreshold: optional(small),
})
const ribbonArbitrary = fc.record({
  ReadTimeout: optional(ms),
  ConnectTimeout: optional(ms),
  MaxAutoRetries: optional(fc.integer({ min: 0, max: 3 })),
  MaxAutoRetriesNextServer: optional(fc.integer({ min: 0, max: 3 })),
  OkToRetryOnAllOperations: optional(fc.boolean()),
})
type Values = Readonly<Record<string, number | string | boolean | undefined>>
interface Configuration {
  readonly command: Readonly<Record<string, Values>>
  readonly pool: Values
  readonly ribbon: Readonly<Record<string, Values>>
}
const NAMES = ['orders', 'shop.v2', 'Quotes#list(String,int)'] as const
const configuration: fc.Arbitrary<Configuration> = fc.record({
  command: fc.record(
    { default: commandArbitrary, ...Object.fromEntries(NAMES.map((n) => [n, commandArbitrary])) },
    { requiredKeys: [] },
  ),
  pool: poolArbitrary,
  ribbon: fc.record({ default: ribbonArbitrary, orders: ribbonArbitrary }, { requiredKeys: [] }),
}) as fc.Arbitrary<Configuration>

function* linesOf({ command, pool, ribbon }: Configuration): Generator<[string, string]> {
  const defined = (values: Values = {}) =>
    Object.entries(values).flatMap(([key, v]) => (v === undefined ? [] : [[key, `${v}`] as const]))
  for (const [name, values] of Object.entries(command)) {
    for (const [key, value] of defined(values)) yield [`${C}.${name}.${key}`, value]
  }
  for (const [key, value] of defined(pool)) yield [`hystrix.threadpool.default.${key}`, value]
  for (const [name, values] of Object.entries(ribbon)) {
    const prefix = name === 'default' ? 'ribbon' : `${name}.ribbon`
    for (const [key, value] of defined(values)) yield [`${prefix}.${key}`, value]
  }
}

/** What Hystrix and Ribbon do for a command, worked out from the configuration alone. */
function expectedOf({ command, pool, ribbon }: Configuration, name: string) {
  const of = (key: string, builtIn: number | string | boolean) =>
    command[name]?.[key] ?? command.default?.[key] ?? builtIn
  const net = (key: string, builtIn: number | boolean) =>
    ribbon[name]?.[key] ?? ribbon.default?.[key] ?? builtIn
  const hasAny = (values: Values = {}) => Object.values(values).some((v) => v !== undefined)
  const hasRibbon = hasAny(ribbon[name]) || hasAny(ribbon.default)
  const hasBreaker = of('circuitBreaker.enabled', true) && !of('circuitBreaker.forceClosed', false)
  const hasLimit = of('execution.timeout.enabled', true)
  const semaphore = of('execution.isolation.strategy', 'THREAD') === 'SEMAPHORE'
  const length = Number(pool.maxQueueSize ?? -1)
  const room = length > 0 ? Math.min(length, Number(pool.queueSizeRejectionThreshold ?? 5)) : 0
  const attempts =
    (Number(net('MaxAutoRetries', 0)) + 1) * (Number(net('MaxAutoRetriesNextServer', 1)) + 1)
  const breaker = (value: unknown) => (hasBreaker ? value : 'off')
  const retry = (value: unknown) => (hasRibbon && attempts > 1 ? value : 'off')
  const limit = hasLimit ? of(TIMEOUT, 1000) : hasRibbon ? null : 'off'
  return {
    'timeout.total': limit,
    'timeout.attempt': hasRibbon ? net('ReadTimeout', 1000) : limit,
    'timeout.connect': hasRibbon ? net('ConnectTimeout', 1000) : limit === 'off' ? 'off' : null,
    'retry.maxAttempts': retry(attempts),
    'retry.backoff.kind': retry('fixed'),
    'retry.backoff.initial': retry(0),
    'retry.jitter.kind': retry('none'),
    'retry.maxElapsed': retry(null),
    'retry.nonIdempotent': retry(net('OkToRetryOnAllOperations', false)),
    'circuitBreaker.mode': breaker('time-window'),
    'circuitBreaker.threshold': breaker(null),
    'circuitBreaker.failureRate': breaker(
      Number(of('circuitBreaker.errorThresholdPercentage', 50)) / 100,
    ),
    'circuitBreaker.minimumThroughput': breaker(of('circuitBreaker.requestVolumeThreshold', 20)),
    'circuitBreaker.openDuration': breaker(of('circuitBreaker.sleepWindowInMilliseconds', 5000)),
    'circuitBreaker.window.duration': breaker(
      of('metrics.rollingStats.timeInMilliseconds', 10_000),
    ),
    'circuitBreaker.scope': breaker('call'),
    'circuitBreaker.halfOpen.maxCalls': breaker(1),
    'bulkhead.maxConcurrent': semaphore
      ? of('execution.isolation.semaphore.maxConcurrentRequests', 10)
      : (pool.coreSize ?? 10),
    'bulkhead.maxQueued': semaphore ? 0 : room,
  }
}

function expectSame(result: Imported, configured: Configuration, environment?: string): void {
  for (const name of NAMES) {
    const isNamed = (at: Values | undefined) => Object.values(at ?? {}).some((v) => v !== undefined)
    const isHystrix = [configured.command[name], configured.command.default, configured.pool]
    if (!isHystrix.some(isNamed)) continue
    const value = resolved(result, name, environment)
    const expected = expectedOf(configured, name)
    const actual = Object.fromEntries(Object.keys(expected).map((path) => [path, value(path)]))
    expect(actual, name).toEqual(expected)
  }
}

describe('any legal configuration', () => {
  it('means the same as a policy, in .properties and in YAML', () => {
    fc.assert(
      fc.property(configuration, fc.boolean(), (configured, asYaml) => {
        const lines = [...linesOf(configured)]
        const text = asYaml
          ? lines.map(([key, value]) => `"${key}": "${value}"\n`).join('')
          : lines.map(([key, value]) => `${key}=${value}\n`).join('')
        const result = imported(text, asYaml ? 'input.yaml' : 'input.properties')
        expect(result.settings.length).toBe(lines.length)
        expectSame(result, configured)
      }),
      { numRuns: 200 },
    )
  })

  it('means the same under a Spring profile', () => {
    fc.assert(
      fc.property(configuration, configuration, (common, special) => {
        const text = [
          ...[...linesOf(common)].map(([key, value]) => `${key}: ${value}`),
          '---',
          'spring.profiles: special',
          ...[...linesOf(special)].map(([key, value]) => `${key}: ${value}`),
        ].join('\n')
        const result = imported(`${text}\n`, 'input.yaml')
        expectSame(result, common)
        if ([...linesOf(special)].length === 0) return
        expectSame(result, overlaid(common, special), 'special')
      }),
      { numRuns: 200 },
    )
  })

  it('never throws on any value', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...SUFFIXES), (value, key) => {
        const text = `${JSON.stringify(`${C}.a.${key}`)}: ${JSON.stringify(value)}\n`
        const result = imported(text, 'input.yaml')
        expect(result.settings.length).toBe(1)
      }),
    )
  })
})

const SUFFIXES = [TIMEOUT, 'circuitBreaker.errorThresholdPercentage', 'threadPoolKeyOverride', 'x']

function overlaid(common: Configuration, special: Configuration): Configuration {
  const values = (a: Values = {}, b: Values = {}): Values => ({
    ...a,
    ...Object.fromEntries(Object.entries(b).filter(([, value]) => value !== undefined)),
  })
  const groups = (
    a: Readonly<Record<string, Values>>,
    b: Readonly<Record<string, Values>>,
  ): Record<string, Values> =>
    Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((k) => [k, values(a[k], b[k])]),
    )
  return {
    command: groups(common.command, special.command),
    pool: values(common.pool, special.pool),
    ribbon: groups(common.ribbon, special.ribbon),
  }
}
