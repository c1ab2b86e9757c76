import { expect, it } from 'vitest'
import { failureOf, REJECTIONS } from '../../src/orchestrator/failure.js'

it.each([
  ['timeout', true],
  ['connection', true],
  ['permanent', false],
  ['cancelled', false],
  ['rejected', false],
] as const)('%s is transient: %s', (kind, transient) => {
  expect(failureOf(kind).transient).toBe(transient)
})

it('there is one rejection for each reason', () => {
  for (const [reason, failure] of Object.entries(REJECTIONS)) {
    expect(failure).toMatchObject({ kind: 'rejected', reason })
  }
})
