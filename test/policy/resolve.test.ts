import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { LEAVES } from '../../src/policy/leaves.js'
import {
  type ResolvedOperation,
  type ResolveInput,
  resolveOperation,
} from '../../src/policy/resolve.js'
import type { PolicyDocument } from '../../src/policy/schema.js'

const doc = (body: Omit<PolicyDocument, 'version'>): ResolveInput => ({
  document: { version: 1, ...body },
})
const retry = (maxAttempts: number) => ({ retry: { maxAttempts } })

/** A document that uses every kind of place. */
const FULL: PolicyDocument = {
  version: 1,
  preset: 'child',
  presets: {
    parent: { extends: 'production', defaults: retry(11), operations: { pay: retry(12) } },
    child: { extends: 'parent', defaults: retry(13), operations: { pay: retry(14) } },
  },
  defaults: retry(15),
  operations: { pay: retry(16) },
  environments: { eu: { defaults: retry(17), operations: { pay: retry(18) } } },
}

describe('switching off and on', () => {
  const off = (input: ResolveInput, operation?: string) =>
    [...resolveOperation(input, operation).off].map(([name, o]) => `${name} ${o.layer} ${o.name}`)

  it('a preset has retry and breaker and nothing else', () => {
    expect(off({})).toEqual([
      'timeout default default',
      'bulkhead default default',
      'rateLimit default default',
      'hedge default default',
      'fallback default default',
    ])
  })

  it('false clears a policy and is remembered with its layer', () => {
    const input = doc({
      defaults: { retry: false },
      operations: { pay: { circuitBreaker: false } },
    })
    expect(off(input, 'pay')).toContain('retry defaults defaults')
    expect(off(input, 'pay')).toContain('circuitBreaker operation pay')
    const resolved = resolveOperation(input, 'pay')
    expect(resolved.policy.retry).toBeNull()
    expect(resolved.policy.circuitBreaker).toBeNull()
    expect([...resolved.leaves.keys()]).toEqual(['order'])
  })

  it('a higher layer switches on again, from the defaults of the schema', () => {
    const input = doc({ defaults: { retry: false }, operations: { pay: retry(4) } })
    const { policy, off: switchedOff } = resolveOperation(input, 'pay')
    expect(switchedOff.has('retry')).toBe(false)
    expect(policy.retry).toMatchObject({
      maxAttempts: 4,
      maxElapsedMs: null,
      backoff: { kind: 'exponential', initialMs: 500, minMs: 0, maxMs: 30_000 },
      jitter: { kind: 'full', maxMs: null },
    })
  })

  it('an empty policy is on, with the defaults of the schema', () => {
    const { policy } = resolveOperation(doc({ defaults: { bulkhead: {}, hedge: {} } }), undefined)
    expect(policy.bulkhead).toEqual({
      maxConcurrent: 10,
      maxQueued: 0,
      maxWaitMs: null,
      group: null,
    })
    expect(policy.hedge).toMatchObject({ delayMs: 2000, max: 1 })
    const again = doc({ defaults: { bulkhead: false }, operations: { a: { bulkhead: {} } } })
    expect(resolveOperation(again, 'a').policy.bulkhead?.maxConcurrent).toBe(10)
  })

  it('the retry budget has a switch of its own', () => {
    const budget = (input: ResolveInput, operation?: string) =>
      resolveOperation(input, operation).policy.retry?.budget
    expect(budget({})).toBeNull()
    expect(budget(doc({ defaults: { retry: { budget: {} } } }))).toMatchObject({
      kind: 'ratio',
      ratio: 0.2,
      minConcurrent: 3,
      maxTokens: null,
    })
    const cleared = doc({
      defaults: { retry: { budget: { ratio: 0.5 } } },
      operations: { a: { retry: { budget: false } }, b: { retry: false } },
    })
    expect(budget(cleared, 'a')).toBeNull()
    expect(resolveOperation(cleared, 'a').policy.retry?.maxAttempts).toBe(3)
    expect(resolveOperation(cleared, 'b').policy.retry).toBeNull()
  })

  it('a setting below a policy that is off in the same place cannot be said', () => {
    const input = doc({ defaults: { retry: false }, operations: { a: { retry: { budget: {} } } } })
    expect(resolveOperation(input, 'a').policy.retry?.budget?.ratio).toBe(0.2)
  })
})

