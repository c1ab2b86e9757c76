import { retryTooManyAttempts } from '../../src/rules/retry-too-many-attempts.js'
import { testRule } from '../support/rule-harness.js'

testRule(retryTooManyAttempts, {
  bad: ['retry/too-many-attempts@4:18', 'retry/too-many-attempts@8:20'],
  message: 'A call makes up to 8 attempts; more than 7 are mere load on the upstream.',
  more: {
    'retries that are off': ['defaults: { retry: false }', []],
    'one value, several operations: one finding': [
      'presets: { ours: { defaults: { retry: { maxAttempts: 9 } } } }\npreset: ours\n' +
        'operations: { a: {}, b: {} }',
      ['retry/too-many-attempts@2:54'],
    ],
  },
})
