import { retryBackoffMinExceedsMax } from '../../src/rules/retry-backoff-min-exceeds-max.js'
import { testRule } from '../support/rule-harness.js'

testRule(retryBackoffMinExceedsMax, {
  bad: ['retry/backoff-min-exceeds-max@6:12'],
  message: 'retry.backoff.min is 15s and retry.backoff.max 10s, so every wait is 10s.',
  more: {
    'no max': ['defaults: { retry: { backoff: { min: 15s, max: none } } }', []],
    'a fixed wait has neither': [
      'defaults: { retry: { backoff: { kind: fixed, min: 15s, max: 1s } } }',
      [],
    ],
  },
})
