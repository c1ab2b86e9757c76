import { breakerOpensBeforeRetriesEnd } from '../../src/rules/breaker-opens-before-retries-end.js'
import { testRule } from '../support/rule-harness.js'

testRule(breakerOpensBeforeRetriesEnd, {
  bad: ['breaker/opens-before-retries-end@5:18', 'breaker/opens-before-retries-end@9:18'],
  message: 'A call makes 6 attempts, and the breaker opens after 5 failures in a row.',
  more: {
    'equal is no trouble': ['defaults: { retry: { maxAttempts: 5 } }', []],
    'gt needs one more': [
      'defaults: { retry: { maxAttempts: 6 }, circuitBreaker: { compare: gt } }',
      [],
    ],
    'a window does not count in a row': [
      'defaults: { retry: { maxAttempts: 7 }, circuitBreaker: { mode: time-window, ' +
        'threshold: 5 } }',
      [],
    ],
  },
})
