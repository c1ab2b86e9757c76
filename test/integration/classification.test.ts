/** S6: failure classification → retry strategy → fallback, on a real server that misbehaves. */
import { expect, it } from 'vitest'
import { callInfo, TimeoutError } from '../../src/runtime/errors.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { answer, cut, faultyServers, ok, reset, stall, trickle } from '../support/faulty-server.js'
import { eventsOf, orchestratorOf } from '../support/policy-text.js'

const start = faultyServers()

const POLICY = `
version: 1
defaults:
  timeout: { attempt: 10s }
  retry: { maxAttempts: 3, backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none } }
  circuitBreaker: false
operations:
  patient:
    retry: { plans: { rateLimited: { maxAttempts: 4, initial: 30ms } } }
  hasty: { timeout: { attempt: 60ms }, retry: { plans: { timeout: { maxAttempts: 2 } } } }
  limited: { timeout: { total: 500ms } }
  answered: { fallback: { value: cached } }
  own: { fallback: { handler: own } }
`

it.each([
  ['400', answer(400), 1],
  ['404', answer(404), 1],
  ['501', answer(501), 1],
  ['429', answer(429), 3],
  ['500', answer(500), 3],
  ['503', answer(503), 3],
  ['408', answer(408), 3],
])('S6.1 status %s is treated as its kind asks', async (status, behaviour, requests) => {
  const server = await start()
  server.script(behaviour)
  const response = await resilientFetch(orchestratorOf(POLICY), 'get')(server.url)
  expect([response.status, await response.text()]).toEqual([Number(status), status])
  expect(server.requests).toBe(requests)
})

it('S6.1 broken connections are transient, a wrong address is permanent', async () => {
  const server = await start()
  server.script(reset)
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'get', { readBody: true })
  await expect(get(server.url)).rejects.toThrow('fetch failed')
  expect(server.requests).toBe(3)
  server.script(cut)
  await expect(get(server.url)).rejects.toThrow()
  expect(server.requests).toBe(6)
  const error = await get('no address').catch((reason) => reason)
  expect(callInfo(error)).toMatchObject({ attempts: 1, gaveUp: 'not-retryable' })
})

it('S6.2 a 429 with Retry-After waits as asked and has a limit of its own', async () => {
  const server = await start()
  const wait = { headers: { 'retry-after': '0.08' } }
  server.script(answer(429, wait), answer(429), ok)
  const orchestrator = orchestratorOf(POLICY)
  const events = eventsOf(orchestrator)
  expect((await resilientFetch(orchestrator, 'patient')(server.url)).status).toBe(200)
  expect(events.flatMap((e) => (e.type === 'retry' ? [e.delayMs] : []))).toEqual([80, 30])
  server.script(answer(429))
  await resilientFetch(orchestrator, 'patient')(server.url)
  expect(server.requests).toBe(3 + 4)
})

it('S6.2 a stalled or trickling answer is cut off, and retried as timeouts may be', async () => {
  const server = await start()
  server.script(stall, stall, trickle(5, 10_000))
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'hasty', { readBody: true })
  await expect(get(server.url)).rejects.toThrow(TimeoutError)
  expect(server.requests).toBe(2)
  await expect(get(server.url)).rejects.toThrow(TimeoutError)
  expect(orchestrator.operation('hasty').books).toMatchObject({ calls: 2, timeout: 2 })
})

it('S6.2 a Retry-After beyond the deadline ends the call rather than come early', async () => {
  const server = await start()
  const date = new Date(Date.now() + 60_000).toUTCString()
  server.script(answer(503, { headers: { 'retry-after': date } }))
  const orchestrator = orchestratorOf(POLICY)
  const response = await resilientFetch(orchestrator, 'limited')(server.url)
  expect(response.status).toBe(503)
  expect(callInfo(response)).toMatchObject({ attempts: 1, gaveUp: 'deadline' })
})

it('S6.3 a request that finally fails runs the fallback, with what it failed with', async () => {
  const server = await start()
  server.script(answer(503))
  const seen: unknown[] = []
  const own = (error: unknown, call: object) => {
    seen.push((error as Response).status, call)
    return { from: 'own' }
  }
  const orchestrator = orchestratorOf(POLICY, { fallbacks: { own } })
  const events = eventsOf(orchestrator)
  const cached = await resilientFetch(orchestrator, 'answered')(server.url)
  expect([cached.status, await cached.text()]).toEqual([200, 'cached'])
  expect(await (await resilientFetch(orchestrator, 'own')(`${server.url}/x`)).json()).toEqual({
    from: 'own',
  })
  const context = { method: 'GET', url: `${server.url}/x` }
  expect(seen).toEqual([503, { operation: 'own', attempts: 3, context }])
  expect(events.filter(({ type }) => type === 'fallback')).toHaveLength(2)
  expect(server.requests).toBe(6)
})

it('S6.4 the context of the request is the same in every attempt', async () => {
  const server = await start()
  server.script(answer(503), reset, ok)
  const orchestrator = orchestratorOf(POLICY)
  const context = { user: 'u1', trace: 't1' }
  const seen: unknown[] = []
  await orchestrator.execute(
    'get',
    async ({ attempt, context, signal, lastFailure }) => {
      seen.push([attempt, context, (lastFailure as { status?: number } | undefined)?.status])
      const headers = { 'x-trace': context.trace, 'x-attempt': String(attempt) }
      const response = await fetch(server.url, { signal, headers })
      if (!response.ok) throw Object.assign(new Error('status'), { status: response.status })
      return response.text()
    },
    { context },
  )
  expect(seen).toEqual([
    [1, context, undefined],
    [2, context, 503],
    [3, context, undefined],
  ])
  expect((seen as unknown[][]).every(([, given]) => given === context)).toBe(true)
  const sent = server.seen.map(({ headers }) => [headers['x-trace'], headers['x-attempt']])
  expect(sent).toEqual([1, 2, 3].map((attempt) => ['t1', String(attempt)]))
})

it('S6.5 exhausted retries end gracefully: the last answer or error, and how it went', async () => {
  const server = await start()
  const { url } = server
  server.script(answer(502, { body: 'bad gateway' }))
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'get')
  const response = await get(url)
  expect([response.status, await response.text()]).toEqual([502, 'bad gateway'])
  expect(callInfo(response)).toMatchObject({ operation: 'get', attempts: 3, gaveUp: 'attempts' })
  const unhandled: unknown[] = []
  const hear = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', hear)
  await server.down()
  const error = await get(url).catch((reason) => reason)
  expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' })
  expect(callInfo(error)).toMatchObject({ attempts: 3, gaveUp: 'attempts' })
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', hear)
  expect(unhandled).toEqual([])
  expect(orchestrator.waits).toBe(0)
})
