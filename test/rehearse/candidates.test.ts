import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import type { Policy } from '../../src/policy/schema.js'
import { resolveStandalone } from '../../src/policy/standalone.js'
import { candidates, healthyOf } from '../../src/rehearse/candidates.js'
import { subjectOf } from '../../src/rehearse/rehearsal.js'
import { DEFAULT_POLICY } from '../../src/simulator/default-policy.js'
import { simulate } from '../../src/simulator/simulate.js'
import { calm, errors, oneRetry, storm } from './worlds.js'

const subject = (policy: Policy, operation: string | null = null) =>
  subjectOf('test', operation, resolveStandalone(policy))
const HEALTHY = { p99Ms: 257, concurrency: 0.16 }

const POLICIES: readonly [string, Policy][] = [
  ['the built-in default', DEFAULT_POLICY],
  ['one retry at once', oneRetry],
  ['nothing', {}],
  [
    'everything',
    {
      timeout: { attempt: '2s', total: '5s' },
      retry: { maxAttempts: 'unlimited', jitter: { kind: 'none' }, budget: { kind: 'ratio' } },
      circuitBreaker: { mode: 'consecutive', threshold: 5 },
      bulkhead: { maxConcurrent: 10 },
    },
  ],
  [
    'a bucket that calls pay for, a count of failures',
    {
      retry: { budget: { kind: 'token-bucket', depositOn: 'start' } },
      circuitBreaker: { mode: 'count-window', threshold: 30 },
    },
  ],
]

describe.each(POLICIES)('candidates for %s', (_, policy) => {
  const list = candidates(subject(policy), HEALTHY)

  it('are a few, each another policy', () => {
    expect(list.length).toBeGreaterThanOrEqual(5)
    expect(list.length).toBeLessThanOrEqual(30)
    const documents = [subject(policy), ...list.map((one) => one.subject)].map(({ document }) =>
      JSON.stringify(document),
    )
    expect(new Set(documents).size).toBe(documents.length)
  })

  it('show other texts, and the lines that were simulated', () => {
    const base = resolveStandalone(policy)
    for (const { from, to, yaml, setting, subject: changed } of list) {
      expect(from).not.toBe(to)
      const text = `version: 1\n${yaml}`
      const source = sourceText('resil.yaml', text)
      const { value, diagnostics } = parsePolicy(source)
      expect(diagnostics).toEqual([])
      const lines = value!.document.defaults!
      expect(lines).toHaveProperty(setting.split('.')[0]!)
      const document = {
        version: 1,
        defaults: subject(policy).document,
        operations: { x: lines },
      } as const
      expect(resolveOperation({ document }, 'x').policy).toEqual(changed.policy)
      expect(changed.policy).not.toEqual(base.policy)
    }
  })
})

describe('candidates', () => {
  it('of an operation are written under its name', () => {
    const [first] = candidates(subject(DEFAULT_POLICY, 'search: all'))
    expect(first!.yaml).toBe('operations:\n  "search: all":\n    retry:\n      maxAttempts: 1\n')
    expect(first!.subject).toMatchObject({
      operation: 'search: all',
      label: 'retry.maxAttempts: 1',
    })
  })

  it('take nothing away unnoticed: no retry and no breaker are marked', () => {
    const losses = candidates(subject(DEFAULT_POLICY), HEALTHY).filter(({ isLoss }) => isLoss)
    expect(losses.map(({ setting, from, to }) => [setting, from, to])).toEqual([
      ['retry.maxAttempts', '3', '1'],
      ['circuitBreaker', 'on', 'off'],
    ])
  })
})

describe('what was seen while all was well', () => {
  it('is of the phase before the fault', () => {
    const { p99Ms, concurrency } = healthyOf(simulate(storm))
    expect(p99Ms).toBeGreaterThanOrEqual(100)
    expect(p99Ms).toBeLessThan(200)
    // 22 calls a second of 100 ms each.
    expect(concurrency).toBeCloseTo(2.2, 1)
  })

  it('of the whole run where nothing goes wrong', () => {
    expect(healthyOf(simulate(calm)).concurrency).toBeCloseTo(0.5, 1)
  })

  it('unknown where the fault was there from the start', () => {
    const early = { ...errors, faults: [{ ...errors.faults![0]!, at: '0s' }] }
    expect(healthyOf(simulate(early))).toEqual({ p99Ms: null, concurrency: null })
  })
})

/** Documents that leave much to the preset that they stand on. */
const PARTIAL: readonly [string, Policy][] = [
  ['nothing', {}],
  ['fixed waits of none', { retry: { backoff: { kind: 'fixed', initial: '0s' } } }],
  ['fibonacci', { retry: { backoff: { kind: 'fibonacci', initial: '0s' } } }],
  ['no retry, no breaker', { retry: false, circuitBreaker: false }],
  ['a breaker by rate', { circuitBreaker: { mode: 'time-window', failureRate: 0.4 } }],
  ['a breaker by slow calls', { circuitBreaker: { mode: 'count-window', slowCallRate: 0.4 } }],
  ['a breaker by failures in a row', { circuitBreaker: { mode: 'consecutive', threshold: 5 } }],
  ['a budget', { retry: { budget: { kind: 'ratio', ratio: 0.2 } } }],
]

it.each(PARTIAL)('the lines, put into a document of %s, give what was simulated', (_, policy) => {
  const document = { version: 1, operations: { pay: policy } } as const
  const found = candidates(subjectOf('test', 'pay', resolveOperation({ document }, 'pay')), HEALTHY)
  for (const { yaml, setting, to, subject: changed } of found) {
    const lines = parsePolicy(sourceText('resil.yaml', `version: 1\n${yaml}`)).value!.document
    const pay = merged(policy, lines.operations!.pay) as Policy
    const again = resolveOperation({ document: { version: 1, operations: { pay } } }, 'pay')
    expect(again.policy, `${setting} ${to}`).toEqual(changed.policy)
  }
})

function merged(below: unknown, above: unknown): unknown {
  const isGroup = (value: unknown) => typeof value === 'object' && value !== null
  if (!isGroup(below) || !isGroup(above) || Array.isArray(above)) return above
  const keys = Object.keys(above as object)
  const laid = keys.map((key) => [
    key,
    key in (below as object)
      ? merged(Reflect.get(below as object, key), Reflect.get(above as object, key))
      : Reflect.get(above as object, key),
  ])
  return { ...(below as object), ...Object.fromEntries(laid) }
}
