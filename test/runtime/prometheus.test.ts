import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { createMetrics } from '../../src/runtime/metrics/metrics.js'
import { registerPrometheus } from '../../src/runtime/prometheus.js'
import { watched } from './watched.js'

async function measured() {
  const world = watched({
    retry: { maxAttempts: 2, backoff: { initialMs: 0 } },
    circuitBreaker: { threshold: 2 },
    bulkhead: { maxConcurrent: 5, maxQueued: 5 },
  })
  const metrics = createMetrics(world.orchestrator)
  const registry = new Registry()
  await world.call('a "quoted"\n')
  await world.call('b', 'fail')
  await world.call('b')
  const slow = world.call('c', 300)
  await world.clock.runTo(400)
  await slow
  return { ...world, metrics, registry }
}

it('S3.1 a scrape shows what the metrics hold', async () => {
  const { metrics, registry } = await measured()
  registerPrometheus(metrics, { registry })
  const text = await registry.metrics()
  for (const line of [
    'resil_calls_total{operation="b",outcome="failure"} 1',
    'resil_calls_total{operation="b",outcome="rejected"} 1',
    'resil_calls_total{operation="a \\"quoted\\"\\n",outcome="success"} 1',
    'resil_calls_in_flight{operation="b"} 0',
    'resil_attempts_total{operation="b"} 2',
    'resil_retries_total{operation="b"} 1',
    'resil_failures_total{operation="b",kind="server-error"} 1',
    'resil_rejections_total{operation="b",reason="circuit-open"} 1',
    'resil_breaker_state{operation="b",state="open"} 1',
    'resil_breaker_state{operation="c",state="closed"} 1',
    'resil_breaker_transitions_total{operation="b",' +
      'from="closed",to="open",trigger="threshold-reached"} 1',
    'resil_bulkhead_in_flight{operation="b"} 0',
    'resil_bulkhead_queued{operation="b"} 0',
    'resil_call_duration_seconds_bucket{operation="c",le="0.25"} 0',
    'resil_call_duration_seconds_bucket{operation="c",le="0.5"} 1',
    'resil_call_duration_seconds_bucket{operation="c",le="+Inf"} 1',
    'resil_call_duration_seconds_sum{operation="c"} 0.3',
    'resil_call_duration_seconds_count{operation="c"} 1',
    '# TYPE resil_call_duration_seconds histogram',
    '# TYPE resil_calls_total counter',
    '# TYPE resil_breaker_state gauge',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

it('each scrape reads anew, with the labels of the registry, as text and as JSON', async () => {
  const { metrics, registry, call } = await measured()
  registry.setDefaultLabels({ app: 'shop' })
  registerPrometheus(metrics, { registry, prefix: 'my_', buckets: [1] })
  const line = (n: number) => `my_calls_total{operation="c",outcome="success",app="shop"} ${n}`
  expect(await registry.metrics()).toContain(line(1))
  await call('c')
  expect(await registry.metrics()).toContain(line(2))
  registry.resetMetrics()
  expect(await registry.metrics()).toContain(line(2))
  const families = await registry.getMetricsAsJSON()
  expect(families.map(({ name }) => name)).toContain('my_call_duration_seconds')
})

it('a name that is taken changes nothing, and what was registered can go again', async () => {
  const { metrics, registry } = await measured()
  const remove = registerPrometheus(metrics, { registry })
  const before = registry.getMetricsAsArray().length
  expect(() => registerPrometheus(metrics, { registry })).toThrow('already been registered')
  expect(registry.getMetricsAsArray()).toHaveLength(before)
  remove()
  expect(registry.getMetricsAsArray()).toHaveLength(0)
})

it('a registry of OpenMetrics names counters once', async () => {
  const { metrics } = await measured()
  const registry = new Registry()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never)
  const remove = registerPrometheus(metrics, { registry })
  for (let scrape = 0; scrape < 2; scrape++) {
    const lines = (await registry.metrics()).split('\n')
    expect(lines).toContain('# TYPE resil_calls counter')
    expect(lines).toContain('resil_calls_total{operation="b",outcome="failure"} 1')
    expect(lines.filter((line) => line.includes('_total_total'))).toEqual([])
  }
  remove()
  expect(registry.getMetricsAsArray()).toEqual([])
})
