import { expect, it } from 'vitest'
import { Attempt, Flag } from '../../src/orchestrator/attempt.js'

it('every flag is a bit of its own', () => {
  const bits = Object.values(Flag)
  expect(new Set(bits).size).toBe(bits.length)
  for (const bit of bits) expect(Math.log2(bit) % 1).toBe(0)
})

it('holds nothing when it is made', () => {
  expect(new Attempt({ granted() {} }, 3)).toMatchObject({
    number: 3,
    flags: 0,
    epoch: 0,
    cutAt: null,
  })
})
