import { expect, it } from 'vitest'
import type { TransitionEvent } from '../../../src/orchestrator/events.js'
import { CANCELLED, failureOf, REJECTIONS } from '../../../src/orchestrator/failure.js'
import { OperationMeter } from '../../../src/runtime/metrics/operation-meter.js'
import { watched } from '../watched.js'

const moved = (from: string, to: string) =>
  ({ type: 'transition', from, to, trigger: 'trial-failed' }) as TransitionEvent

it('counts why calls fail or are sent away, cancelled ones apart', () => {
  const meter = new OperationMeter('op')
  meter.ended('success', 5, null)
  meter.ended('failure', 5, failureOf('server-error'))
  meter.ended('failure', 5, failureOf('server-error'))
  meter.ended('timeout', 5, failureOf('timeout'))
  meter.ended('cancelled', 5, CANCELLED)
  meter.ended('rejected', 0, REJECTIONS['circuit-open'])
  expect(meter.failures).toEqual({ 'server-error': 2, timeout: 1 })
  expect(meter.rejections).toEqual({ 'circuit-open': 1 })
  expect(meter.latency.count).toBe(5)
})

it('counts entries of a state, re-entries from the same state not', () => {
  const meter = new OperationMeter('op')
  for (const [from, to] of [
    ['closed', 'open'],
    ['half-open', 'open'],
    ['half-open', 'half-open'],
  ] as const) {
    meter.moved(moved(from, to))
  }
  expect(meter.entered('open')).toBe(2)
  expect(meter.entered('half-open')).toBe(0)
  expect(meter.transitions()).toHaveLength(3)
})

it('R34 goes on under one name, and takes calls in flight out when released', async () => {
  const { orchestrator, call } = watched({})
  const meter = new OperationMeter('op')
  await call('op')
  meter.adopt(orchestrator.operation('op'))
  expect(meter.totals().calls).toBe(0)
  await call('op')
  await call('again')
  meter.adopt(orchestrator.operation('again'))
  await call('again', 'fail')
  expect(meter.totals()).toMatchObject({ calls: 2, success: 1, failure: 1, attempts: 2 })
  void call('again', 'hang')
  expect(meter.totals().calls).toBe(3)
  meter.release()
  expect(meter.totals()).toMatchObject({ calls: 2, success: 1, failure: 1 })
})

it('takes over what another has counted', () => {
  const [a, b] = [new OperationMeter('a'), new OperationMeter('b')]
  for (const meter of [a, b]) {
    meter.ended('failure', 3, failureOf('timeout'))
    meter.moved(moved('closed', 'open'))
  }
  a.absorb(b)
  expect(a.failures).toEqual({ timeout: 2 })
  expect(a.latency.count).toBe(2)
  expect(a.entered('open')).toBe(2)
  expect(a.generation).toBe(1)
})
