import { expect, it } from 'vitest'
import { Histogram } from '../../../src/runtime/metrics/histogram.js'
import { createMetrics } from '../../../src/runtime/metrics/metrics.js'
import { latencyOf, snapshotOf } from '../../../src/runtime/metrics/snapshot.js'
import { watched } from '../watched.js'

it('is plain data that JSON carries whole', async () => {
  const { orchestrator, call } = watched({
    circuitBreaker: { threshold: 1 },
    bulkhead: { maxConcurrent: 2, maxQueued: Number.POSITIVE_INFINITY },
  })
  const metrics = createMetrics(orchestrator)
  await call('a', 'fail')
  await call('a')
  void call('b', 'hang')
  const snapshot = metrics.snapshot()
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot)
  expect(JSON.stringify(snapshot)).not.toContain('undefined')
  expect(snapshot).toMatchObject({
    version: 1,
    at: '2023-11-14T22:13:20.000Z',
    total: { calls: 3, failure: 1, rejected: 1, inFlight: 1 },
  })
  expect(snapshot.operations.map(({ operation }) => operation)).toEqual(['a', 'b'])
  expect(snapshot.operations[0]).toMatchObject({
    breaker: 'open',
    failures: { 'server-error': 1 },
    rejections: { 'circuit-open': 1 },
    transitions: [{ from: 'closed', to: 'open', trigger: 'threshold-reached', count: 1 }],
    queue: { inFlight: 0, maxConcurrent: 2, queued: 0, maxQueued: null },
  })
})

it('what has no value is null', () => {
  expect(latencyOf(new Histogram())).toEqual({
    ...{ count: 0, minMs: null, meanMs: null, maxMs: null },
    ...{ p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, p999Ms: null },
  })
  const { clock } = watched({})
  expect(snapshotOf([], clock, 0)).toMatchObject({ operations: [], total: { calls: 0 } })
})

it('breakers of single hosts are counted by state', async () => {
  const { orchestrator } = watched({ circuitBreaker: { threshold: 1, per: 'host' } })
  const metrics = createMetrics(orchestrator)
  const boom = () => Promise.reject(Object.assign(new Error('503'), { status: 503 }))
  await orchestrator.execute('op', boom, { host: 'x' }).catch(() => {})
  await orchestrator.execute('op', () => 1, { host: 'y' })
  const [op] = metrics.snapshot().operations
  expect(op).toMatchObject({
    breaker: 'closed',
    hosts: { closed: 1, open: 1, 'half-open': 0, isolated: 0 },
  })
  expect(metrics.of('op')!.entered('open')).toBe(1)
})
