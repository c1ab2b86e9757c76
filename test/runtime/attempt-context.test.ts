import { expect, it } from 'vitest'
import { RuntimeAttempt } from '../../src/runtime/attempt-context.js'

const owner = { context: { a: 1 }, deadlineAt: 500, lastError: 'last', granted() {} }

it('shows what its call knows', () => {
  const attempt = new RuntimeAttempt(owner, 2)
  attempt.cutAt = 300
  expect([attempt.attempt, attempt.context, attempt.lastFailure, attempt.deadlineMs]).toEqual([
    2,
    owner.context,
    'last',
    300,
  ])
  expect(new RuntimeAttempt(owner, 1).lastFailure).toBeUndefined()
})

it('the signal is made once, and aborted whether read before or after', () => {
  const [early, late] = [new RuntimeAttempt(owner, 1), new RuntimeAttempt(owner, 1)]
  const { signal } = early
  expect(early.signal).toBe(signal)
  early.abort('why')
  late.abort('why')
  for (const one of [early, late])
    expect([one.signal.aborted, one.signal.reason]).toEqual([true, 'why'])
})
