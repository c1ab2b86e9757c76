/** S3: orchestrator → metrics → alerts, against real upstreams and a real webhook. */
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { Alert } from '../../src/runtime/alerts/alert.js'
import { createAlerts } from '../../src/runtime/alerts/alerts.js'
import { DEFAULT_RULES } from '../../src/runtime/alerts/rule.js'
import { WebhookDelivery } from '../../src/runtime/alerts/webhook.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { assertBooks } from '../../src/runtime/metrics/books.js'
import { createMetrics } from '../../src/runtime/metrics/metrics.js'
import { registerPrometheus } from '../../src/runtime/prometheus.js'
import { answer, faultyServers, ok } from '../support/faulty-server.js'
import { eventsOf, orchestratorOf, sleep, transitionsOf, until } from '../support/policy-text.js'

const start = faultyServers()

const POLICY = `
version: 1
defaults:
  retry: { maxAttempts: 2, backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none } }
  circuitBreaker: { threshold: 4, openDuration: 30ms }
`

it('S3.1 books and events are collected and isolated per operation', async () => {
  const [good, bad] = [await start(), await start()]
  bad.script(answer(503))
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  const calls = [0, 1, 2].map(() => resilientFetch(orchestrator, 'good')(good.url))
  await resilientFetch(orchestrator, 'bad')(bad.url)
  await Promise.all(calls)
  const zero = { failure: 0, timeout: 0, rejected: 0, cancelled: 0, fallbacks: 0 }
  expect(orchestrator.operation('good').books).toEqual({
    ...zero,
    ...{ calls: 3, success: 3, attempts: 3, retries: 0 },
  })
  expect(orchestrator.operation('bad').books).toEqual({
    ...zero,
    ...{ calls: 1, success: 0, failure: 1, attempts: 2, retries: 1 },
  })
  const ofBad = events.flatMap((e) => ('operation' in e && e.operation === 'bad' ? [e.type] : []))
  const failed = ['attempt', 'attempt-failed']
  expect(ofBad).toEqual([...failed, 'retry', ...failed, 'failure'])
})

it('S3.1 metrics are collected and isolated per operation, for Prometheus too', async () => {
  const [good, bad] = [await start(), await start()]
  good.script(answer(200, { afterMs: 20 }))
  bad.script(answer(503))
  const orchestrator = orchestratorOf(POLICY)
  const metrics = createMetrics(orchestrator)
  const registry = new Registry()
  registerPrometheus(metrics, { registry })
  const calls = [0, 1, 2].map(() => resilientFetch(orchestrator, 'good')(good.url))
  await resilientFetch(orchestrator, 'bad')(bad.url)
  await resilientFetch(orchestrator, 'bad')(bad.url)
  await Promise.all(calls)
  await resilientFetch(orchestrator, 'bad')(bad.url).catch(() => {})

  const { operations, total } = metrics.snapshot()
  expect(operations).toMatchObject([
    {
      ...{ operation: 'bad', calls: 3, success: 0, failure: 2, rejected: 1, attempts: 4 },
      ...{ retries: 2, failures: { 'server-error': 2 }, rejections: { 'circuit-open': 1 } },
      ...{ breaker: 'open', latency: { count: 2 } },
    },
    {
      ...{ operation: 'good', calls: 3, success: 3, failure: 0, rejected: 0, attempts: 3 },
      ...{ retries: 0, failures: {}, rejections: {}, breaker: 'closed', latency: { count: 3 } },
    },
  ])
  expect(operations[1]!.latency.minMs).toBeGreaterThanOrEqual(19)
  expect(total).toMatchObject({ calls: 6, success: 3, failure: 2, rejected: 1, inFlight: 0 })
  assertBooks(metrics)
  const text = await registry.metrics()
  for (const line of [
    'resil_calls_total{operation="good",outcome="success"} 3',
    'resil_calls_total{operation="bad",outcome="failure"} 2',
    'resil_breaker_state{operation="bad",state="open"} 1',
    'resil_breaker_state{operation="good",state="open"} 0',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

it('S3.2 transitions of a breaker are metrics, and operators get an alert of them', async () => {
  const [server, operators] = [await start(), await start()]
  server.script(answer(503), answer(503), answer(503), answer(503), ok)
  operators.script(answer(503), ok)
  const orchestrator = orchestratorOf(POLICY)
  const metrics = createMetrics(orchestrator)
  const webhook = new WebhookDelivery({ url: operators.url, backoffMs: 5 })
  const rules = DEFAULT_RULES.filter(({ metric }) => metric === 'breaker')
  const alerts = createAlerts(metrics, { rules, deliver: [webhook], tickMs: 10 })
  const get = resilientFetch(orchestrator, 'get')
  await get(server.url)
  await get(server.url)
  await until(() => webhook.delivered === 1)
  await until(() =>
    get(server.url).then(
      (r) => r.ok,
      () => sleep(5).then(() => false),
    ),
  )
  await until(() => webhook.delivered === 2)
  await alerts.close()

  const told = operators.seen.map(({ body }) => JSON.parse(body) as Alert)
  // The first was not taken at once, and came again.
  expect(told.map(({ state }) => state)).toEqual(['firing', 'firing', 'resolved'])
  expect(told[1]).toEqual(told[0])
  expect(told[2]!.id).toBe(told[0]!.id)
  expect(told[0]).toMatchObject({
    ...{ rule: 'breaker-open', severity: 'critical', operation: 'get', value: 1 },
    cause: { status: 503 },
  })
  expect(metrics.snapshot().operations[0]!.transitions).toEqual([
    { from: 'closed', to: 'open', trigger: 'threshold-reached', count: 1 },
    { from: 'open', to: 'half-open', trigger: 'open-time-over', count: 1 },
    { from: 'half-open', to: 'closed', trigger: 'trials-passed', count: 1 },
  ])
})

it('S3.2 each transition of a breaker is told, once, with cause and end of the wait', async () => {
  const server = await start()
  server.script(answer(503), answer(503), answer(503), answer(503), ok)
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  const alone: string[] = []
  const stop = orchestrator.onTransition(({ from, to }) => alone.push(`${from} → ${to}`))
  const get = resilientFetch(orchestrator, 'get')
  await get(server.url)
  await get(server.url)
  await until(() =>
    get(server.url).then(
      (r) => r.ok,
      () => sleep(5).then(() => false),
    ),
  )
  const expected = ['closed → open', 'open → half-open', 'half-open → closed']
  expect(transitionsOf(events)).toEqual(expected)
  expect(alone).toEqual(expected)
  const opening = events.find((event) => event.type === 'transition')
  expect(opening).toMatchObject({ breaker: 'get', trigger: 'threshold-reached' })
  stop()
  orchestrator.isolate('get')
  expect(alone).toEqual(expected)
  expect(transitionsOf(events)).toEqual([...expected, 'closed → isolated'])
})
