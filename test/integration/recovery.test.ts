/** S5: circuit breaker state → recovery, on a real server, over a restart of the process too. */
import { expect, it } from 'vitest'
import { RejectedError } from '../../src/runtime/errors.js'
import { resilientFetch } from '../../src/runtime/fetch.js'
import { fileStore } from '../../src/runtime/state/file-store.js'
import { childProgram } from '../support/child-program.js'
import { answer, faultyServers, ok } from '../support/faulty-server.js'
import { eventsOf, orchestratorOf, sleep, transitionsOf, until } from '../support/policy-text.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()
const start = faultyServers()
const program = childProgram('call-upstream')

const policy = (open: string, more = '') => `
version: 1
defaults:
  retry: false
  circuitBreaker: { threshold: 3, openDuration: ${open}${more} }
`

it('S5.1 closed, open after failures, half-open, closed after successful probes', async () => {
  const server = await start()
  server.script(answer(503), answer(503), answer(503), answer(503), ok)
  const orchestrator = orchestratorOf(policy('50ms', ', halfOpen: { maxCalls: 2, successes: 2 }'))
  const events = eventsOf(orchestrator)
  const get = resilientFetch(orchestrator, 'get')
  const { breaker } = orchestrator.operation('get')
  for (let i = 0; i < 3; i++) await get(server.url)
  expect(breaker!.state).toBe('open')
  await sleep(60)
  expect((await get(server.url)).status).toBe(503)
  expect(breaker!.state).toBe('open')
  await sleep(60)
  expect((await get(server.url)).status).toBe(200)
  expect(breaker!.state).toBe('half-open')
  expect((await get(server.url)).status).toBe(200)
  expect(transitionsOf(events)).toEqual([
    'closed → open',
    'open → half-open',
    'half-open → open',
    'open → half-open',
    'half-open → closed',
  ])
})

it('S5.3 recovery is attempted by itself after the wait, by one probe at a time', async () => {
  const server = await start()
  server.script(answer(503), answer(503), answer(503), answer(200, { afterMs: 50 }))
  const orchestrator = orchestratorOf(policy('80ms'))
  const get = resilientFetch(orchestrator, 'get')
  for (let i = 0; i < 3; i++) await get(server.url)
  const opened = performance.now()
  const early = await get(server.url).catch((error) => error)
  expect(early).toBeInstanceOf(RejectedError)
  expect(early.retryAfterMs).toBeLessThanOrEqual(80)
  await until(() => early.retryAfterMs === 0)
  expect(performance.now() - opened).toBeGreaterThanOrEqual(75)
  const calls = [0, 1, 2, 3].map(() =>
    get(server.url).then(
      ({ status }) => status,
      () => 'rejected',
    ),
  )
  expect((await Promise.all(calls)).sort()).toEqual([200, 'rejected', 'rejected', 'rejected'])
  expect(server.requests).toBe(4)
  expect((await get(server.url)).status).toBe(200)
})

it('S5.4 a killed process restarts with an open breaker: no flood for the upstream', async () => {
  const server = await start()
  server.script(answer(503))
  const file = put('policy.yaml', policy('10m'))
  const first = program(file, 'state/breakers.json', server.url, '5', '0')
  await first.line('done')
  await first.kill()
  const reported = first.lines.slice(0, 5).map(({ status, reason }) => status ?? reason)
  expect(reported).toEqual([503, 503, 503, 'circuit-open', 'circuit-open'])
  const left = fileStore('state/breakers.json').load().value![0]!.remainingMs
  const second = program(file, 'state/breakers.json', server.url, '20', '0')
  await second.line('done')
  await second.kill()
  expect(server.requests).toBe(3)
  for (const { reason, retryAfterMs } of second.lines.slice(0, 20)) {
    expect(reason).toBe('circuit-open')
    expect(retryAfterMs).toBeLessThanOrEqual(left)
  }
  server.script(ok)
  // A rest longer than the policy's open time is cut to it.
  put('policy.yaml', policy('600ms'))
  const third = program(file, 'state/breakers.json', server.url, '14', '70')
  await third.line('done')
  await third.kill()
  expect(third.lines[0]).toMatchObject({ reason: 'circuit-open' })
  expect(third.lines[13]).toEqual({ status: 200 })
  expect(server.requests).toBeLessThan(3 + 14)
}, 60_000)

it('S5.6 operations have breakers of their own: one does not affect another', async () => {
  const [good, bad] = [await start(), await start()]
  bad.script(answer(503))
  const orchestrator = orchestratorOf(policy('10m'))
  for (let i = 0; i < 3; i++) await resilientFetch(orchestrator, 'bad')(bad.url)
  await expect(resilientFetch(orchestrator, 'bad')(good.url)).rejects.toThrow(RejectedError)
  expect((await resilientFetch(orchestrator, 'good')(good.url)).status).toBe(200)
  const states = orchestrator.breakers().map(({ operation, breaker }) => [operation, breaker.state])
  expect(states).toEqual([
    ['bad', 'open'],
    ['good', 'closed'],
  ])
})

it('S5.6 hosts of one operation have breakers of their own where the policy says so', async () => {
  const [good, bad] = [await start(), await start()]
  bad.script(answer(503))
  const orchestrator = orchestratorOf(policy('10m', ', per: host'))
  const get = resilientFetch(orchestrator, 'get')
  for (let i = 0; i < 3; i++) await get(bad.url)
  await expect(get(bad.url)).rejects.toThrow(RejectedError)
  expect((await get(good.url)).status).toBe(200)
})
