import { expect, it } from 'vitest'
import { Call } from '../../src/orchestrator/call.js'
import { Step } from '../../src/orchestrator/call-record.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { type PolicyParts, policy } from './policies.js'

const run = (parts: PolicyParts, attempts: string, options = {}) => {
  const world = new VirtualWorld(policy({ hedge: { delayMs: 100, max: 3 }, ...parts }))
  const call = world.call(attempts, options)
  world.runTo(10_000)
  return { call, lines: world.lines, operation: world.machine.operation('op') }
}

it('no more hedges than the policy allows', () => {
  expect(run({}, 'ok 5000').call.attempts).toBe(4)
})

it('a call that is not idempotent has none', () => {
  expect(run({}, 'ok 5000', { idempotent: false }).call.attempts).toBe(1)
})

it('where the bulkhead is full, none is sent; it is tried again after the delay', () => {
  const { lines, operation } = run({ bulkhead: { maxConcurrent: 1, maxQueued: 9 } }, 'ok 1000')
  expect(lines).toEqual(['0 #1 attempt 1', '1000 #1 success'])
  expect([operation.bulkhead?.inFlight, operation.bulkhead?.queued]).toEqual([0, 0])
})

it('the retry budget pays for hedges, and gets its permits back', () => {
  const budget = { kind: 'concurrent', maxConcurrent: 1 } as const
  const { call, operation } = run({ retry: { budget } }, 'ok 5000')
  expect(call.attempts).toBe(2)
  expect(operation.budget?.inFlight).toBe(0)
})

it('each attempt is cut at its own limit', () => {
  const { lines } = run(
    {
      timeout: { attemptMs: 150 },
      hedge: { delayMs: 100, max: 1, continueOn: { kinds: ['timeout'] } },
    },
    'hang, ok 120',
  )
  expect(lines).toEqual(['0 #1 attempt 1', '100 #1 hedge 2', '220 #1 success'])
})

it('without a delay all are sent at once', () => {
  const { lines } = run({ hedge: { delayMs: 0, max: 2 } }, 'ok 30, ok 20, ok 10')
  expect(lines.slice(0, 4)).toEqual([
    '0 #1 attempt 1',
    '0 #1 hedge 2',
    '0 #1 hedge 3',
    '10 #1 success',
  ])
})

it('a call that cannot be repeated has none', () => {
  class Once extends Call {
    override mayRepeat(): boolean {
      return false
    }
  }
  const { machine } = new VirtualWorld(policy({ hedge: { delayMs: 100 } }))
  const call = new Once(machine.operation('op'), 0)
  call.begin(0)
  expect([call.wakeAt(), call.wake(100), call.attempts]).toEqual([
    Number.POSITIVE_INFINITY,
    Step.WAIT,
    1,
  ])
})

it('one that is put off costs the budget nothing', () => {
  const budget = {
    kind: 'token-bucket',
    maxTokens: 5,
    tokenRatio: 0.1,
    depositOn: 'success',
  } as const
  const { call, operation } = run({ retry: { budget }, bulkhead: { maxConcurrent: 1 } }, 'hang')
  expect([call.attempts, operation.budget!.tokens, operation.budget!.inFlight]).toEqual([1, 5, 0])
})
