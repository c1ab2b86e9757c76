import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../src/runtime/alerts/alert.js'
import { WebhookDelivery, type WebhookOptions } from '../../../src/runtime/alerts/webhook.js'
import { FakeClock } from '../fake-clock.js'

const alert = (id: string) => ({ id, state: 'firing' }) as Alert

type Answer =
  | number
  | readonly [status: number, retryAfter: string]
  | 'refuse'
  | 'redirect'
  | 'hang'

/** A receiver that answers in turn, the last answer for ever. */
function receiver(answers: readonly Answer[], options: Partial<WebhookOptions> = {}) {
  const clock = new FakeClock()
  const got: [at: number, id: string][] = []
  const lost: string[] = []
  let turn = 0
  const fetch = (async (_: unknown, init: RequestInit) => {
    got.push([clock.now(), JSON.parse(String(init.body)).id])
    const answer = answers[Math.min(turn++, answers.length - 1)]!
    if (answer === 'refuse') throw new TypeError('fetch failed')
    if (answer === 'redirect') {
      throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
    }
    if (answer === 'hang') {
      return new Promise((_resolve, reject) => {
        init.signal!.addEventListener('abort', () => reject(init.signal!.reason))
      })
    }
    const [status, after] = typeof answer === 'number' ? [answer, undefined] : answer
    const headers = after === undefined ? {} : { 'retry-after': after }
    return new Response(status === 204 ? null : 'body', { status, headers })
  }) as typeof globalThis.fetch
  const webhook = new WebhookDelivery({
    ...{ url: 'http://hook.test/', fetch, clock },
    onError: (error, { id }) => lost.push(`${id} ${(error as Error).message}`),
    ...options,
  })
  const counts = () => [webhook.delivered, webhook.failed, webhook.dropped]
  return { webhook, clock, got, lost, counts }
}

describe('S3.4 a webhook', () => {
  it.each([
    ['is sent once', [200], [0], [1, 0, 0]],
    ['is tried again after 5xx', [500, 503, 204], [0, 1000, 3000], [1, 0, 0]],
    ['is tried again after 429, as late as asked', [[429, '5'], 200], [0, 5000], [1, 0, 0]],
    ['waits no longer than its bound', [[503, '3600'], 200], [0, 30_000], [1, 0, 0]],
    ['is tried again after network errors', ['refuse', 200], [0, 1000], [1, 0, 0]],
    ['is tried again after a time-out', ['hang', 200], [0, 6000], [1, 0, 0]],
    ['is not tried again after 4xx', [400], [0], [0, 1, 0]],
    ['is not tried again after a redirect', ['redirect'], [0], [0, 1, 0]],
    ['gives up after 4 attempts', [500], [0, 1000, 3000, 7000], [0, 1, 0]],
  ] as [string, Answer[], number[], number[]][])('%s', async (_, answers, times, counted) => {
    const { webhook, clock, got, counts } = receiver(answers)
    webhook.deliver(alert('a'))
    expect(got).toEqual([])
    await clock.runTo(100_000)
    expect(got.map(([at]) => at)).toEqual(times)
    expect(counts()).toEqual(counted)
    expect(clock.pending).toBe(0)
  })

  it('keeps the order, and says what was lost', async () => {
    const { webhook, clock, got, lost } = receiver([400, 500, 200])
    for (const id of ['a', 'b', 'c']) webhook.deliver(alert(id))
    await clock.runTo(100_000)
    expect(got.map(([, id]) => id)).toEqual(['a', 'b', 'b', 'c'])
    expect(lost).toEqual(['a The webhook answered 400.'])
  })

  it('holds a bounded number and counts the rest', async () => {
    const { webhook, clock, counts } = receiver(['hang'], { maxQueued: 3, maxAttempts: 1 })
    for (let i = 0; i < 3; i++) webhook.deliver(alert(`${i}`))
    webhook.deliver(alert('more'))
    expect(counts()).toEqual([0, 0, 1])
    await clock.runTo(100_000)
    expect(counts()).toEqual([0, 3, 1])
  })

  it('R14 sends what waits when it is closed, without the waits between', async () => {
    const { webhook, clock, got, counts } = receiver([500, 200])
    webhook.deliver(alert('a'))
    webhook.deliver(alert('b'))
    await clock.settle()
    const closed = webhook.close()
    await clock.settle()
    await closed
    expect(got).toEqual([
      ...[
        [0, 'a'],
        [0, 'a'],
        [0, 'b'],
      ],
    ])
    webhook.deliver(alert('late'))
    expect(counts()).toEqual([2, 0, 1])
    expect(clock.pending).toBe(0)
  })

  it('R14 closes in bounded time', async () => {
    const { webhook, clock, counts } = receiver(['hang'])
    for (const id of ['a', 'b', 'c']) webhook.deliver(alert(id))
    await clock.settle()
    const closed = webhook.close()
    await clock.runTo(5000)
    await closed
    expect(counts()).toEqual([0, 1, 2])
    expect(clock.pending).toBe(0)
  })

  it('R30 whoever hears of lost alerts may throw', async () => {
    const onError = () => {
      throw new Error('bad listener')
    }
    const { webhook, clock, counts } = receiver([400, 200], { onError })
    webhook.deliver(alert('a'))
    webhook.deliver(alert('b'))
    await clock.settle()
    expect(counts()).toEqual([1, 1, 0])
  })
})

it('S3.4 reaches a real server, as JSON with a key against doubles', async () => {
  const got: unknown[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const { 'content-type': type, 'idempotency-key': key, authorization } = request.headers
      got.push([request.method, type, key, authorization, JSON.parse(body)])
      response.writeHead(got.length === 1 ? 503 : 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const webhook = new WebhookDelivery({
    url: `http://127.0.0.1:${port}/alerts`,
    headers: { authorization: 'Bearer t' },
    body: ({ id }) => ({ text: id }),
    backoffMs: 1,
  })
  webhook.deliver(alert('a'))
  await webhook.close()
  server.closeAllConnections()
  server.close()
  const post = ['POST', 'application/json', 'a-firing', 'Bearer t', { text: 'a' }]
  expect(got).toEqual([post, post])
  expect(webhook.delivered).toBe(1)
})

it('what is no URL, and numbers out of their range, are refused at once', () => {
  expect(() => new WebhookDelivery({ url: 'nonsense' })).toThrow('Invalid URL')
  for (const name of ['maxAttempts', 'timeoutMs', 'maxQueued']) {
    const options = { url: 'http://hook.test/', [name]: Number.NaN }
    expect(() => new WebhookDelivery(options)).toThrow(`\`${name}\``)
  }
})

it('R26 closing ends in time even if what sends ignores its signal', async () => {
  const clock = new FakeClock()
  const fetch = () => new Promise<Response>(() => {})
  const webhook = new WebhookDelivery({ url: 'http://hook.test/', fetch, clock, closeMs: 50 })
  webhook.deliver(alert('a'))
  await clock.settle()
  let closed = false
  const closing = webhook.close().then(() => {
    closed = true
  })
  await clock.runTo(49)
  expect(closed).toBe(false)
  await clock.runTo(60)
  await closing
})
