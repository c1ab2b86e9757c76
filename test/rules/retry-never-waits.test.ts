import { retryNeverWaits } from '../../src/rules/retry-never-waits.js'
import { testRule } from '../support/rule-harness.js'

testRule(retryNeverWaits, {
  bad: ['retry/never-waits@5:20'],
  message: 'The attempts are unlimited, and nothing waits between them (poll).',
  more: {
    'limited attempts': [
      'defaults: { retry: { maxAttempts: 5, backoff: { initial: 0s, min: 0s }, ' +
        'jitter: { kind: none } } }',
      [],
    ],
    'linear backoff from zero': [
      'defaults: { retry: { maxAttempts: unlimited, backoff: { kind: linear, ' +
        'initial: 0s }, jitter: { kind: full } } }',
      ['retry/never-waits@2:35'],
    ],
  },
})
