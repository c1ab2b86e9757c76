import fc from 'fast-check'
import { expect, it } from 'vitest'
import { failureOf } from '../../../src/orchestrator/failure.js'
import { CallWindow } from '../../../src/runtime/alerts/call-window.js'
import { OperationMeter } from '../../../src/runtime/metrics/operation-meter.js'

/** A meter whose books a test writes itself. */
function meterOf(name = 'op') {
  const books = {
    ...{ calls: 0, success: 0, failure: 0, timeout: 0, rejected: 0, cancelled: 0 },
    ...{ attempts: 0, retries: 0, fallbacks: 0 },
  }
  const meter = new OperationMeter(name)
  meter.adopt({ books: { ...books }, inFlight: 0 } as never)
  const shared = (meter.operation as unknown as { books: typeof books }).books
  const end = (outcome: 'success' | 'failure' | 'cancelled', ms = 1) => {
    shared.calls++
    shared[outcome]++
    meter.ended(outcome, ms, outcome === 'success' ? null : failureOf('transient'))
  }
  return { meter, end }
}

it('looks back one window, at most a twelfth more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: 30 }), fc.boolean()), { minLength: 1, maxLength: 200 }),
      (steps) => {
        const { meter, end } = meterOf()
        const window = new CallWindow(120, false, [meter], 0)
        const calls: [at: number, failed: boolean][] = []
        let now = 0
        for (const [gap, failed] of steps) {
          now += gap
          calls.push([now, failed])
          end(failed ? 'failure' : 'success')
          now += 1
          const { ended, errors } = window.recent(meter, now)
          const since = (from: number) => calls.filter(([at]) => at > from).length
          expect(ended).toBeGreaterThanOrEqual(since(now - 120))
          // Looks are up to 31 apart here, which is as much as the window may be longer.
          expect(ended).toBeLessThanOrEqual(since(now - 120 - 10 - 31))
          expect(errors).toBeLessThanOrEqual(ended)
          window.take([meter], now)
        }
      },
    ),
  )
})

it('cancelled calls are not looked at, calls before it began neither', () => {
  const { meter, end } = meterOf()
  end('failure')
  const window = new CallWindow(1000, true, [meter], 0)
  end('cancelled')
  expect(window.recent(meter, 10)).toMatchObject({ ended: 0, errors: 0 })
  end('failure', 40)
  const recent = window.recent(meter, 20)
  expect(recent).toMatchObject({ ended: 1, errors: 1 })
  expect(recent.latency()!.count).toBe(2)
})

it('an operation that came since the last look counts whole', () => {
  const window = new CallWindow(1000, false, [], 0)
  const { meter, end } = meterOf()
  end('failure')
  expect(window.recent(meter, 10).ended).toBe(1)
  window.take([meter], 10)
  expect(window.recent(meter, 500).ended).toBe(1)
})

it('after a reset nothing of before counts', () => {
  const { meter, end } = meterOf()
  const window = new CallWindow(1000, true, [meter], 0)
  for (let i = 0; i < 5; i++) end('failure')
  window.take([meter], 10)
  meter.reset()
  expect(window.recent(meter, 20)).toMatchObject({ ended: 0, errors: 0 })
  window.take([meter], 20)
  end('success', 7)
  expect(window.recent(meter, 30)).toMatchObject({ ended: 1, errors: 0 })
  expect(window.recent(meter, 30).latency()!.count).toBe(1)
})

it('no latency where none is wanted', () => {
  const { meter, end } = meterOf()
  const window = new CallWindow(1000, false, [meter], 0)
  end('success')
  expect(window.recent(meter, 1).latency()).toBeNull()
})
