import { expect, it } from 'vitest'
import { Place, type SendingCall, SimAttempt } from '../../src/simulator/sim-attempt.js'

it('an attempt keeps the call that it is given, and starts under way', () => {
  const owner: Partial<SendingCall> = { key: 3 }
  const attempt = new SimAttempt(owner as SendingCall, 2)
  expect([attempt.call, attempt.number, attempt.place]).toEqual([owner, 2, Place.UNDER_WAY])
})
