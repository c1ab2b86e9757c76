import { hedgePlaceHasNoEffect } from '../../src/rules/hedge-place-has-no-effect.js'
import { testRule } from '../support/rule-harness.js'

const REST = 'rateLimit, attemptTimeout, bulkhead'
const OUTSIDE = `order: [hedge, fallback, totalTimeout, retry, circuitBreaker, ${REST}]`
const INSIDE = `order: [totalTimeout, retry, fallback, circuitBreaker, hedge, ${REST}]`

testRule(hedgePlaceHasNoEffect, {
  bad: ['hedge/place-has-no-effect@7:7'],
  message:
    'order puts hedge inside of circuitBreaker, and it acts directly inside of retry all the same' +
    ' (search).',
  more: {
    'outside of the retry': [
      `defaults: { hedge: { delay: 1s }, retry: { maxAttempts: 2 }, ${OUTSIDE} }`,
      ['hedge/place-has-no-effect@2:69'],
    ],
    'outside of nothing that is on': [
      `defaults: { hedge: { delay: 1s }, retry: false, timeout: false, ${OUTSIDE} }`,
      [],
    ],
    'outside of a fallback': [
      'defaults: { hedge: { delay: 1s }, retry: false, timeout: false, fallback: { value: 1 }, ' +
        `${OUTSIDE} }`,
      ['hedge/place-has-no-effect@2:96'],
    ],
    'inside of a fallback and of a breaker for calls, where it acts anyhow': [
      'defaults: { hedge: { delay: 1s }, fallback: { value: 1 }, ' +
        `circuitBreaker: { scope: call }, ${INSIDE} }`,
      [],
    ],
  },
})
