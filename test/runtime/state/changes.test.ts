/** What of the breakers is worth keeping, and since when. */
import { expect, it } from 'vitest'
import { Attempt } from '../../../src/orchestrator/attempt.js'
import { Machine } from '../../../src/orchestrator/machine.js'
import { Changes } from '../../../src/runtime/state/changes.js'
import { policy } from '../../orchestrator/policies.js'

const HOUR = 3_600_000

function machine() {
  return new Machine({
    random: () => 0.5,
    policies: { operations: [], policyOf: () => policy({ circuitBreaker: { per: 'host' } }) },
  })
}

const shown = (changes: Changes, made: Machine) =>
  changes.kept(made.snapshot(0)).map((b) => [b.operation, b.host, b.state, b.changedAtMs])

it('stamps changes, and tells of what has become as good as new', () => {
  const made = machine()
  const changes = new Changes()
  made.breaker('a')!.isolate(0)
  made.breaker('b', 'h')!.isolate(0)
  made.breaker('quiet')
  changes.note(made.breakers(), 1000)
  changes.note(made.breakers(), 2000)
  expect(shown(changes, made)).toEqual([
    ['a', null, 'isolated', 1000],
    ['b', 'h', 'isolated', 1000],
  ])
  made.breaker('a')!.release(0)
  changes.note(made.breakers(), 3000)
  expect(shown(changes, made)).toEqual([
    ['b', 'h', 'isolated', 1000],
    ['a', null, 'closed', 3000],
  ])
})

it('R11 stamps of one breaker rise, even when the clock is set back', () => {
  const made = machine()
  const changes = new Changes()
  made.breaker('a')!.isolate(0)
  changes.note(made.breakers(), 5000)
  made.breaker('a')!.release(0)
  changes.note(made.breakers(), 1000)
  expect(shown(changes, made)).toEqual([['a', null, 'closed', 5001]])
})

it('restored breakers keep the time of their change', () => {
  const made = machine()
  const changes = new Changes()
  const kept = { operation: 'a', host: null, state: 'open', remainingMs: 9, openings: 1 } as const
  const record = { ...kept, isolations: 0, failures: 0, changedAtMs: 77 }
  const entries = () => made.breakers()
  changes.adopt([record], entries, () => made.restore([record], 0))
  changes.note(made.breakers(), 5000)
  expect(shown(changes, made)).toEqual([['a', null, 'open', 77]])
  made.breaker('a')!.close(0)
  changes.note(made.breakers(), 6000)
  expect(shown(changes, made)).toEqual([['a', null, 'closed', 6000]])
})

it('what closed long ago is told of no more; what is not closed is, however old', () => {
  const made = machine()
  const changes = new Changes()
  made.breaker('a')!.isolate(0)
  made.breaker('b')!.isolate(0)
  made.breaker('b')!.release(0)
  changes.note(made.breakers(), 1000)
  shown(changes, made)
  changes.forgetOld(1000 + HOUR)
  expect(shown(changes, made)).toHaveLength(2)
  changes.forgetOld(1001 + HOUR)
  expect(shown(changes, made)).toEqual([['a', null, 'isolated', 1000]])
})

it('a restart keeps a row of failures, not what a rate window holds', () => {
  const made = new Machine({
    random: () => 0.5,
    policies: {
      operations: [],
      policyOf: (name) =>
        policy({ circuitBreaker: name === 'rate' ? { mode: 'count-window' } : {} }),
    },
  })
  for (const name of ['rate', 'row']) {
    const breaker = made.breaker(name)!
    const attempt = new Attempt({ granted() {} }, 1)
    breaker.acquire(0, attempt)
    breaker.failed(0, attempt, undefined)
  }
  expect(made.snapshot(0).map(({ failures, window }) => [failures, window])).toEqual([
    [0, [[0, 1, 1]]],
    [1, undefined],
  ])
  const kept = new Changes().kept(made.snapshot(0))
  expect(kept.map((record) => [record.failures, 'window' in record])).toEqual([
    [0, false],
    [1, false],
  ])
})
