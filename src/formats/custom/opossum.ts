/**
 * opossum options as JSON, which hand-made configurations often hold as they are. Milliseconds
 * throughout, a strict compare, no retry (formats.md section 9; defaults from lib/circuit.js).
 */

import type { LeafValue } from '../../policy/leaves.js'
import { type Entry, entryOf, type MapNode } from '../../syntax/node.js'
import type { Books, Leaf } from './books.js'
import type { Dialect, Found } from './harvest.js'
import { sourceOf } from './harvest.js'
import { type Reading, readCount, readShare, readSwitch, readText, reason } from './reading.js'
import { recognise } from './recognise.js'
import { numberOf, switchOf } from './values.js'

const FEATURES_OF: Readonly<Record<string, 'timeout' | 'bulkhead' | 'circuitBreaker'>> = {
  timeout: 'timeout',
  capacity: 'bulkhead',
}

const NOT_NEEDED = 'it tunes the library itself and changes no call that the policy knows of'
const IGNORED: Readonly<Record<string, readonly [text: string, deduction: number]>> = {
  name: ['it names the breaker; the values around it are under that name', 0],
  group: [NOT_NEEDED, 0],
  rollingCountBuckets: ['a policy keeps its window without buckets', 0],
  rollingPercentilesEnabled: [NOT_NEEDED, 0],
  enableSnapshots: [NOT_NEEDED, 0],
  rotateBucketController: [NOT_NEEDED, 0],
  autoRenewAbortController: [NOT_NEEDED, 0],
  cache: ['a policy caches no answers; each call reaches the upstream', 0.05],
  cacheTTL: ['a policy caches no answers; each call reaches the upstream', 0],
  cacheSize: ['a policy caches no answers; each call reaches the upstream', 0],
  coalesce: ['a policy joins no equal calls; each call reaches the upstream', 0.05],
  coalesceTTL: ['a policy joins no equal calls; each call reaches the upstream', 0],
  coalesceSize: ['a policy joins no equal calls; each call reaches the upstream', 0],
  maxFailures: ['opossum has not read it since version 1; it only prints a warning', 0.05],
  allowWarmUp: [
    'a policy has no warm-up: it may open in the first window if enough calls fail',
    0.05,
  ],
}

export const OPOSSUM_KEYS: ReadonlySet<string> = new Set([
  ...Object.keys(IGNORED),
  'timeout',
  'errorThresholdPercentage',
  'volumeThreshold',
  'resetTimeout',
  'rollingCountTimeout',
  'capacity',
  'enabled',
])

export function isOpossum(map: MapNode): boolean {
  const has = (key: string) => entryOf(map, key) !== undefined
  if (!has('errorThresholdPercentage')) return false
  const others = ['resetTimeout', 'rollingCountTimeout', 'volumeThreshold']
  return others.some(has) && map.entries.every((entry) => isItsOwn(entry))
}

/** No breaker key of another hand, and no duration with a unit of its own. */
function isItsOwn({ key, value }: Entry): boolean {
  if (!OPOSSUM_KEYS.has(key)) return recognise(key, 'breaker')?.feature !== 'circuitBreaker'
  const isLimit = key === 'resetTimeout' || key === 'rollingCountTimeout'
  return !isLimit || value.kind !== 'scalar' || numberOf(value.text) !== undefined
}

const OFF = reason('switched-off', 'the breaker is switched off, so every call passes through', 0)
const EXPECTED = 'a number of milliseconds'

function milliseconds(found: Found): Reading<number> {
  return readText(found, EXPECTED, (text) => {
    const ms = numberOf(text)
    return ms !== undefined && ms >= 0 && ms <= 3e11 ? ms : undefined
  })
}

