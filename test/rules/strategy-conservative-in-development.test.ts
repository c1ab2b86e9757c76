import { conservativeInDevelopment } from '../../src/rules/strategy-conservative-in-development.js'
import { testRule } from '../support/rule-harness.js'

testRule(conservativeInDevelopment, {
  bad: ['strategy/conservative-in-development@4:13'],
  message: 'The default strategy is conservative with 5 attempts, in development.',
  more: {
    'the production preset in development': [
      'environments:\n  dev: { preset: production }',
      ['strategy/conservative-in-development@3:18'],
    ],
    'tests are no development': ['environments:\n  test: { preset: production }', []],
  },
})
