import { describe, expect, it } from 'vitest'
import type { MachineEvent } from '../../../src/orchestrator/events.js'
import { failureOf } from '../../../src/orchestrator/failure.js'
import { entryOfAct, entryOfEvent, isTold } from '../../../src/runtime/audit/entry.js'
import { ResultFailure } from '../../../src/runtime/judge.js'
import { policy } from '../../orchestrator/policies.js'

const BASE = { operation: 'op', call: 7, at: 5 }
const error = Object.assign(new Error('down'), { request: { authorization: 'secret' } })
const failure = failureOf('server-error', { status: 503, error })
const context = { requestId: 'r1', user: { name: 'x' }, n: 3, on: true, bad: Number.NaN }

const EVENTS: readonly (readonly [MachineEvent, object | false])[] = [
  [{ ...BASE, type: 'attempt', attempt: 1, hedge: false }, false],
  [{ ...BASE, type: 'queued', policy: 'bulkhead' }, false],
  [{ ...BASE, type: 'late', attempt: 1, failed: true }, false],
  [
    { ...BASE, type: 'attempt-failed', attempt: 1, failure, context },
    { attempt: 1, kind: 'server-error', status: 503, error: { name: 'Error', message: 'down' } },
  ],
  [
    { ...BASE, type: 'retry', attempt: 2, delayMs: 100, failure, context },
    { attempt: 2, delayMs: 100, kind: 'server-error' },
  ],
  [{ ...BASE, type: 'fallback', failure }, { kind: 'server-error' }],
]

const outcome = (attempts: number, type: 'success' | 'failure'): MachineEvent => ({
  ...{ ...BASE, type, attempts, elapsedMs: 12, context },
  failure: type === 'success' ? undefined : failure,
  gaveUp: type === 'success' ? undefined : 'attempts',
})

describe('S6.6 an entry', () => {
  it.each(EVENTS.map(([event, wanted]) => [event.type, event, wanted] as const))(
    'S6.6 of %s',
    (_, event, wanted) => {
      expect(isTold(event)).toBe(wanted !== false)
      const entry = entryOfEvent(event, { contextKeys: [] })
      expect(entry).toMatchObject({ type: event.type, operation: 'op', call: 7, ...wanted })
      expect(JSON.stringify(entry)).not.toMatch(/secret|context/)
    },
  )

  it('S6.6 of an outcome; a success only where it made up for a failure', () => {
    expect(isTold(outcome(1, 'success'))).toBe(false)
    expect(isTold(outcome(2, 'success'))).toBe(true)
    expect(entryOfEvent(outcome(3, 'failure'), { contextKeys: [] })).toEqual({
      ...{ type: 'failure', operation: 'op', call: 7, attempts: 3, elapsedMs: 12 },
      ...{ kind: 'server-error', status: 503, gaveUp: 'attempts' },
      error: { name: 'Error', message: 'down' },
    })
  })

  it('S6.6 of a result nothing but its status', () => {
    const failure = new ResultFailure(failureOf('server-error'), { status: 503, body: 'secret' })
    const event: MachineEvent = { ...BASE, type: 'fallback', failure }
    const entry = entryOfEvent(event, { contextKeys: [] })
    expect(entry.error).toMatchObject({ name: 'Result', status: 503 })
    expect(JSON.stringify(entry)).not.toMatch(/secret/)
  })

  it('S6.6 of a transition', () => {
    const event: MachineEvent = {
      ...{ type: 'transition', operation: 'op', breaker: 'op host', at: 5, openUntil: 1005 },
      ...{ from: 'closed', to: 'open', trigger: 'threshold-reached' },
    }
    expect(isTold(event)).toBe(true)
    expect(entryOfEvent(event, { contextKeys: [] })).toEqual({
      ...{ type: 'transition', operation: 'op', breaker: 'op host', from: 'closed', to: 'open' },
      ...{ trigger: 'threshold-reached', openMs: 1000 },
    })
  })

  it('S6.6 holds of the context only what is asked for, and of that only plain values', () => {
    const keys = ['requestId', 'user', 'n', 'on', 'bad', 'none', 'toString']
    const entry = entryOfEvent(outcome(2, 'failure'), { contextKeys: keys })
    expect(entry.context).toEqual({ requestId: 'r1', n: 3, on: true })
    const bare = entryOfEvent({ ...outcome(2, 'failure'), context: 'text' } as MachineEvent, {
      contextKeys: keys,
    })
    expect(bare).not.toHaveProperty('context')
    const hostile = {
      get requestId() {
        throw new Error('no')
      },
    }
    const event = { ...outcome(2, 'failure'), context: hostile } as MachineEvent
    expect(entryOfEvent(event, { contextKeys: keys }).context).toEqual({})
  })
})

describe('S6.6 an act', () => {
  const before = policy({ retry: { maxAttempts: 3 } })
  const after = policy({ retry: { maxAttempts: 4 } })

  it.each([
    [
      { type: 'isolate', operation: 'op', host: null, at: 0 },
      { type: 'by-hand', act: 'isolate', operation: 'op' },
    ],
    [
      { type: 'close', operation: 'op', host: 'x', at: 0 },
      { type: 'by-hand', act: 'close', operation: 'op', host: 'x' },
    ],
    [
      { type: 'reload', at: 0, operations: [{ operation: 'op', before, after }] },
      {
        ...{ type: 'configuration', applied: true },
        changes: [{ operation: 'op', path: 'retry.maxAttempts', from: 3, to: 4 }],
      },
    ],
    [
      { type: 'reload-refused', at: 0, error: new RangeError('bad') },
      { type: 'configuration', applied: false, error: { name: 'RangeError', message: 'bad' } },
    ],
    [{ type: 'shutdown', at: 0 }, { type: 'shutdown' }],
    [
      { type: 'restore', at: 0, breakers: [] },
      { type: 'restore', breakers: [], total: 0 },
    ],
  ] as const)('S6.6 %o', (act, entry) => {
    expect(entryOfAct(act)).toEqual(entry)
  })

  it('S6.6 a change of everything is cut to 100 settings', () => {
    const operations = Array.from({ length: 130 }, (_, i) => {
      return { operation: `op ${i}`, before, after }
    })
    const entry = entryOfAct({ type: 'reload', at: 0, operations })
    expect(entry).toMatchObject({ more: 30 })
    expect(entry.changes).toHaveLength(100)
  })
})
