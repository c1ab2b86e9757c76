/** fetch under a policy: what is sent, what comes back, what is let go of. */
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { callInfo, RejectedError } from '../../src/runtime/errors.js'
import { type ResilientFetchOptions, resilientFetch } from '../../src/runtime/fetch.js'
import { StatusError } from '../../src/runtime/fetch-response.js'
import { answer, type Behaviour, faultyServers, ok, stall } from '../support/faulty-server.js'
import { eventsOf, orchestratorOf, sleep, until } from '../support/policy-text.js'

const start = faultyServers()

const POLICY = `
version: 1
defaults:
  retry: { maxAttempts: 3, backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none } }
  circuitBreaker: false
operations:
  any-method: { retry: { nonIdempotent: true } }
  slow-retry: { retry: { backoff: { initial: 10m, max: none }, maxElapsed: none } }
  status-only: { fallback: { status: 204 } }
  named: { fallback: { handler: named, status: 299 } }
  hedged: { hedge: { delay: 20ms }, retry: false }
  breaks: { circuitBreaker: { threshold: 1, openDuration: 10m }, retry: { onOpenCircuit: abort } }
`

async function served(operation: string, options?: ResilientFetchOptions, ...script: Behaviour[]) {
  const server = await start()
  if (script.length > 0) server.script(...script)
  const orchestrator = orchestratorOf(POLICY)
  return { server, orchestrator, get: resilientFetch(orchestrator, operation, options) }
}

it.each([
  ['GET', 3],
  ['HEAD', 3],
  ['PUT', 3],
  ['delete', 3],
  ['POST', 1],
  ['PATCH', 1],
])('%s is sent as often as its meaning allows', async (method, requests) => {
  const { server, get } = await served('any', {}, answer(503))
  const response = await get(server.url, { method })
  expect(response.status).toBe(503)
  expect(server.requests).toBe(requests)
  const gaveUp = requests === 1 ? 'not-idempotent' : 'attempts'
  expect(callInfo(response)).toMatchObject({ attempts: requests, gaveUp })
})

it('a POST is retried where the policy or the caller says so, with its body', async () => {
  const { server, orchestrator } = await served('any', {}, answer(503))
  const init = { method: 'POST', body: 'text' }
  await resilientFetch(orchestrator, 'any-method')(server.url, init)
  const keyed = resilientFetch(orchestrator, 'any', {
    idempotent: (_, given) => new Headers(given?.headers).has('idempotency-key'),
  })
  await keyed(server.url, { ...init, headers: { 'idempotency-key': '1' } })
  await keyed(server.url, init)
  expect(server.seen.map(({ body }) => body)).toEqual(Array(7).fill('text'))
})

it.each([
  ['a web stream', () => ({ body: new Blob(['text']).stream() })],
  ['a node stream', () => ({ body: Readable.from(['text']) as never })],
])(
  'a body that is %s is sent once, whatever the policy says, and the reason told',
  async (_, init) => {
    const { server, orchestrator, get } = await served('any-method', {}, answer(503))
    const events = eventsOf(orchestrator)
    const response = await get(server.url, { method: 'PUT', duplex: 'half', ...init() })
    expect([response.status, await response.text()]).toEqual([503, '503'])
    expect(server.seen.map(({ body }) => body)).toEqual(['text'])
    expect(callInfo(response)).toMatchObject({ attempts: 1, gaveUp: 'not-repeatable' })
    expect(events.at(-1)).toMatchObject({ type: 'failure', gaveUp: 'not-repeatable' })
  },
)

it('a Request is repeated unless it has a body', async () => {
  const { server, get } = await served('any', {}, answer(503))
  await get(new Request(server.url, { headers: { 'x-a': 'b' } }))
  expect(server.seen.map(({ headers }) => headers['x-a'])).toEqual(['b', 'b', 'b'])
  const put = await get(new Request(server.url, { method: 'PUT', body: 'text' }))
  expect(callInfo(put)).toMatchObject({ attempts: 1, gaveUp: 'not-repeatable' })
})

it('the last failing response is the caller’s, with its body, or an error', async () => {
  const body = 'x'.repeat(100_000)
  const { server, orchestrator, get } = await served('any', {}, answer(500, { body }))
  expect(await (await get(server.url)).text()).toBe(body)
  const strict = resilientFetch(orchestrator, 'any', { onStatus: 'throw' })
  const error = await strict(server.url).catch((reason) => reason)
  expect(error).toBeInstanceOf(StatusError)
  expect(error).toMatchObject({ status: 500, operation: 'any', code: 'ERR_RESIL_STATUS' })
  expect(callInfo(error)).toMatchObject({ attempts: 3, gaveUp: 'attempts' })
  expect(await error.response.text()).toBe(body)
})

