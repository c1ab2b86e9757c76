import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/runtime/alerts/alert.js'
import { type AlertsOptions, createAlerts } from '../../../src/runtime/alerts/alerts.js'
import type { AlertRule } from '../../../src/runtime/alerts/rule.js'
import { ConfigurationMetrics } from '../../../src/runtime/metrics/configuration-metrics.js'
import { createMetrics } from '../../../src/runtime/metrics/metrics.js'
import type { PolicyParts } from '../../orchestrator/policies.js'
import { policiesOf, watched } from '../watched.js'

const OPEN: AlertRule = { id: 'open', metric: 'breaker', above: 0, severity: 'critical' }
const ERRORS: AlertRule = { id: 'errors', metric: 'error-rate', above: 0.05, minimumCalls: 10 }

function alerting(
  parts: PolicyParts,
  rules: readonly AlertRule[],
  more: Partial<AlertsOptions> = {},
) {
  const world = watched(parts)
  const metrics = createMetrics(world.orchestrator)
  const heard: Alert[] = []
  const options = { rules, tickMs: null, deliver: [(alert: Alert) => heard.push(alert)], ...more }
  const alerts = createAlerts(metrics, options)
  /** What was said since the last time. */
  const said = () =>
    heard.splice(0).map(({ rule, operation, state }) => `${rule} ${operation ?? '-'} ${state}`)
  const calls = async (operation: string, ok: number, fail: number) => {
    for (let i = 0; i < ok; i++) await world.call(operation, 'ok')
    for (let i = 0; i < fail; i++) await world.call(operation, 'fail')
  }
  const look = async (at: number) => {
    await world.clock.runTo(at)
    alerts.tick()
    return said()
  }
  return { ...world, metrics, alerts, heard, said, calls, look }
}

describe('S3.2 operators are alerted of breakers', () => {
  it('S3.2 once when one opens and once when it is closed again, with the cause', async () => {
    const world = alerting({ circuitBreaker: { threshold: 1 } }, [OPEN])
    expect(await world.look(0)).toEqual([])
    await world.call('a', 'fail')
    world.alerts.tick()
    expect(world.heard[0]).toMatchObject({
      ...{ state: 'firing', severity: 'critical', operation: 'a', value: 1 },
      cause: { message: 'boom', status: 503 },
    })
    expect(world.alerts.active()).toMatchObject([{ rule: 'open', operation: 'a' }])
    expect(world.said()).toEqual(['open a firing'])
    expect(await world.look(500)).toEqual([])
    await world.clock.runTo(1000)
    await world.call('a')
    expect(await world.look(1001)).toEqual(['open a resolved'])
    expect(world.alerts.active()).toEqual([])
    expect(await world.look(2000)).toEqual([])
  })

  it('S3.2 even if it was open between two looks only', async () => {
    const world = alerting({ circuitBreaker: { threshold: 1 } }, [OPEN])
    await world.call('a', 'fail')
    world.orchestrator.closeBreaker('a')
    expect(await world.look(10)).toEqual(['open a firing'])
    expect(await world.look(20)).toEqual(['open a resolved'])
  })

  it('S3.2 a firing and its resolution share an id, the next firing has another', async () => {
    const world = alerting({ circuitBreaker: { threshold: 1 } }, [OPEN])
    for (let i = 0; i < 2; i++) {
      world.orchestrator.isolate('a')
      world.alerts.tick()
      world.orchestrator.release('a')
      world.alerts.tick()
    }
    const ids = world.heard.map(({ id }) => id)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).toBe(ids[3])
    expect(ids[0]).not.toBe(ids[2])
  })
})

