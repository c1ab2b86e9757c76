import { breakerHalfOpenNeverCloses } from '../../src/rules/breaker-half-open-never-closes.js'
import { testRule } from '../support/rule-harness.js'

testRule(breakerHalfOpenNeverCloses, {
  bad: ['breaker/half-open-never-closes@8:16'],
  message:
    '3 trials, 1 at a time and each up to 30s, take up to 1m30s, and half-open ends after 1m.',
  more: {
    'trials decided by rate run at once': [
      'defaults: { timeout: { attempt: 30s },\n' +
        '  circuitBreaker: { halfOpen: { decision: rate, maxCalls: 5 } } }',
      [],
    ],
    'one trial longer than half-open': [
      'defaults: { timeout: { attempt: 2m } }',
      ['breaker/half-open-never-closes@2:33'],
    ],
    'closes by itself': [
      'defaults: { timeout: { attempt: 2m },\n' +
        '  circuitBreaker: { halfOpen: { afterMaxWait: closed } } }',
      [],
    ],
    'no limit': [
      'defaults: { timeout: { attempt: 2m }, circuitBreaker: { halfOpen: { maxWait: none } } }',
      [],
    ],
  },
})
