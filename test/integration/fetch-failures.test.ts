/**
 * What the global `fetch` of Node really rejects with, and what becomes of it: faults of the
 * network are retried, faults of the request or of its addressee's set-up are not. Real errors, on
 * loopback.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { callInfo } from '../../src/runtime/errors.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { type Behaviour, faultyServers, ok, reset } from '../support/faulty-server.js'
import { orchestratorOf } from '../support/policy-text.js'

const start = faultyServers()

const POLICY = `
version: 1
defaults:
  retry: { maxAttempts: 3, backoff: { kind: fixed, initial: 1ms, min: 0s }, jitter: { kind: none } }
  circuitBreaker: false
`

/** Self-signed, for nothing but these tests. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgeH2ootwO/wmf9JFu
kfBppc3sBvsxkXaEwc+FCx0fjJ+hRANCAAQkwMAz9Lw6WYANZ+TK9JftmDlZFeza
qt0KFCTOGrfyPaKHIs+hwgFsHxeM1OEGiERgNwRNLg3HEwRbSmoizOie
-----END PRIVATE KEY-----`
const CERT = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUF/QXkk/K9Ra1pt3/Q+f1JwSuKhgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE3Mzk1NloYDzIxMjYxMDMw
MTczOTU2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQkwMAz9Lw6WYANZ+TK9JftmDlZFezaqt0KFCTOGrfyPaKHIs+hwgFs
HxeM1OEGiERgNwRNLg3HEwRbSmoizOieo1MwUTAdBgNVHQ4EFgQUFKa9N0sgfs8g
ZKXM6agURua2U5gwHwYDVR0jBBgwFoAUFKa9N0sgfs8gZKXM6agURua2U5gwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAfkWRhbWDKwben5l6ItBLk
q8O1CDFHhujFgCuq6nPL8gIhAMc5ExHydFA/ReUvKCiW59c55HKdvhi1ysVF6bKw
VzPv
-----END CERTIFICATE-----`

let secure: Server | null = null
afterEach(() => secure?.close())

const to =
  (location: string): Behaviour =>
  (response) => {
    response.writeHead(302, { location }).end()
  }

/** How the call ended: attempts, why there were no more, and what fetch gave as its cause. */
async function failure(url: string, init?: RequestInit) {
  const get = resilientFetch(orchestratorOf(POLICY), 'get')
  const error = await get(url, init).catch((reason) => reason)
  const { attempts, gaveUp } = callInfo(error)!
  return { message: error.message, attempts, gaveUp, cause: error.cause }
}

const RETRIED = { attempts: 3, gaveUp: 'attempts' }
const FINAL = { attempts: 1, gaveUp: 'not-retryable' }

it('a connection that is refused or broken, or a name that is not found, is retried', async () => {
  const server = await start()
  server.script(reset)
  expect(await failure(server.url)).toMatchObject({ ...RETRIED, message: 'fetch failed' })
  expect(server.requests).toBe(3)
  await server.down()
  const refused = { ...RETRIED, message: 'fetch failed', cause: { code: 'ECONNREFUSED' } }
  expect(await failure(server.url)).toMatchObject(refused)
  const { cause, ...unknown } = await failure('http://no-such-host.invalid/')
  expect(unknown).toMatchObject(RETRIED)
  expect(['ENOTFOUND', 'EAI_AGAIN']).toContain((cause as { code: string }).code)
})

it('a redirect that is not wanted is final', async () => {
  const server = await start()
  server.script(to('/elsewhere'))
  const { cause, ...rest } = await failure(server.url, { redirect: 'error' })
  expect(rest).toMatchObject({ ...FINAL, message: 'fetch failed' })
  expect(cause.message).toBe('unexpected redirect')
  expect(server.requests).toBe(1)
})

it('a loop of redirects is followed once, not once for each attempt', async () => {
  const server = await start()
  server.script(to('/again'))
  expect(await failure(server.url)).toMatchObject({ ...FINAL, message: 'fetch failed' })
  expect(server.requests).toBe(21)
})

it.each([
  ['no URL', 'http://[bad'],
  ['another protocol', 'ftp://example.invalid/'],
])('a redirect to %s is final', async (_, location) => {
  const server = await start()
  server.script(to(location), ok)
  expect(await failure(server.url)).toMatchObject(FINAL)
  expect(server.requests).toBe(1)
})

it.each<[string, string, RequestInit?]>([
  ['no URL', 'no address'],
  ['an unsupported protocol', 'ftp://example.invalid/'],
  ['a forbidden port', 'http://127.0.0.1:25/'],
  ['an invalid header', '', { headers: { 'a b': 'c' } }],
  ['a header that fetch does not send', '', { headers: { 'keep-alive': 'x' } }],
  ['a wrong length', '', { method: 'PUT', body: 'abc', headers: { 'content-length': '9' } }],
])('a request with %s is final', async (_, url, init) => {
  const server = await start()
  expect(await failure(url || server.url, init)).toMatchObject(FINAL)
  expect(server.requests).toBe(0)
})

it('a certificate that is not trusted is final', async () => {
  secure = createServer({ key: KEY, cert: CERT }, (_, response) => response.end())
  await once(secure.listen(0, '127.0.0.1'), 'listening')
  const { port } = secure.address() as AddressInfo
  const { cause, ...rest } = await failure(`https://127.0.0.1:${port}`)
  expect(rest).toMatchObject(FINAL)
  expect(cause.message).toMatch(/certificate/)
})

it('TLS where there is none is final', async () => {
  const server = await start()
  const { cause, ...rest } = await failure(server.url.replace('http:', 'https:'))
  expect(rest).toMatchObject(FINAL)
  expect(cause.code).toBe('ERR_SSL_WRONG_VERSION_NUMBER')
})
