/**
 * The breakers of KrakenD backends, which are gobreaker's settings in seconds: the breaker opens
 * when the failures in a row exceed `maxErrors`, and forgets them at each end of `interval`
 * (krakend-circuitbreaker, gobreaker/gobreaker.go).
 */

import type { LeafValue } from '../../policy/leaves.js'
import { entryOf, type MapNode, type Node } from '../../syntax/node.js'
import { goDuration } from '../durations.js'
import type { Books, Leaf } from './books.js'
import { type Dialect, type Found, sourceOf } from './harvest.js'
import { readCount, readNumber, readText, reason } from './reading.js'
import type { ScopeNode } from './scopes.js'

const BREAKER_KEY = /krakend-circuitbreaker\/gobreaker|^qos\/circuit-breaker(\/http)?$/

export function isKrakend(root: MapNode): boolean {
  return backendsOf(root).some(({ backend }) => breakerOf(backend) !== undefined)
}

interface Backend {
  readonly backend: MapNode
  readonly path: readonly string[]
  readonly name: string
}

function itemsOf(node: Node | undefined): MapNode[] {
  if (node?.kind !== 'seq') return []
  return node.items.filter((item): item is MapNode => item.kind === 'map')
}

function textAt(map: MapNode, key: string): string | undefined {
  const value = entryOf(map, key)?.value
  return value?.kind === 'scalar' ? value.text : undefined
}

/** A backend is named after its endpoint; where an endpoint has several, after its own URL too. */
function backendsOf(root: MapNode): Backend[] {
  return itemsOf(entryOf(root, 'endpoints')?.value).flatMap((endpoint, at) => {
    const backends = itemsOf(entryOf(endpoint, 'backend')?.value)
    const method = textAt(endpoint, 'method') ?? 'GET'
    const name = `${method} ${textAt(endpoint, 'endpoint') ?? `endpoint ${at}`}`
    return backends.map((backend, index) => ({
      backend,
      path: ['endpoints', `[${at}]`, 'backend', `[${index}]`],
      name: backends.length > 1 ? `${name} ${textAt(backend, 'url_pattern') ?? index}` : name,
    }))
  })
}

function breakerOf(backend: MapNode) {
  const extra = entryOf(backend, 'extra_config')?.value
  if (extra?.kind !== 'map') return undefined
  return extra.entries.find(({ key, value }) => BREAKER_KEY.test(key) && value.kind === 'map')
}

export function krakendBlocks(root: MapNode, scope: ScopeNode): Dialect[] {
  const limit: Dialect[] = entryOf(root, 'timeout')
    ? [{ kind: 'gobreaker', map: root, path: [], scope }]
    : []
  const seen = new Map<string, number>()
  const blocks = backendsOf(root).flatMap(({ backend, path, name }): Dialect[] => {
    const breaker = breakerOf(backend)
    if (breaker?.value.kind !== 'map') return []
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    const unique = times > 1 ? `${name} #${times}` : name
    return [
      {
        kind: 'gobreaker',
        map: breaker.value,
        path: [...path, 'extra_config', breaker.key],
        scope: scope.child('operation', unique.slice(0, 200)),
      },
    ]
  })
  return [...limit, ...blocks]
}

const LOGGED = reason('no-setting', 'it names or logs and changes no call', 0)
const UNREAD = reason('krakend-unread', 'KrakenD does not read it in a circuit breaker', 0.05)
const WHOLE = reason(
  'krakend-timeout',
  "an endpoint's limit covers its backends together, here it is the limit of one call",
  0.05,
)

export function readGobreaker({ map, path, scope }: Dialect, books: Books) {
  const isRoot = path.length === 0
  for (const entry of map.entries) {
    if (isRoot && entry.key !== 'timeout') continue
    const feature = isRoot ? 'timeout' : 'circuitBreaker'
    const found: Found = {
      source: sourceOf([...path, entry.key], entry),
      last: entry.key,
      node: entry.value,
      meaning: { role: 'threshold', topic: 'breaker', feature, strong: true },
      scope,
      block: map,
      topic: undefined,
      unit: undefined,
      notes: [],
    }
    scope.features.add(feature)
    if (isRoot) readLimit(found, books)
    else readKey(found, books)
  }
  if (!isRoot) implyDefaults(map, scope, books)
}

function readLimit(found: Found, books: Books) {
  const reading = readText(found, 'a duration with a unit', (text) => goDuration(text) || undefined)
  books.take(found, reading, (ms) => [['timeout.total', ms]], WHOLE)
}

const MOST_SECONDS = 3e8

function readKey(found: Found, books: Books) {
  const leaf = (path: string, value: LeafValue): Leaf => [`circuitBreaker.${path}`, value]
  switch (found.last) {
    case 'maxErrors':
    case 'max_errors':
      // More than 0 errors is the first one.
      return books.take(found, readCount(found, 0, 100_000), (n) => [
        leaf('threshold', n || 1),
        leaf('mode', 'consecutive'),
        leaf('compare', n === 0 ? 'gte' : 'gt'),
      ])
    case 'interval':
      return books.take(found, readNumber(found, 0, MOST_SECONDS), (s) =>
        s === 0
          ? [leaf('window.duration', null)]
          : [leaf('window.duration', s * 1000), leaf('window.kind', 'tumbling')],
      )
    case 'timeout':
      // gobreaker: 0 stands for its default of 60 s.
      return books.take(found, readNumber(found, 0, MOST_SECONDS), (s) => [
        leaf('openDuration', (s || 60) * 1000),
      ])
    case 'name':
    case 'logStatusChange':
    case 'log_status_change':
      return books.ignore(found, LOGGED)
    default:
      return books.ignore(found, UNREAD)
  }
}

function implyDefaults(map: MapNode, scope: ScopeNode, books: Books) {
  const has = (key: string) => entryOf(map, key) !== undefined
  const imply = (leaf: Leaf, why: string) =>
    books.imply(scope, 'circuitBreaker', leaf, 'default', why)
  if (!has('interval')) imply(['circuitBreaker.window.duration', null], 'gobreaker default')
  if (!has('timeout')) imply(['circuitBreaker.openDuration', 60_000], 'gobreaker default')
  imply(['circuitBreaker.halfOpen.maxCalls', 1], 'gobreaker default')
  imply(['circuitBreaker.halfOpen.successes', 1], 'gobreaker default')
  books.imply(scope, 'retry', ['retry', false], 'absent', 'KrakenD does not retry backends')
}
