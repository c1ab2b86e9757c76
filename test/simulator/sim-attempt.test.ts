import { expect, it } from 'vitest'
import type { AttemptOwner } from '../../src/orchestrator/attempt.js'
import { Place, SimAttempt } from '../../src/simulator/sim-attempt.js'

it('an attempt keeps the call that it is given, and starts under way', () => {
  const owner: AttemptOwner = { granted: () => {} }
  const attempt = new SimAttempt(owner, 2)
  expect([attempt.call, attempt.number, attempt.place]).toEqual([owner, 2, Place.UNDER_WAY])
})
