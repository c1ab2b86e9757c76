/** S1: API → orchestrator → circuit breaker → retry, on a real server that misbehaves. */
import { expect, it } from 'vitest'
import { RejectedError } from '../../src/runtime/errors.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { answer, type Behaviour, cut, faultyServers, ok, reset } from '../support/faulty-server.js'
import { eventsOf, orchestratorOf, sleep, transitionsOf, until } from '../support/policy-text.js'

const start = faultyServers()

const POLICY = `
version: 1
defaults:
  timeout: { attempt: 5s }
  retry:
    maxAttempts: 3
    backoff: { kind: fixed, initial: 5ms, min: 0s }
    jitter: { kind: none }
  circuitBreaker: { threshold: 6, openDuration: 60ms }
operations:
  strict:
    retry: false
    circuitBreaker: { threshold: 3, openDuration: 10m }
  answered:
    retry: { maxAttempts: 2 }
    fallback: { value: { text: later }, status: 203 }
`

it('S1.1 a healthy upstream: success at the first attempt, the breaker stays closed', async () => {
  const server = await start()
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  const response = await resilientFetch(orchestrator, 'get')(server.url)
  expect([response.status, await response.text()]).toEqual([200, 'ok'])
  expect(server.requests).toBe(1)
  expect(events.map(({ type }) => type)).toEqual(['attempt', 'success'])
  expect(orchestrator.breakers()[0]!.breaker.state).toBe('closed')
})

it('S1.2 a transient failure, then success: the caller sees success only', async () => {
  const server = await start()
  server.script(reset, answer(503), ok)
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  const response = await resilientFetch(orchestrator, 'get')(server.url)
  expect([response.status, await response.text()]).toEqual([200, 'ok'])
  expect(server.requests).toBe(3)
  const failures = events.flatMap((e) => (e.type === 'attempt-failed' ? [e.failure.kind] : []))
  expect(failures).toEqual(['connection', 'server-error'])
  expect(orchestrator.operation('get').books).toMatchObject({ calls: 1, success: 1, failure: 0 })
})

it('S1.2 a body that breaks off is retried where the attempt reads it', async () => {
  const server = await start()
  server.script(cut, ok)
  const get = resilientFetch(orchestratorOf(POLICY), 'get', { readBody: true })
  expect(await (await get(server.url)).text()).toBe('ok')
  expect(server.requests).toBe(2)
})

it('S1.3 repeated failures open the breaker; further requests do not go upstream', async () => {
  const server = await start()
  server.script(answer(500))
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'strict')
  for (let i = 0; i < 3; i++) expect((await get(server.url)).status).toBe(500)
  for (let i = 0; i < 10; i++) {
    const error = await get(server.url).catch((reason) => reason)
    expect(error).toBeInstanceOf(RejectedError)
    expect(error).toMatchObject({ reason: 'circuit-open', operation: 'strict', breaker: 'strict' })
    expect(error.retryAfterMs).toBeGreaterThan(500_000)
  }
  expect(server.requests).toBe(3)
})

it('S1.4 after an outage requests succeed by themselves: open, half-open, closed', async () => {
  const server = await start()
  const { url } = server
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  const get = resilientFetch(orchestrator, 'get')
  await server.down()
  for (let i = 0; i < 3; i++) await expect(get(url)).rejects.toThrow()
  expect(transitionsOf(events)).toEqual(['closed → open'])
  await server.up()
  await until(() =>
    get(url).then(
      (r) => r.ok,
      () => sleep(10).then(() => false),
    ),
  )
  expect(transitionsOf(events).slice(-2)).toEqual(['open → half-open', 'half-open → closed'])
  expect((await get(url)).status).toBe(200)
})

it('S1.5 upstream down and retries exhausted: the configured fallback answers', async () => {
  const server = await start()
  const { url } = server
  const orchestrator = orchestratorOf(POLICY)
  await server.down()
  const response = await resilientFetch(orchestrator, 'answered')(url)
  expect([response.status, await response.json()]).toEqual([203, { text: 'later' }])
  const { books } = orchestrator.operation('answered')
  expect(books).toMatchObject({ calls: 1, attempts: 2, failure: 1, fallbacks: 1, success: 0 })
})

it('S1.6 many users during instability: one right answer each, and the books balance', async () => {
  const server = await start()
  const own: Behaviour = (response, { path }) => void response.end(`for ${path}`)
  const flaky = Array.from({ length: 150 }, (_, i) =>
    i % 3 === 0 ? answer(503) : i % 7 === 0 ? reset : own,
  )
  server.script(...flaky, own)
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'get')
  const users = Array.from({ length: 120 }, async (_, i) => {
    await sleep(i % 20)
    return get(`${server.url}/${i}`).then(
      async (response) => `${response.status} ${await response.text()}`,
      (error) => (error instanceof RejectedError ? error.reason : 'failed'),
    )
  })
  const answers = await Promise.all(users)
  expect(answers).toHaveLength(120)
  const allowed = ['503 503', 'circuit-open', 'failed']
  const wrong = answers.filter((text, i) => text !== `200 for /${i}` && !allowed.includes(text))
  expect(wrong).toEqual([])
  const { books, inFlight } = orchestrator.operation('get')
  expect(inFlight).toBe(0)
  expect(books.calls).toBe(120)
  const { success, failure, timeout, rejected, cancelled } = books
  expect(success + failure + timeout + rejected + cancelled).toBe(120)
  expect(success).toBe(answers.filter((text) => text.startsWith('200 ')).length)
  expect(orchestrator.waits).toBe(0)
  await until(() =>
    get(server.url).then(
      (r) => r.ok,
      () => sleep(10).then(() => false),
    ),
  )
})
