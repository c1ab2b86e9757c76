import { expect, it } from 'vitest'
import { type AlertRule, DEFAULT_RULES, ruleProblems } from '../../../src/runtime/alerts/rule.js'

const rule = (parts: Partial<AlertRule>): AlertRule => {
  return { id: 'r', metric: 'queue', above: 5, ...parts }
}

it('the default rules are sound, with the limits of the reference', () => {
  expect(ruleProblems(DEFAULT_RULES)).toEqual([])
  expect(DEFAULT_RULES.map(({ metric, above }) => [metric, above])).toEqual([
    ['breaker', 0],
    ['error-rate', 0.05],
    ['configuration-load', 100],
    ['configuration-changes', 10],
    ['invalid-configurations', 0.1],
  ])
})

it.each([
  [{ metric: 'temperature' as never }, '"temperature" is no metric'],
  [{ metric: 'toString' as never }, '"toString" is no metric'],
  [{ above: Number.NaN }, '`above` must be a number'],
  [{ below: 6 }, '`below` is greater than `above`'],
  [{ holdMs: -1 }, '`holdMs` must be 0 or more'],
  [{ clearHoldMs: Number.NaN }, '`clearHoldMs` must be 0 or more'],
  [{ windowMs: 0 }, '`windowMs` must be more than 0'],
  [{ percentile: 99 }, '`percentile` must be within 0..1'],
])('%j: %s', (parts, problem) => {
  expect(ruleProblems([rule(parts)])).toEqual([`alert rule "r": ${problem}`])
})

it('an id is used once', () => {
  expect(ruleProblems([rule({}), rule({})])).toEqual([
    'alert rule "r": the id is taken by another rule',
  ])
})
