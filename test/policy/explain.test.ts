import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { delayBounds, explainOperation, originText } from '../../src/policy/explain.js'
import { readVariables } from '../../src/policy/flat-config.js'
import { type ResolveInput, resolveOperation } from '../../src/policy/resolve.js'
import type { OperationSettings } from '../../src/policy/schema.js'

const load = (text: string): ResolveInput =>
  parsePolicy(sourceText('resil.yaml', `version: 1\n${text}`)).value!
const explain = (input: ResolveInput, operation?: string) =>
  explainOperation(resolveOperation(input, operation))
const of = (defaults: OperationSettings) => explain({ document: { version: 1, defaults } })

describe('explainOperation', () => {
  it('gives every value with its origin in words', () => {
    const input = load(
      'preset: production\ndefaults: { hedge: false }\noperations:\n' +
        '  qa: { timeout: { attempt: 1m30s }, retry: { maxElapsed: none } }',
    )
    const variables = readVariables({ RESILIENCE_CUSTOM_CONFIG: '{"recovery_timeout": 30}' }).value!
    const explained = explain({ ...input, variables }, 'qa')
    const setting = (path: string) => {
      const { value, origin } = explained.settings.find((s) => s.path === path)!
      return `${value} from ${origin}`
    }
    expect(setting('timeout.attempt')).toBe('90s from resil.yaml:5:29')
    expect(setting('retry.maxElapsed')).toBe('none from resil.yaml:5:59')
    expect(setting('retry.maxAttempts')).toBe('7 from strategy critical')
    expect(setting('circuitBreaker.openDuration')).toBe('30s from RESILIENCE_CUSTOM_CONFIG')
    expect(setting('circuitBreaker.compare')).toBe('gte from default')
    expect(explained.preset).toEqual({ name: 'production', origin: 'resil.yaml:2:9' })
    expect(explained.strategy).toEqual({ name: 'critical', origin: 'preset production' })
    expect(explained.operation).toBe('qa')
    expect(explained.off.map(({ policy, origin }) => `${policy} ${origin}`)).toEqual([
      'bulkhead default',
      'rateLimit default',
      'hedge resil.yaml:3:20',
      'fallback default',
    ])
  })

  it('lists the retries with their waits and the sums', () => {
    const { schedule, attempts } = explain({ document: { version: 1, preset: 'simple' } })
    expect(schedule).toEqual({
      total: 2,
      retries: [
        {
          retry: 1,
          beforeAttempt: 2,
          minMs: 2000,
          maxMs: 4000,
          cumulativeMinMs: 2000,
          cumulativeMaxMs: 4000,
          reachable: true,
        },
        {
          retry: 2,
          beforeAttempt: 3,
          minMs: 2000,
          maxMs: 4000,
          cumulativeMinMs: 4000,
          cumulativeMaxMs: 8000,
          reachable: true,
        },
      ],
    })
    expect(attempts).toEqual({ max: 3, worst: 3, text: '3' })
  })

  it.each([
    [10, 9, 9],
    [11, 9, 10],
    [1000, 9, 999],
    ['unlimited', 9, null],
    [1, 0, 0],
  ] as const)('%s attempts: %d retries listed of %s', (maxAttempts, listed, total) => {
    const { schedule } = of({ retry: { maxAttempts } })
    expect([schedule.retries.length, schedule.total]).toEqual([listed, total])
  })

  it('says which retries the time limits never let start', () => {
    const explained = of({
      retry: { maxAttempts: 4, maxElapsed: '5s', backoff: { min: '2s' }, jitter: { kind: 'none' } },
    })
    expect(explained.schedule.retries.map((row) => row.reachable)).toEqual([true, true, false])
    expect(explained.attempts).toEqual({
      max: 4,
      worst: 3,
      text: '3 of 4, as the time limits allow no more',
    })
  })

  it('has no schedule without retries', () => {
    expect(of({ retry: false }).schedule).toEqual({ retries: [], total: 0 })
  })

  it.each([
    [{}, null, 'unbounded: attempt 1 has no timeout, and the call no deadline'],
    [
      { timeout: { attempt: '1s' }, retry: { respectRetryAfter: false } },
      11_000,
      '11s, bounded by all attempts and waits',
    ],
    [
      { timeout: { attempt: '1s' } },
      11_000,
      '11s, bounded by all attempts and waits; 1m1s if the upstream asks for it with Retry-After',
    ],
    [
      { timeout: { attempt: '1s' }, retry: { maxElapsed: 'none', maxRetryAfter: 'none' } },
      11_000,
      '11s, bounded by all attempts and waits; without limit if the upstream asks for it with ' +
        'Retry-After',
    ],
    [{ timeout: { total: '5s' } }, 5000, '5s, bounded by timeout.total'],
  ] as [OperationSettings, number | null, string][])('duration: %j', (settings, ms, text) => {
    const { duration } = of(settings)
    expect([duration.worstMs, duration.worst]).toEqual([ms, text])
    expect(duration.best).toBe('one attempt, no wait')
  })

  it.each([
    [{}, 3, null, '3 times the calls while everything fails and the breaker is closed'],
    [
      { hedge: { max: 1 }, retry: { budget: {} } },
      6,
      1.25,
      '6 times the calls while everything fails and the breaker is closed; ' +
        'the budget holds it to 1.25 times beyond 3 retries in flight',
    ],
    [
      { retry: { budget: { kind: 'token-bucket' } } },
      3,
      1,
      '3 times the calls while everything fails and the breaker is closed; ' +
        'the budget holds it to 1 times once 10 tokens are spent',
    ],
    [
      { retry: { budget: { kind: 'token-bucket', depositOn: 'start' } } },
      3,
      1.1,
      expect.stringContaining('1.1 times once 10 tokens'),
    ],
    [
      { retry: { budget: { kind: 'concurrent' } } },
      3,
      null,
      expect.stringContaining('the budget allows 3 retries in flight'),
    ],
    [
      { retry: { maxAttempts: 'unlimited', maxElapsed: 'none' } },
      null,
      null,
      'attempts without limit for each call while everything fails and the breaker is closed',
    ],
  ] as [OperationSettings, number | null, number | null, string][])(
    'load: %j',
    (settings, worst, sustained, text) => {
      expect(of(settings).load).toEqual({ worst, sustained, text })
    },
  )

  it('is plain data: JSON keeps all of it', () => {
    const all = of({
      retry: { maxAttempts: 'unlimited', maxElapsed: 'none', budget: {} },
      bulkhead: { maxQueued: 'unlimited' },
      hedge: {},
      fallback: { value: { a: [1] } },
    })
    expect(JSON.parse(JSON.stringify(all))).toEqual(all)
  })

  it('exports the bounds of waits', () => {
    const { retry } = resolveOperation({}, undefined).policy
    expect(delayBounds(retry!, 1)).toEqual({ minMs: 2000, maxMs: 4000 })
  })
})

describe('originText', () => {
  it.each([
    [{ layer: 'default', name: 'simple' }, 'default'],
    [{ layer: 'preset', name: 'simple' }, 'preset simple'],
    [{ layer: 'strategy', name: 'critical' }, 'strategy critical'],
    [{ layer: 'defaults', name: 'defaults' }, 'defaults'],
    [{ layer: 'environment', name: 'eu' }, 'environment eu'],
    [{ layer: 'operation', name: 'pay' }, 'operation pay'],
    [{ layer: 'variable', name: 'RESILIENCE_PRESET' }, 'RESILIENCE_PRESET'],
    [{ layer: 'flag', name: '--preset' }, '--preset'],
  ] as const)('%j', (origin, text) => expect(originText(origin)).toBe(text))
})