it('a response that is retried is let go of at once, not after the backoff', async () => {
  const endless: Behaviour = (response) => void response.writeHead(503).write('begun')
  const { server, get } = await served('slow-retry', {}, endless)
  const controller = new AbortController()
  const call = get(server.url, { signal: controller.signal }).catch((error) => error)
  await until(() => server.requests === 1)
  await until(() => server.abandoned === 1)
  controller.abort(new Error('enough'))
  expect(await call).toMatchObject({ message: 'enough' })
})

it('no socket is left by discarded answers of any kind', async () => {
  const body = 'x'.repeat(1_000_000)
  const script = [answer(503, { body }), answer(500, { body }), ok]
  const { server, get } = await served('any', {}, ...script.flatMap((b) => [b, b, ok]), ok)
  for (let i = 0; i < 6; i++) await (await get(server.url)).text()
  // What is left is the pool's, not a body that nobody reads.
  await until(() => server.sockets <= 2)
})

it('the first answer is given, without its body, when its retry was not let through', async () => {
  const { server, orchestrator } = await served('breaks', {}, answer(503))
  const get = resilientFetch(orchestrator, 'breaks')
  const [a, b] = await Promise.all([get(server.url), get(server.url)])
  expect([a.status, b.status]).toEqual([503, 503])
  await expect(get(server.url)).rejects.toThrow(RejectedError)
})

it('R17 the caller’s abort ends the call, and reaches the body after it', async () => {
  const { server, get } = await served('any', {}, stall)
  const controller = new AbortController()
  const call = get(server.url, { signal: controller.signal }).catch((error) => error)
  await until(() => server.requests === 1)
  controller.abort(new Error('mine'))
  expect(await call).toMatchObject({ message: 'mine' })
  server.script((response) => void response.writeHead(200).write('begun'))
  const later = new AbortController()
  const response = await get(server.url, { signal: later.signal })
  later.abort(new Error('later'))
  await expect(response.text()).rejects.toThrow()
})

it('the attempt that loses to a hedge is cut off at the server', async () => {
  const { server, get } = await served('hedged', {}, stall, ok)
  expect((await get(server.url)).status).toBe(200)
  expect(server.requests).toBe(2)
  await until(() => server.abandoned === 1)
})

it('fallbacks become responses: a status alone, a handler’s value, the caller’s own', async () => {
  const server = await start()
  server.script(answer(503))
  const orchestrator = orchestratorOf(POLICY, { fallbacks: { named: async () => [1] } })
  const bare = await resilientFetch(orchestrator, 'status-only')(server.url)
  expect([bare.status, bare.body]).toEqual([204, null])
  const named = await resilientFetch(orchestrator, 'named')(server.url)
  expect([named.status, await named.json()]).toEqual([299, [1]])
  const fallback = (error: unknown, { context }: { context: object }) =>
    Response.json({ was: (error as Response).status, ...context }, { status: 202 })
  const own = await resilientFetch(orchestrator, 'any', { fallback })(server.url)
  expect([own.status, await own.json()]).toEqual([
    202,
    { was: 503, method: 'GET', url: server.url },
  ])
})

it('isFailure decides which answers are failures', async () => {
  const isFailure = (response: Response) => response.headers.has('x-busy')
  const busy = answer(200, { headers: { 'x-busy': '1', 'retry-after': '0.05' } })
  const { server, orchestrator, get } = await served('any', { isFailure }, busy, answer(404))
  const events = eventsOf(orchestrator)
  expect((await get(server.url)).status).toBe(404)
  expect(events.flatMap((e) => (e.type === 'retry' ? [e.delayMs] : []))).toEqual([50])
  expect(events.at(-1)!.type).toBe('success')
})

it('R31 an isFailure that throws ends the call with its error, and frees the answer', async () => {
  let cancelled = 0
  const isFailure = () => {
    throw new Error('own')
  }
  const fetch = async () => new Response(new ReadableStream({ cancel: () => void cancelled++ }))
  const orchestrator = orchestratorOf(POLICY)
  const get = resilientFetch(orchestrator, 'any', { fetch, isFailure })
  await expect(get('http://a.example/')).rejects.toThrow('own')
  expect(cancelled).toBe(1)
})

it('a body that was read within the attempt still tells of its redirect', async () => {
  const moved = answer(302, { headers: { location: '/there' } })
  const { server, get } = await served('any', { readBody: true }, moved, ok)
  const response = await get(server.url)
  expect([response.url, response.redirected]).toEqual([`${server.url}/there`, true])
})

it('another fetch can be given, and one that ignores its signal leaks nothing', async () => {
  let cancelled = 0
  const late = async () => {
    await sleep(30)
    return new Response(new ReadableStream({ cancel: () => void cancelled++ }))
  }
  const orchestrator = orchestratorOf('version: 1\ndefaults: { retry: false }')
  const controller = new AbortController()
  const get = resilientFetch(orchestrator, 'any', { fetch: late })
  const call = get('http://a.example/', { signal: controller.signal }).catch((error) => error)
  controller.abort()
  expect(await call).toMatchObject({ name: 'AbortError' })
  await until(() => cancelled === 1)
})