describe('S3.4 alerts when metrics cross thresholds', () => {
  it('S3.4 the error rate of each operation by itself', async () => {
    const world = alerting({}, [ERRORS])
    await world.calls('a', 18, 2)
    await world.calls('b', 19, 1)
    expect(await world.look(1000)).toEqual(['errors a firing'])
    await world.calls('a', 30, 0)
    expect(await world.look(2000)).toEqual(['errors a resolved'])
  })

  it('S3.4 too few calls say nothing; a rate that fires ends when no calls are left', async () => {
    const world = alerting({}, [ERRORS])
    await world.calls('a', 0, 9)
    expect(await world.look(1000)).toEqual([])
    await world.calls('a', 0, 1)
    expect(await world.look(2000)).toEqual(['errors a firing'])
    for (let at = 3000; at < 61_000; at += 1000) expect(await world.look(at)).toEqual([])
    for (let at = 61_000; at <= 66_000; at += 1000) await world.look(at)
    expect(world.alerts.active()).toEqual([])
  })

  it('S3.4 rejected calls count as errors, cancelled ones not at all', async () => {
    const world = alerting({ circuitBreaker: {} }, [ERRORS])
    world.orchestrator.isolate('a')
    await world.calls('a', 10, 0)
    const signal = AbortSignal.abort()
    for (let i = 0; i < 20; i++) {
      await world.orchestrator.execute('b', () => 1, { signal }).catch(() => {})
    }
    expect(await world.look(1000)).toEqual(['errors a firing'])
  })

  it('S3.4 with hold time and hysteresis', async () => {
    const rule = { ...ERRORS, holdMs: 2000, clearHoldMs: 2000, below: 0.02, windowMs: 60_000 }
    const world = alerting({}, [rule])
    await world.calls('a', 16, 4)
    expect(await world.look(1000)).toEqual([])
    expect(await world.look(2000)).toEqual([])
    expect(await world.look(3000)).toEqual(['errors a firing'])
    await world.calls('a', 100, 0)
    expect(await world.look(4000)).toEqual([])
    await world.calls('a', 100, 0)
    expect(await world.look(5000)).toEqual([])
    expect(await world.look(7000)).toEqual(['errors a resolved'])
  })

  it('S3.4 a percentile of the latency of the last while', async () => {
    const rule: AlertRule = { id: 'slow', metric: 'latency', above: 200, minimumCalls: 5 }
    const world = alerting({}, [{ ...rule, operation: 'a', windowMs: 12_000 }])
    const run = async (ms: number) => {
      const all = Array.from({ length: 10 }, () => world.call('a', ms))
      await world.clock.runTo(world.clock.now() + ms)
      await Promise.all(all)
    }
    await run(100)
    expect(await world.look(1000)).toEqual([])
    await run(300)
    expect(await world.look(2000)).toEqual(['slow a firing'])
    for (let at = 3000; at < 14_000; at += 1000) expect(await world.look(at)).toEqual([])
    expect(await world.look(14_000)).toEqual(['slow a resolved'])
  })

  it('S3.4 the queue of a bulkhead', async () => {
    const rule: AlertRule = { id: 'queue', metric: 'queue', above: 2 }
    const world = alerting({ bulkhead: { maxConcurrent: 1, maxQueued: 9 } }, [rule])
    const all = Array.from({ length: 4 }, () => world.call('a', 10))
    expect(await world.look(1)).toEqual(['queue a firing'])
    expect(await world.look(100)).toEqual(['queue a resolved'])
    await Promise.all(all)
  })

  it('S3.4 the configuration: slow loads, many changes, invalid ones', async () => {
    const { clock } = watched({})
    const configuration = new ConfigurationMetrics(clock)
    const rules: AlertRule[] = [
      { id: 'load', metric: 'configuration-load', above: 100 },
      { id: 'changes', metric: 'configuration-changes', above: 10 },
      { id: 'invalid', metric: 'invalid-configurations', above: 0.1 },
    ]
    const world = alerting({}, rules, { configuration, clock })
    world.alerts.tick()
    expect(world.said()).toEqual([])
    configuration.loaded(101)
    for (let i = 0; i < 11; i++) configuration.changed()
    configuration.validated(false)
    world.alerts.tick()
    expect(world.said()).toEqual(['load - firing', 'changes - firing', 'invalid - firing'])
    await clock.runTo(60_001)
    world.alerts.tick()
    expect(world.said()).toEqual(['load - resolved', 'changes - resolved', 'invalid - resolved'])
  })

  it('S3.4 a reset of the metrics is no crossing, and ends what fired', async () => {
    const world = alerting({}, [ERRORS])
    await world.calls('a', 0, 20)
    expect(await world.look(1000)).toEqual(['errors a firing'])
    world.metrics.reset()
    expect(await world.look(2000)).toEqual(['errors a resolved'])
    await world.calls('a', 20, 0)
    expect(await world.look(3000)).toEqual([])
  })

  it('S3.4 an operation that is no longer told apart is over', async () => {
    const { orchestrator, call, clock } = watched({}, { maxOperations: 2 })
    const metrics = createMetrics(orchestrator)
    const heard: Alert[] = []
    const deliver = [(alert: Alert) => heard.push(alert)]
    const alerts = createAlerts(metrics, { rules: [ERRORS], tickMs: null, deliver, clock })
    for (let i = 0; i < 10; i++) await call('a', 'fail')
    alerts.tick()
    for (let i = 0; i < 300; i++) await call(`op ${i}`)
    alerts.tick()
    expect(heard.map(({ operation, state }) => `${operation} ${state}`)).toEqual([
      'a firing',
      'a resolved',
    ])
  })
})

