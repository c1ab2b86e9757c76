import { describe, expect, it } from 'vitest'
import { readVariables } from '../../src/policy/flat-config.js'
import { PRESETS } from '../../src/policy/presets.js'
import { RULES } from '../../src/rules/index.js'
import { checkPolicy } from '../../src/rules/validate.js'
import { places, policyInput } from '../support/rule-harness.js'

const check = (text: string) => places(checkPolicy(policyInput(text)))

describe('checkPolicy', () => {
  it.each(Object.keys(PRESETS))('has nothing to say about the preset %s', (preset) => {
    expect(checkPolicy({ document: { version: 1, preset } })).toEqual([])
  })

  it('sorts by place', () => {
    const text =
      'version: 1\noperations:\n  a: { retry: { maxAttempts: 9 } }\n' +
      'defaults: { circuitBreaker: { threshold: 1 }, retry: { maxAttempts: 1 } }'
    expect(check(text)).toEqual([
      'breaker/opens-before-retries-end@3:30',
      'retry/too-many-attempts@3:30',
      'breaker/threshold-too-low@4:42',
    ])
  })

  it('looks at every environment, or at the one that is asked for', () => {
    const text =
      'version: 1\nenvironments:\n' +
      '  eu: { defaults: { circuitBreaker: { threshold: 2 } } }\n' +
      '  us: { operations: { x: { retry: { maxAttempts: 8, backoff: { min: 11s } } } } }'
    const input = policyInput(text)
    expect(places(checkPolicy(input))).toEqual([
      'breaker/opens-before-retries-end@3:50',
      'breaker/threshold-too-low@3:50',
      'breaker/opens-before-retries-end@4:50',
      'retry/too-many-attempts@4:50',
      'retry/backoff-min-exceeds-max@4:69',
    ])
    expect(places(checkPolicy({ ...input, environment: 'eu' }))).toEqual([
      'breaker/opens-before-retries-end@3:50',
      'breaker/threshold-too-low@3:50',
    ])
  })

  it('points into the variable that set the value', () => {
    const text = '{"retry_attempts": 8, "circuit_breaker_threshold": 2, "max_delay_seconds": 15}'
    const variables = readVariables({ RESILIENCE_CUSTOM_CONFIG: text }).value!
    const findings = checkPolicy({ variables })
    expect(places(findings)).toEqual([
      'breaker/opens-before-retries-end@1:20',
      'retry/too-many-attempts@1:20',
      'breaker/threshold-too-low@1:52',
      'retry/total-delay-too-short@1:76',
    ])
    expect(new Set(findings.map((d) => d.span?.file))).toEqual(
      new Set(['RESILIENCE_CUSTOM_CONFIG']),
    )
  })

  it('says so when there are more operations than it looks at', () => {
    const operations = Object.fromEntries(Array.from({ length: 2100 }, (_, i) => [`o${i}`, {}]))
    const findings = checkPolicy({ document: { version: 1, operations } })
    expect(findings.map((d) => [d.ruleId, d.severity, d.data])).toEqual([
      ['rules/not-all-checked', 'info', { left: 101, limit: 2000 }],
    ])
  })
})

describe('the list of rules', () => {
  it('has each id once, made of policy and fault', () => {
    const ids = RULES.map((rule) => rule.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^(timeout|retry|breaker|hedge|strategy)\/[a-z-]+$/)
  })
})
