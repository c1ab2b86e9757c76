import { expect, it } from 'vitest'
import { AlertState } from '../../../src/runtime/alerts/alert-state.js'
import type { AlertRule } from '../../../src/runtime/alerts/rule.js'

const RULE: AlertRule = { id: 'r', metric: 'queue', above: 10 }

/** Values a second apart; what each look says: f(iring), r(esolved), or nothing. */
function run(rule: AlertRule, values: readonly number[]): string {
  const state = new AlertState()
  return values.map((value, i) => state.step(rule, value, i * 1000)?.[0] ?? '.').join('')
}

it.each([
  ['fires once and resolves once', {}, [5, 11, 12, 13, 10, 9, 5], '.f..r..'],
  ['is not above on the limit', {}, [10, 10], '..'],
  ['waits for its hold time', { holdMs: 2000 }, [11, 11, 11, 11], '..f.'],
  ['begins to hold anew after a dip', { holdMs: 2000 }, [11, 11, 9, 11, 11, 11], '.....f'],
  ['stays until it is back far enough', { below: 5 }, [11, 9, 11, 6, 5, 11], 'f...rf'],
  ['holds before it resolves', { clearHoldMs: 2000 }, [11, 9, 9, 11, 9, 9, 9], 'f.....r'],
  ['does not flap around the limit', { below: 8 }, [11, 10, 11, 10, 9, 11], 'f.....'],
])('%s', (_, parts, values, says) => {
  expect(run({ ...RULE, ...parts }, values)).toBe(says)
})

it('has nothing to remember before and after', () => {
  const state = new AlertState()
  expect(state.idle).toBe(true)
  state.step({ ...RULE, holdMs: 5 }, 11, 0)
  expect(state.idle).toBe(false)
  state.step(RULE, 9, 1)
  expect(state.idle).toBe(true)
  state.step(RULE, 11, 2)
  expect([state.idle, state.firingSince]).toEqual([false, 2])
})