describe('a new kind', () => {
  const resolve = (defaults: PolicyDocument['defaults'], own?: PolicyDocument['defaults']) =>
    resolveOperation(doc({ defaults, ...(own ? { operations: { a: own } } : {}) }), 'a')

  it('of backoff forgets what the old one was told, and keeps what both share', () => {
    const { policy, leaves } = resolve({ retry: { backoff: { kind: 'fixed', initial: '1s' } } })
    expect(policy.retry?.backoff).toEqual({
      kind: 'fixed',
      initialMs: 1000,
      multiplier: null,
      series: null,
      minMs: null,
      maxMs: null,
    })
    expect([...leaves.keys()].filter((path) => path.startsWith('retry.backoff'))).toEqual([
      'retry.backoff.kind',
      'retry.backoff.initial',
    ])
    const back = resolve(
      { retry: { backoff: { kind: 'linear', initial: '1s', max: '9s' } } },
      { retry: { backoff: { kind: 'exponential' } } },
    )
    expect(back.policy.retry?.backoff).toEqual({
      kind: 'exponential',
      initialMs: 1000,
      multiplier: 2,
      series: 'power',
      minMs: 0,
      maxMs: 30_000,
    })
  })

  it('of jitter forgets the amount of the preset', () => {
    const { policy } = resolve({ strategy: 'critical', retry: { jitter: { kind: 'symmetric' } } })
    expect(policy.retry?.jitter).toEqual({ kind: 'symmetric', maxMs: 2000, factor: null })
    const factor = resolve({ retry: { jitter: { kind: 'factor' } } })
    expect(factor.policy.retry?.jitter).toEqual({ kind: 'factor', maxMs: null, factor: 0.5 })
    expect(factor.leaves.get('retry.jitter.factor')?.origin.layer).toBe('default')
  })

  it('of breaker forgets the threshold: failures in a row are none in a window', () => {
    const { policy, leaves } = resolve({ circuitBreaker: { mode: 'count-window' } })
    expect(policy.circuitBreaker).toMatchObject({
      mode: 'count-window',
      threshold: null,
      failureRate: 0.5,
      minimumThroughput: 10,
      window: { calls: 100, durationMs: null, kind: null },
      openDurationMs: 60_000,
    })
    expect(leaves.has('circuitBreaker.window.duration')).toBe(false)
    const own = resolve({ circuitBreaker: { mode: 'time-window', threshold: 7 } })
    expect(own.policy.circuitBreaker).toMatchObject({ threshold: 7, failureRate: null })
  })

  it('that is the old one forgets nothing', () => {
    const { policy } = resolve({ retry: { backoff: { kind: 'exponential' } } })
    expect(policy.retry?.backoff).toMatchObject({ initialMs: 1000, minMs: 2000, maxMs: 10_000 })
    const jitter = resolve({ retry: { jitter: { kind: 'additive' } } })
    expect(jitter.policy.retry?.jitter.maxMs).toBe(2000)
  })

  it('the consecutive mode has no rates', () => {
    const { policy } = resolve(
      { circuitBreaker: { mode: 'time-window', failureRate: 0.2, window: { duration: '30s' } } },
      { circuitBreaker: { mode: 'consecutive' } },
    )
    expect(policy.circuitBreaker).toMatchObject({
      mode: 'consecutive',
      threshold: 5,
      failureRate: null,
      minimumThroughput: null,
      window: { calls: null, durationMs: null },
    })
  })
})