export function readOpossum({ map, path, scope }: Dialect, books: Books, hasRetry: boolean) {
  const enabled = entryOf(map, 'enabled')?.value
  const isOff = enabled?.kind === 'scalar' && switchOf(enabled.text) === false
  for (const entry of map.entries) {
    const { key, value } = entry
    if (!OPOSSUM_KEYS.has(key)) continue
    const feature = FEATURES_OF[key] ?? 'circuitBreaker'
    const found: Found = {
      source: sourceOf([...path, key], entry),
      last: key,
      node: value,
      meaning: { role: 'threshold', topic: 'breaker', feature, strong: true },
      scope,
      block: map,
      topic: undefined,
      unit: undefined,
      notes: [],
    }
    scope.features.add(feature)
    const dead = IGNORED[key]
    if (dead) books.ignore(found, reason(dead[1] ? `opossum-${kebab(key)}` : 'no-setting', ...dead))
    else if (isOff && key !== 'enabled') books.ignore(found, OFF)
    else readKey(found, books)
  }
  if (!isOff) implyDefaults(map, scope, books, hasRetry)
}

const kebab = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function readKey(found: Found, books: Books) {
  const breaker = (leaf: string, value: LeafValue): Leaf => [`circuitBreaker.${leaf}`, value]
  switch (found.last) {
    case 'enabled':
      return books.take(found, readSwitch(found), (on) => (on ? [] : [['circuitBreaker', false]]))
    case 'timeout':
      return readTimeout(found, books)
    case 'errorThresholdPercentage': {
      const asPercent = { ...found, meaning: { ...found.meaning, unit: 'percent' as const } }
      const reading = readShare(asPercent)
      const leaves = (rate: number) => [
        breaker('failureRate', rate),
        breaker('mode', 'time-window'),
        breaker('compare', 'gt'),
      ]
      return books.take(found, reading, leaves)
    }
    case 'volumeThreshold':
      return books.take(found, readCount(found, 0), (n) => [breaker('minimumThroughput', n)])
    case 'resetTimeout':
      return books.take(found, milliseconds(found), (ms) => [breaker('openDuration', ms)])
    case 'rollingCountTimeout':
      return books.take(found, milliseconds(found), (ms) => [breaker('window.duration', ms || 1)])
    default:
      return books.take(found, readCount(found, 1), (n) => [
        ['bulkhead.maxConcurrent', n],
        ['bulkhead.maxQueued', 0],
        breaker('countRejections', true),
      ])
  }
}

/** `false` is no limit; opossum never retries, so the call's limit is the attempt's. */
function readTimeout(found: Found, books: Books) {
  const isNone = found.node.kind === 'scalar' && /^(false|null|0)$/.test(found.node.text)
  if (isNone) books.put(found, [['timeout.attempt', null]])
  else books.take(found, milliseconds(found), (ms) => [['timeout.attempt', ms]])
}

const DEFAULTS: readonly (readonly [string, 'timeout' | 'circuitBreaker', Leaf])[] = [
  ['timeout', 'timeout', ['timeout.attempt', 10_000]],
  ['errorThresholdPercentage', 'circuitBreaker', ['circuitBreaker.failureRate', 0.5]],
  ['volumeThreshold', 'circuitBreaker', ['circuitBreaker.minimumThroughput', 0]],
  ['resetTimeout', 'circuitBreaker', ['circuitBreaker.openDuration', 30_000]],
  ['rollingCountTimeout', 'circuitBreaker', ['circuitBreaker.window.duration', 10_000]],
]

function implyDefaults(map: MapNode, scope: Dialect['scope'], books: Books, hasRetry: boolean) {
  for (const [key, feature, leaf] of DEFAULTS) {
    if (!entryOf(map, key)) books.imply(scope, feature, leaf, 'default', 'opossum default')
  }
  const halfOpen: Leaf = ['circuitBreaker.halfOpen.maxCalls', 1]
  books.imply(scope, 'circuitBreaker', halfOpen, 'default', 'opossum admits one trial call')
  if (!hasRetry) books.imply(scope, 'retry', ['retry', false], 'absent', 'opossum does not retry')
}
