import { expect, it } from 'vitest'
import { confidenceOf } from '../../src/formats/format.js'
import { reason, setting } from '../support/claims.js'

it.each([
  ['nothing deducted', [], 1],
  ['a mere note', [0], 1],
  ['several deductions', [0.05, 0.1], 0.85],
  ['no dust of binary fractions', [0.1, 0.2], 0.7],
  ['never below 0', [0.6, 0.6], 0],
])('confidence: %s', (_, deductions, expected) => {
  const reasons = deductions.map((deduction, at) => reason(`a/${at}`, deduction))

  expect(confidenceOf(setting([], { reasons }))).toBe(expected)
})