describe('what comes out', () => {
  it('unlimited is Infinity, none is null', () => {
    const { policy } = resolveOperation(
      doc({
        defaults: {
          retry: { maxAttempts: 'unlimited', maxElapsed: 'none' },
          bulkhead: { maxQueued: 'unlimited' },
          timeout: { attempt: '1m30s' },
        },
      }),
      undefined,
    )
    expect(policy.retry?.maxAttempts).toBe(Number.POSITIVE_INFINITY)
    expect(policy.retry?.maxElapsedMs).toBeNull()
    expect(policy.bulkhead?.maxQueued).toBe(Number.POSITIVE_INFINITY)
    expect(policy.timeout).toEqual({ attemptMs: 90_000, totalMs: null, connectMs: null })
  })

  it('the leaves stand in the order of the schema', () => {
    const order = [...LEAVES.keys()]
    const keys = [...resolveOperation({ document: FULL }, 'pay').leaves.keys()]
    expect(keys).toEqual(order.filter((path) => keys.includes(path)))
  })

  it('a document is not changed, and gives the same result twice', () => {
    const before = structuredClone(FULL)
    const first = resolveOperation({ document: FULL, environment: 'eu' }, 'pay')
    expect(resolveOperation({ document: FULL, environment: 'eu' }, 'pay')).toEqual(first)
    expect(FULL).toEqual(before)
  })
})

describe('origins', () => {
  const text = `version: 1
preset: ours
presets:
  ours:
    extends: production
    defaults:
      circuitBreaker: { threshold: 6 }
defaults:
  strategy: critical
  bulkhead: {}
operations:
  pay/in:
    retry: { maxAttempts: 4 }
    hedge: false
environments:
  eu:
    preset: simple
    operations:
      pay/in:
        strategy: balanced
        timeout: { attempt: 2s }
`
  const loaded = parsePolicy(sourceText('resil.yaml', text)).value!
  const place = (origin: ResolvedOperation['preset']['origin'] | undefined) =>
    origin &&
    `${origin.layer} ${origin.name}` +
      (origin.span
        ? ` ${origin.span.file}:${origin.span.start.line}:${origin.span.start.column}`
        : '')

  it('name the place of every value', () => {
    const resolved = resolveOperation(loaded, 'pay/in')
    const origin = (path: string) => place(resolved.leaves.get(path)?.origin)
    expect(place(resolved.preset.origin)).toBe('preset ours resil.yaml:2:9')
    expect(place(resolved.strategy?.origin)).toBe('defaults defaults resil.yaml:9:13')
    expect(origin('retry.maxAttempts')).toBe('operation pay/in resil.yaml:13:27')
    expect(origin('retry.maxElapsed')).toBe('strategy critical')
    expect(origin('circuitBreaker.threshold')).toBe('strategy critical')
    expect(origin('circuitBreaker.halfOpen.maxCalls')).toBe('default default')
    expect(place(resolved.off.get('hedge'))).toBe('operation pay/in resil.yaml:14:12')
    expect(place(resolved.off.get('timeout'))).toBe('default default')
  })

  it('name the place in an environment', () => {
    const resolved = resolveOperation({ ...loaded, environment: 'eu' }, 'pay/in')
    expect(place(resolved.preset.origin)).toBe('environment eu resil.yaml:17:13')
    expect(place(resolved.strategy?.origin)).toBe('environment eu resil.yaml:20:19')
    expect(place(resolved.leaves.get('timeout.attempt')?.origin)).toBe(
      'environment eu resil.yaml:21:29',
    )
  })

  it('name the place in an own preset', () => {
    const { strategy: _, ...defaults } = loaded.document.defaults!
    const { document } = loaded
    const resolved = resolveOperation({ ...loaded, document: { ...document, defaults } }, 'x')
    expect(place(resolved.leaves.get('circuitBreaker.threshold')?.origin)).toBe(
      'preset ours resil.yaml:7:36',
    )
  })
})
