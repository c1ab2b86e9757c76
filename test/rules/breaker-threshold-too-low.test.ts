import { breakerThresholdTooLow } from '../../src/rules/breaker-threshold-too-low.js'
import { testRule } from '../support/rule-harness.js'

testRule(breakerThresholdTooLow, {
  bad: ['breaker/threshold-too-low@4:16'],
  message: '2 failures open the breaker; fewer than 3 can be chance.',
  more: {
    one: ['defaults: { circuitBreaker: { threshold: 1 } }', ['breaker/threshold-too-low@2:42']],
    'a rate has no threshold': ['defaults: { circuitBreaker: { mode: count-window } }', []],
    'a breaker that is off': ['defaults: { circuitBreaker: false }', []],
  },
})
