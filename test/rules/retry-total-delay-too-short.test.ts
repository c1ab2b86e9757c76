import { retryTotalDelayTooShort } from '../../src/rules/retry-total-delay-too-short.js'
import { testRule } from '../support/rule-harness.js'

testRule(retryTotalDelayTooShort, {
  bad: ['retry/total-delay-too-short@6:19'],
  message: '5 attempts share 9s; at 2s for each they need 10s (orders).',
  more: {
    'one attempt needs no delay': ['defaults: { retry: { maxAttempts: 1, maxElapsed: 1s } }', []],
    'unlimited attempts end by time alone': [
      'defaults: { retry: { maxAttempts: unlimited, maxElapsed: 1s } }',
      [],
    ],
    'no cap': ['defaults: { retry: { maxElapsed: none } }', []],
  },
})
