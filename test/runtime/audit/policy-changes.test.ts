import { expect, it } from 'vitest'
import { policyChanges } from '../../../src/runtime/audit/policy-changes.js'
import { type PolicyParts, policy } from '../../orchestrator/policies.js'

const changes = (before: PolicyParts, after: PolicyParts) =>
  policyChanges('op', policy(before), policy(after)).map(
    ({ path, from, to }) => `${path}: ${from} > ${to}`,
  )

it.each([
  ['nothing', { retry: {} }, { retry: {} }, []],
  [
    'a number',
    { retry: { maxAttempts: 3 } },
    { retry: { maxAttempts: 5 } },
    ['retry.maxAttempts: 3 > 5'],
  ],
  [
    'no bound',
    { retry: {} },
    { retry: { maxAttempts: Number.POSITIVE_INFINITY } },
    ['retry.maxAttempts: 3 > unlimited'],
  ],
  [
    'a list',
    { retry: { retryOn: { status: [503] } } },
    { retry: { retryOn: { status: [429, 503] } } },
    ['retry.retryOn.status: [503] > [429,503]'],
  ],
  [
    'a policy switched off',
    { timeout: { attemptMs: 5 } },
    {},
    ['timeout.attemptMs: 5 > null', 'timeout: true > null'],
  ],
  [
    'a fallback, whose value is nobody’s business',
    { fallback: { value: { token: 'a' } } },
    { fallback: { value: { token: 'b' } } },
    ['fallback.value: (hidden) > (hidden)'],
  ],
] as [string, PolicyParts, PolicyParts, string[]][])('%s', (_, before, after, wanted) => {
  expect(changes(before, after)).toEqual(wanted)
})
