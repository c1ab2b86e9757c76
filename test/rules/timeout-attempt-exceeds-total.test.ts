import { timeoutAttemptExceedsTotal } from '../../src/rules/timeout-attempt-exceeds-total.js'
import { testRule } from '../support/rule-harness.js'

testRule(timeoutAttemptExceedsTotal, {
  bad: ['timeout/attempt-exceeds-total@10:14'],
  message: 'One attempt may take 10s, and the whole call only 5s (search).',
  more: {
    'equal is no trouble': ['defaults: { timeout: { attempt: 5s, total: 5s } }', []],
    'no total is no trouble': ['defaults: { timeout: { attempt: 5s, total: none } }', []],
    'the attempt of an environment': [
      'defaults: { timeout: { total: 5s } }\nenvironments:\n' +
        '  eu: { defaults: { timeout: { attempt: 6s } } }',
      ['timeout/attempt-exceeds-total@4:41'],
    ],
  },
})
