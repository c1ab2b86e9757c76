/** S3.4, S5.2, S5.5, S6.6: what operators see of calls against a real upstream that misbehaves. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { Alert } from '../../src/runtime/alerts/alert.js'
import { createAlerts } from '../../src/runtime/alerts/alerts.js'
import { createAuditTrail } from '../../src/runtime/audit/trail.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { type Health, healthOf } from '../../src/runtime/health.js'
import { assertBooks } from '../../src/runtime/metrics/books.js'
import { createMetrics } from '../../src/runtime/metrics/metrics.js'
import type { Orchestrator } from '../../src/runtime/orchestrator.js'
import { answer, faultyServers, ok } from '../support/faulty-server.js'
import { orchestratorOf, sleep, until } from '../support/policy-text.js'
import { workInTemporaryFolder } from '../support/temporary-folder.js'

const start = faultyServers()
workInTemporaryFolder()

const POLICY = `
version: 1
defaults:
  retry: { maxAttempts: 2, backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none } }
  circuitBreaker: { threshold: 4, openDuration: 60ms }
`

it('S3.4 alerts come by themselves, soon after a threshold is crossed', async () => {
  const server = await start()
  server.script(answer(200, { afterMs: 60 }))
  const orchestrator = orchestratorOf(
    'version: 1\ndefaults: { retry: false, bulkhead: { maxConcurrent: 1, maxQueued: 9 } }\n',
  )
  const heard: [at: number, rule: string, state: string][] = []
  const hear = ({ rule, state }: Alert) => heard.push([performance.now(), rule, state])
  const metrics = createMetrics(orchestrator)
  const alerts = createAlerts(metrics, {
    rules: [
      { id: 'slow', metric: 'latency', above: 50, minimumCalls: 3 },
      { id: 'waiting', metric: 'queue', above: 2 },
    ],
    deliver: [hear],
    tickMs: 20,
  })
  const get = resilientFetch(orchestrator, 'get')
  const begun = performance.now()
  const calls = [0, 1, 2, 3].map(() => get(server.url))
  await until(() => heard.length > 0)
  expect(heard[0]!.slice(1)).toEqual(['waiting', 'firing'])
  expect(heard[0]![0] - begun).toBeLessThan(2000)
  await Promise.all(calls)
  const ended = performance.now()
  await until(() => heard.length === 3)
  expect(heard.map(([, rule, state]) => `${rule} ${state}`).sort()).toEqual([
    ...['slow firing', 'waiting firing', 'waiting resolved'],
  ])
  expect(heard[2]![0] - ended).toBeLessThan(2000)
  await alerts.close()
})

it('S3.4 an error rate above its threshold alerts, and resolves when it is back', async () => {
  const server = await start()
  server.script(...Array.from({ length: 6 }, () => answer(503)), ok)
  const orchestrator = orchestratorOf(
    'version: 1\ndefaults: {retry: false, circuitBreaker: false}\n',
  )
  const metrics = createMetrics(orchestrator)
  const heard: string[] = []
  const rule = { id: 'errors', metric: 'error-rate', above: 0.5, minimumCalls: 4 } as const
  const alerts = createAlerts(metrics, {
    rules: [{ ...rule, windowMs: 1200 }],
    deliver: [(alert: Alert) => heard.push(`${alert.rule} ${alert.state} ${alert.operation}`)],
    tickMs: null,
  })
  const get = resilientFetch(orchestrator, 'get')

  for (let i = 0; i < 6; i++) await get(server.url)
  alerts.tick()
  expect(heard).toEqual(['errors firing get'])
  await until(async () => {
    for (let i = 0; i < 10; i++) await get(server.url)
    alerts.tick()
    return heard.length > 1
  })

  expect(heard).toEqual(['errors firing get', 'errors resolved get'])
  assertBooks(metrics)
  await alerts.close()
})

/** An operator's endpoint, as a service would build one on `healthOf`. */
async function healthEndpoint(orchestrator: Orchestrator) {
  const server = createServer((_, response) => {
    const health = healthOf(orchestrator, { critical: ['pay'] })
    response.statusCode = health.status === 'unhealthy' ? 503 : 200
    response.end(JSON.stringify(health))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/health`)
    return { code: response.status, health: (await response.json()) as Health }
  }
  return { ask, close: () => new Promise((resolve) => server.close(resolve)) }
}

it('S5.2 S5.5 a health endpoint gives the state of every breaker as it is now', async () => {
  const [pay, mail] = [await start(), await start()]
  pay.script(answer(503), answer(503), answer(503), answer(503), ok)
  const orchestrator = orchestratorOf(POLICY)
  const [callPay, callMail] = [
    resilientFetch(orchestrator, 'pay'),
    resilientFetch(orchestrator, 'mail'),
  ]
  const endpoint = await healthEndpoint(orchestrator)
  await callMail(mail.url)
  expect(await endpoint.ask()).toMatchObject({ code: 200, health: { status: 'healthy' } })

  await callPay(pay.url)
  await callPay(pay.url)
  const { code, health } = await endpoint.ask()
  expect([code, health.status]).toEqual([503, 'unhealthy'])
  expect(health.operations).toEqual([
    { operation: 'mail', status: 'healthy', breaker: 'closed' },
    { operation: 'pay', status: 'unhealthy', breaker: 'open' },
  ])
  expect(health.breakers).toMatchObject([{ operation: 'pay', state: 'open', openings: 1 }])
  expect(health.breakers[0]!.nextTrialInMs).toBeLessThanOrEqual(60)

  await until(() =>
    callPay(pay.url).then(
      (response) => response.ok,
      () => sleep(5).then(() => false),
    ),
  )
  expect(await endpoint.ask()).toMatchObject({ code: 200, health: { status: 'healthy' } })
  await endpoint.close()
})

it('S5.5 the states are those of the moment: trials, isolation, hosts, next trial', async () => {
  const [up, down] = [await start(), await start()]
  down.script(answer(503), answer(503), answer(200, { afterMs: 80 }))
  const orchestrator = orchestratorOf(`
version: 1
defaults: { retry: false, circuitBreaker: { threshold: 2, openDuration: 40ms, per: host } }
`)
  const get = resilientFetch(orchestrator, 'get')
  const endpoint = await healthEndpoint(orchestrator)
  const states = async () => {
    const { breakers, operations, status } = (await endpoint.ask()).health
    const told = breakers.map(({ host, state }) => [host, state])
    return { told, status, operation: operations[0]!.status }
  }
  const host = new URL(down.url).host
  await get(up.url)
  await get(down.url)
  expect(await states()).toEqual({ told: [], status: 'healthy', operation: 'healthy' })
  await get(down.url)
  const { health } = await endpoint.ask()
  expect(health.breakers).toMatchObject([
    { operation: 'get', host, state: 'open', lastCause: { status: 503 }, openings: 1 },
  ])
  const [breaker] = health.breakers
  const due = Date.parse(breaker!.nextTrialAt!) - Date.parse(health.at)
  expect(Math.abs(due - breaker!.nextTrialInMs!)).toBeLessThanOrEqual(1)
  expect(breaker!.sinceMs + breaker!.nextTrialInMs!).toBeCloseTo(40, 3)
  await sleep(50)
  const trial = get(down.url)
  await until(() => down.requests === 3)
  expect(await states()).toMatchObject({ told: [[host, 'half-open']], operation: 'degraded' })
  await trial
  expect(await states()).toEqual({ told: [], status: 'healthy', operation: 'healthy' })
  orchestrator.isolate('get')
  expect(await states()).toMatchObject({ told: [[null, 'isolated']], status: 'unhealthy' })
  orchestrator.release('get')
  expect(await states()).toEqual({ told: [], status: 'healthy', operation: 'healthy' })
  await endpoint.close()
})

it('S6.6 failures, retries and transitions stand in the audit trail, in order', async () => {
  const server = await start()
  server.script(answer(503))
  const orchestrator = orchestratorOf(POLICY)
  const path = 'audit.jsonl'
  const trail = createAuditTrail(orchestrator, { path })
  const get = resilientFetch(orchestrator, 'get')
  await get(server.url)
  await get(server.url)
  await expect(get(server.url)).rejects.toMatchObject({ reason: 'circuit-open' })
  const summary = await trail.close()

  const lines = readFileSync(path, 'utf8').trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as { type: string })
  const types = entries.map(({ type }) => type)
  const call = ['attempt-failed', 'retry', 'attempt-failed', 'failure']
  expect(types.filter((type) => call.includes(type) || type === 'transition')).toEqual([
    ...call,
    ...call.slice(0, 3),
    'transition',
    'failure',
  ])
  const of = { operation: 'get', call: 1 }
  const why = { kind: 'server-error', status: 503 }
  expect(entries.slice(1, 5)).toMatchObject([
    { type: 'attempt-failed', ...of, attempt: 1, ...why },
    { type: 'retry', ...of, attempt: 2, delayMs: 1, ...why },
    { type: 'attempt-failed', ...of, attempt: 2, ...why },
    { type: 'failure', ...of, attempts: 2, ...why, gaveUp: 'attempts' },
  ])
  expect(entries.find(({ type }) => type === 'transition')).toMatchObject({
    ...{ breaker: 'get', from: 'closed', to: 'open', trigger: 'threshold-reached', openMs: 60 },
  })
  expect(entries.find(({ type }) => type === 'rejected')).toMatchObject({
    ...{ operation: 'get', call: 3, attempts: 0, reason: 'circuit-open' },
  })
  expect(entries.map((entry) => (entry as unknown as { seq: number }).seq)).toEqual(
    entries.map((_, index) => index + 1),
  )
  expect(summary).toMatchObject({ written: lines.length, dropped: 0, lost: 0 })
})
