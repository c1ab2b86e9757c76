import { describe, expect, it } from 'vitest'
import { operationRule, originAt } from '../../src/rules/rule.js'
import { checkPolicy } from '../../src/rules/validate.js'
import { places, policyInput } from '../support/rule-harness.js'

const always = operationRule({ id: 'test/always', title: 'Always', docs: 'For tests.' }, (at) => ({
  message: `It retries ${at.resolved.policy.retry?.maxAttempts} times.`,
  help: 'Leave it.',
  origins: [originAt(at, 'retry.maxAttempts')],
  data: {},
}))
const check = (text: string) => checkPolicy(policyInput(`version: 1\n${text}`), [always])

describe('findings of rules for operations', () => {
  it('are one for one value, whatever the number of operations', () => {
    const findings = check('defaults: { retry: { maxAttempts: 4 } }\noperations: { a: {}, b: {} }')
    expect(findings).toEqual([
      {
        ruleId: 'test/always',
        severity: 'warning',
        message: 'It retries 4 times.',
        help: 'Leave it.',
        span: expect.objectContaining({ pointer: '/defaults/retry/maxAttempts' }),
        data: { operations: ['defaults', 'a', 'b'] },
      },
    ])
  })

  it('name up to three operations when the defaults are not concerned', () => {
    const four = ['a', 'b', 'c', 'd'].map((name) => `${name}: { strategy: critical }`).join(', ')
    expect(check(`operations: { ${four} }`).map((d) => d.message)).toEqual([
      'It retries 3 times.',
      'It retries 7 times (a, b, c and 1 more).',
    ])
  })

  it('name the environment when only that is concerned', () => {
    const findings = check('environments: { eu: { defaults: { retry: { maxAttempts: 6 } } } }')
    expect(places(findings)).toEqual(['test/always', 'test/always@2:57'])
    expect(findings[1]?.message).toBe('It retries 6 times (defaults in eu).')
  })

  it('show the value of the highest layer and relate the others', () => {
    const two = operationRule({ id: 'test/two', title: 'Two', docs: 'For tests.' }, (at) => ({
      message: 'Two values.',
      help: 'Leave them.',
      origins: [originAt(at, 'retry.maxAttempts'), originAt(at, 'circuitBreaker.threshold')],
      data: {},
    }))
    const text =
      'version: 1\ndefaults: { retry: { maxAttempts: 2 } }\n' +
      'operations: { a: { circuitBreaker: { threshold: 9 } } }'
    const [, finding] = checkPolicy(policyInput(text), [two])
    expect(places([finding!])).toEqual(['test/two@3:49'])
    expect(finding?.related?.map(({ span }) => span.start.line)).toEqual([2])
  })
})
