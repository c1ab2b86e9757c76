/**
 * Limits on the service's own endpoints (`"/v2/search/*": {requests_per_minute: 300}`): they reject
 * calls that come in, and a policy limits calls that go out, so the whole group is one question.
 */
import type { Books, Leaf } from './books.js'
import { reason } from './reading.js'
import type { ScopeNode } from './scopes.js'
import type { View } from './view.js'

const INCOMING = reason(
  'limit-direction',
  'a limit on calls that come in must not become one on calls to an upstream',
  0,
)
const PART = reason('part-of-rate-limit', 'it is part of the question about the rate limit', 0)

/** Stated for all calls, it may be either; said where nothing tells. */
export const OUTGOING = reason(
  'limit-direction',
  'it is not stated whether calls that go out or come in are limited; taken as calls that go out',
  0.05,
)

const ENDPOINT = /^((GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) )?\//

function isEndpoint({ name, features }: ScopeNode): boolean {
  return features.has('rateLimit') && ENDPOINT.test(name)
}

/**
 * Whether a scope's rate limit, or one of those below it, is of a path of the service itself, or in
 * the words of express-rate-limit (`windowMs` and `max`).
 */
export function isIncoming({ node, own }: View): boolean {
  const names = own.map(({ last }) => last.toLowerCase().replaceAll('_', ''))
  const isMiddleware = names.includes('max') && names.some((name) => /^window(ms)?$/.test(name))
  if (isMiddleware) return true
  return isEndpoint(node) || [...node.operations()].some(isEndpoint)
}

/** `leaves`: what the keys of the group say together. */
export function askDirection(view: View, leaves: readonly Leaf[], books: Books) {
  const main = view.all('limitPer', 'limit')[0]
  for (const found of view.own) {
    if (found !== main && !books.isBooked(found)) books.ignore(found, PART)
  }
  if (!main || books.isBooked(main)) return
  const question = `Which calls does ${main.last} = ${main.source.text} limit?`
  const options = [
    { value: 'outgoing', label: 'calls that the service makes', leaves },
    {
      value: 'incoming',
      label: 'calls that come in, which a policy does not limit',
      leaves: [] as Leaf[],
    },
  ]
  books.ask(main, question, options, 'incoming', INCOMING)
}
