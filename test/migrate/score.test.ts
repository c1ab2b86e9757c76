import { expect, it } from 'vitest'
import type { Implied } from '../../src/formats/format.js'
import { fidelityOf } from '../../src/migrate/score.js'
import { migrated, reason, setting } from '../support/claims.js'

const target = { scope: {}, path: 'retry.maxAttempts', value: 3 }
const assumed = (count: number): Implied[] =>
  Array.from({ length: count }, () => ({ target, kind: 'default' as const, why: 'x' }))

it('is 1 when every setting keeps its meaning', () => {
  expect(fidelityOf([migrated(setting([target]))], [])).toMatchObject({
    score: 1,
    level: 'high',
    reason: 'all 1 setting keep their meaning',
    costs: [],
  })
})

it('is the mean of the confidences, with the dearest reason first', () => {
  const one = migrated(setting([target], { reasons: [reason('a/small', 0.05)] }), 0.95)
  const two = migrated(setting([target], { reasons: [reason('a/big', 0.25)] }), 0.75)
  const { score, costs } = fidelityOf([one, two, migrated(setting([target])), one], [])

  expect(score).toBeCloseTo((0.95 + 0.75 + 1 + 0.95) / 4, 4)
  expect(costs.map(({ id, count, cost }) => [id, count, cost])).toEqual([
    ['a/big', 1, 0.0625],
    ['a/small', 2, 0.025],
  ])
})

it('takes 0.02 for each assumed default, 0.1 at most', () => {
  const settings = [migrated(setting([target]))]

  expect(fidelityOf(settings, assumed(3)).score).toBeCloseTo(0.94, 4)
  expect(fidelityOf(settings, assumed(50)).score).toBeCloseTo(0.9, 4)
})

it('takes nothing for what the old system did not do, nor for keys ignored on purpose', () => {
  const absent: Implied = { target, kind: 'absent', why: 'x' }
  const ignored = migrated(setting([], { fate: 'ignored', reasons: [reason('a/note', 0)] }))

  expect(fidelityOf([migrated(setting([target])), ignored], [absent]).score).toBe(1)
})

it('counts a setting that waits for a decision as lost', () => {
  const decision = { key: 'k', question: 'q', options: [] }
  const open = migrated(setting([], { fate: 'decision', decision }), 0)

  expect(fidelityOf([migrated(setting([target])), open], []).score).toBe(0.5)
})
