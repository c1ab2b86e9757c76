/**
 * Envoy's route and retry policy under hand-made names (values of Helm charts): `retry_on` beside
 * `num_retries`. The words are Envoy's, and so are the defaults behind them (formats.md section 5).
 */
import { entryOf, type MapNode } from '../../syntax/node.js'
import type { Books, Leaf } from './books.js'
import type { View } from './view.js'

/** Waits before retry N: 0 to (2^N - 1) times 25 ms, 250 ms at most. */
const WAITS: readonly Leaf[] = [
  ['retry.backoff.kind', 'exponential'],
  ['retry.backoff.series', 'power-minus-one'],
  ['retry.backoff.initial', 25],
  ['retry.backoff.multiplier', 2],
  ['retry.backoff.min', 0],
  ['retry.backoff.max', 250],
  ['retry.jitter.kind', 'full'],
]

function isRetryPolicy(map: MapNode): boolean {
  const on = entryOf(map, 'retry_on') ?? entryOf(map, 'retryOn')
  const count = entryOf(map, 'num_retries') ?? entryOf(map, 'numRetries')
  return on?.value.kind === 'scalar' && count !== undefined
}

/** A map whose `timeout` is the route's: one limit over all attempts. */
export function isRoute(map: MapNode): boolean {
  return ['retry_policy', 'retryPolicy'].some((key) => {
    const policy = entryOf(map, key)?.value
    return policy?.kind === 'map' && isRetryPolicy(policy)
  })
}

export function implyProxyWaits(view: View, books: Books) {
  const isProxy = view.all('retryOn').some(({ block }) => isRetryPolicy(block))
  if (!isProxy || view.has('initial', 'wait', 'backoff', 'backoffMax')) return
  for (const leaf of WAITS) books.imply(view.node, 'retry', leaf, 'default', 'Envoy default')
  const limit: Leaf = ['retry.maxElapsed', null]
  books.imply(view.node, 'retry', limit, 'absent', 'Envoy limits the whole call only')
}
