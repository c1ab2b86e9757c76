/** Responses: given up, read, stripped, made of answers. */
import { expect, it } from 'vitest'
import { addCallInfo, callInfo } from '../../src/runtime/errors.js'
import {
  asResponse,
  buffered,
  discard,
  StatusError,
  withoutBody,
} from '../../src/runtime/fetch-response.js'

const endless = (onCancel = () => {}) =>
  new Response(new ReadableStream({ cancel: onCancel }), { status: 503, headers: { a: 'b' } })

it('a response that is given up cancels its body, unless somebody reads it', () => {
  let cancelled = 0
  const count = () => void cancelled++
  discard(endless(count))
  expect(cancelled).toBe(1)
  const read = endless(count)
  read.body!.getReader()
  discard(read)
  discard(new Response(null))
  expect(cancelled).toBe(1)
})

it('a response without its body keeps the rest, and what is known of its call', () => {
  const response = endless()
  const info = { operation: 'a', attempts: 2, elapsedMs: 1, gaveUp: undefined }
  addCallInfo(response, info)
  const bare = withoutBody(response)
  expect([bare.status, bare.body, bare.headers.get('a')]).toEqual([503, null, 'b'])
  expect(callInfo(bare)).toEqual(info)
})

it('a buffered response reads as before; one without a body is left', async () => {
  const response = await buffered(new Response('text', { status: 201, headers: { a: 'b' } }))
  expect([response.status, response.headers.get('a'), await response.text()]).toEqual([
    ...[201, 'b', 'text'],
  ])
  const empty = new Response(null, { status: 204 })
  expect(await buffered(empty)).toBe(empty)
})

it.each([
  ['text', 'text', 'text/plain;charset=UTF-8'],
  [{ a: 1 }, '{"a":1}', 'application/json'],
  [null, 'null', 'application/json'],
  [0, '0', 'application/json'],
  [undefined, '', null],
])('the answer %j becomes a response', async (value, text, type) => {
  const response = asResponse(value, 203)
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    ...[203, text, type],
  ])
})

it('a response stays what it is, and a status without a body has none', () => {
  const response = new Response('text')
  expect(asResponse(response, 500)).toBe(response)
  expect(asResponse({ a: 1 }, 204).body).toBeNull()
})

it('a StatusError names the status', () => {
  expect(new StatusError('get', endless())).toMatchObject({
    message: 'get was answered with status 503',
    status: 503,
  })
})
