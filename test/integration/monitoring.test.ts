/** S3: orchestrator → metrics, at the level of events and books. */
import { expect, it } from 'vitest'
import { resilientFetch } from '../../src/runtime/fetch.js'
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