describe('R30 nothing that hears of alerts', () => {
  it('R30 keeps another from hearing, or a call from its outcome', async () => {
    const errors: unknown[] = []
    const said: string[] = []
    const throws = () => {
      throw new Error('bad listener')
    }
    const world = alerting({ circuitBreaker: { threshold: 1 } }, [OPEN], {
      deliver: [
        throws,
        { deliver: throws },
        () => Promise.reject(new Error('late')),
        ({ state }) => said.push(state),
      ],
      onError: (error) => {
        errors.push(error)
        throw error
      },
    })
    expect(await world.call('a', 'fail')).toBe('boom')
    world.alerts.tick()
    await world.clock.settle()
    expect(said).toEqual(['firing'])
    expect(errors).toHaveLength(3)
  })
})

it('R14 R27 looks by itself at its tick, holding nothing up, until it is closed', async () => {
  const { clock, orchestrator, call } = watched({ circuitBreaker: { threshold: 1 } })
  let unheld = 0
  const setTimeout = clock.setTimeout.bind(clock)
  clock.setTimeout = (run, ms) => {
    const timer = setTimeout(run, ms)
    return Object.assign(timer, { unref: () => unheld++ })
  }
  const heard: string[] = []
  const deliver = [({ state }: Alert) => heard.push(state)]
  const alerts = createAlerts(createMetrics(orchestrator), { rules: [OPEN], deliver, tickMs: 500 })
  await call('a', 'fail')
  await clock.runTo(499)
  expect(heard).toEqual([])
  await clock.runTo(500)
  expect(heard).toEqual(['firing'])
  expect(unheld).toBe(2)
  await alerts.close()
  expect(clock.pending).toBe(0)
  orchestrator.closeBreaker('a')
  alerts.tick()
  await clock.runTo(5000)
  expect(heard).toEqual(['firing'])
})

it('wrong rules are refused, each by name', () => {
  const metrics = createMetrics(watched({}).orchestrator)
  const rules = [
    { ...OPEN, above: Number.NaN },
    { ...ERRORS, below: 1 },
  ]
  expect(() => createAlerts(metrics, { rules, deliver: [] })).toThrow(/"open".*\n.*"errors"/)
})

it('a time between looks that is none is refused, and so is nowhere to deliver to', () => {
  const metrics = createMetrics(watched({}).orchestrator)
  expect(() => createAlerts(metrics, {} as never)).toThrow('`deliver`')
  for (const tickMs of [0, Number.NaN]) {
    expect(() => createAlerts(metrics, { deliver: [], tickMs })).toThrow('`tickMs`')
  }
})

it('a reload keeps what fires', async () => {
  const world = alerting({ circuitBreaker: { threshold: 1 } }, [OPEN])
  await world.call('a', 'fail')
  expect(await world.look(1)).toEqual(['open a firing'])
  world.orchestrator.reload(policiesOf({ circuitBreaker: { threshold: 5 } }))
  expect(await world.look(2)).toEqual([])
})
