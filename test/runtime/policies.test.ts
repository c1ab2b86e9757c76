/** Policies from a document, an environment and variables. */
import { expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { parsePolicy } from '../../src/policy/document.js'
import { policiesFrom, readPolicies } from '../../src/runtime/policies.js'

const TEXT = `
version: 1
preset: own
presets: { own: { extends: simple, operations: { of-preset: { retry: { maxAttempts: 8 } } } } }
operations: { listed: { retry: { maxAttempts: 9 } } }
environments: { staging: { defaults: { retry: { maxAttempts: 4 } } } }
`

const attempts = (text: string, settings: object, operation: string) =>
  readPolicies(text, settings).value!.policyOf(operation).retry!.maxAttempts

it('an operation that is named has its own policy, all others share the default', () => {
  const policies = readPolicies(TEXT).value!
  expect(policies.operations).toEqual(['listed', 'of-preset'])
  expect(policies.policyOf('listed').retry!.maxAttempts).toBe(9)
  expect(policies.policyOf('of-preset').retry!.maxAttempts).toBe(8)
  expect(policies.policyOf('constructor')).toBe(policies.policyOf('any'))
  expect(policies.policyOf('listed')).toBe(policies.policyOf('listed'))
})

it('environment, preset and variables decide as they do for the command line', () => {
  expect(attempts(TEXT, {}, 'any')).toBe(3)
  expect(attempts(TEXT, { environment: 'staging' }, 'any')).toBe(4)
  expect(attempts(TEXT, { preset: 'development' }, 'any')).toBe(2)
  expect(attempts(TEXT, { variables: { RESILIENCE_PRESET: 'production' } }, 'any')).toBe(5)
  const variables = { RESILIENCE_CUSTOM_CONFIG: '{"retry_attempts": 6}' }
  expect(attempts(TEXT, { variables, environment: 'staging' }, 'any')).toBe(6)
  expect(policiesFrom().policyOf('any').retry!.maxAttempts).toBe(3)
})

it.each([
  ['a faulty document', 'version: 2', {}, 'policy/'],
  ['an unknown preset', TEXT, { preset: 'prodction' }, 'policy/unknown-preset'],
  [
    'a faulty variable',
    TEXT,
    { variables: { RESILIENCE_PRESET: 'nope' } },
    'policy/unknown-preset',
  ],
  ['a faulty value', TEXT, { variables: { RESILIENCE_CUSTOM_CONFIG: '{' } }, 'syntax/'],
])('%s gives no policies, but a finding', (_, text, settings, rule) => {
  const { value, diagnostics } = readPolicies(text, settings)
  expect(value).toBeUndefined()
  expect(diagnostics[0]!.ruleId).toContain(rule)
})

it('an environment without an overlay is a warning, if there are overlays', () => {
  const { value, diagnostics } = readPolicies(TEXT, { environment: 'stagin' })
  expect(value!.policyOf('any').retry!.maxAttempts).toBe(3)
  expect(diagnostics).toMatchObject([
    { ruleId: 'policy/unknown-environment', severity: 'warning', help: 'Did you mean staging?' },
  ])
  expect(readPolicies('version: 1', { environment: 'staging' }).diagnostics).toEqual([])
})

it('a document that was parsed is taken as it is', () => {
  const parsed = parsePolicy(sourceText('a.yaml', TEXT)).value!
  expect(readPolicies(parsed).value!.operations).toEqual(['listed', 'of-preset'])
})

it('a 0 that a document states is kept as 0', () => {
  const { retry, circuitBreaker, bulkhead, rateLimit, hedge } = readPolicies(`
version: 1
defaults:
  retry: { backoff: { initial: 0s, min: 0s, max: 0s }, jitter: { kind: additive, max: 0s } }
  circuitBreaker: { mode: count-window, minimumThroughput: 0, openDuration: 0s }
  bulkhead: { maxQueued: 0, maxWait: 0s }
  rateLimit: { maxWait: 0s }
  hedge: { delay: 0s }
`).value!.policyOf('any')
  expect(retry).toMatchObject({
    backoff: { initialMs: 0, minMs: 0, maxMs: 0 },
    jitter: { kind: 'additive', maxMs: 0 },
  })
  expect(circuitBreaker).toMatchObject({ minimumThroughput: 0, openDurationMs: 0 })
  expect(bulkhead).toMatchObject({ maxQueued: 0, maxWaitMs: 0 })
  expect([rateLimit!.maxWaitMs, hedge!.delayMs]).toEqual([0, 0])
})
