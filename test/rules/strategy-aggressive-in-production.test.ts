import { aggressiveInProduction } from '../../src/rules/strategy-aggressive-in-production.js'
import { testRule } from '../support/rule-harness.js'

testRule(aggressiveInProduction, {
  bad: ['strategy/aggressive-in-production@4:13'],
  message: 'The default strategy is aggressive, and this policy is for production.',
  more: {
    'the built-in preset is for production': ['preset: production', []],
    'an environment with the wrong preset': [
      'environments:\n  prod: { preset: development }',
      ['strategy/aggressive-in-production@3:19'],
    ],
    'an own preset for production': [
      'preset: ours\npresets:\n  ours: { extends: production, defaults: { strategy: aggressive } }',
      ['strategy/aggressive-in-production@4:54'],
    ],
    'staging may be quick': ['environments:\n  staging: { preset: development }', []],
  },
})
