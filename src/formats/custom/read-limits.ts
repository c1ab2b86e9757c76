/** The smaller features: time limits, bulkhead, rate limit, hedge, fallback, and strategies. */

import { suggest } from '../../diagnostics/suggest.js'
import { FEATURES, type LeafValue } from '../../policy/leaves.js'
import { BUILT_IN_PRESETS, STRATEGY_NAMES } from '../../policy/schema.js'
import type { Node } from '../../syntax/node.js'
import type { Books, Leaf } from './books.js'
import type { Found } from './harvest.js'
import { isRoute } from './proxy.js'
import { askDirection, isIncoming, OUTGOING } from './rate-direction.js'
import {
  likely,
  plainText,
  type Reading,
  readCount,
  readDuration,
  readNumber,
  readSwitch,
  reason,
} from './reading.js'
import { switchesOff } from './switches.js'
import { isUnlimited } from './values.js'
import type { View } from './view.js'
import { wordsOf } from './words.js'

const WHICH = reason(
  'timeout-scope',
  'it is not stated whether the limit is of one attempt or of the whole call; taken as that of ' +
    'one attempt',
  0.05,
)
const READ = reason(
  'read-timeout',
  'a limit for reading starts anew with each piece of an answer; taken as the limit of one attempt',
  0.05,
)
const OF_ROUTE = reason(
  'route-timeout',
  "beside Envoy's retry policy the limit is the route's, which covers all attempts",
  0,
)
const ZERO = reason('zero-is-none', '0 is taken as no limit', 0.02)

export function readTimeouts(view: View, books: Books) {
  if (switchesOff(view, books, 'timeout')) return
  const isSplit =
    view.all('attemptTimeout').length > 0 ||
    (view.inherits('attemptTimeout') && view.inherits('timeout'))
  for (const found of view.own) {
    const { role } = found.meaning
    if (books.isBooked(found)) continue
    const reading = readDuration(found, view.around(found, true))
    const isZero = reading.is === 'value' && reading.value === 0
    const notes = isZero ? [ZERO] : []
    const ofRoute = role === 'timeout' && isRoute(found.block)
    if (ofRoute) notes.push(OF_ROUTE)
    else if (role === 'timeout' && !isSplit && !view.has('totalTimeout')) notes.push(WHICH)
    if (role === 'readTimeout') notes.push(READ)
    const path = limitPath(role, isSplit || ofRoute)
    books.take(found, reading, (ms): Leaf[] => [[path, ms === 0 ? null : ms]], ...notes)
  }
}

function limitPath(role: string, isSplit: boolean): string {
  if (role === 'totalTimeout' || (role === 'timeout' && isSplit)) return 'timeout.total'
  return role === 'connectTimeout' ? 'timeout.connect' : 'timeout.attempt'
}

export function readBulkhead(view: View, books: Books) {
  if (switchesOff(view, books, 'bulkhead')) return
  for (const found of view.all('maxConcurrent')) {
    books.take(found, readCount(found, 1), (n) => [['bulkhead.maxConcurrent', n]])
  }
  for (const found of view.all('maxQueued')) {
    const plain = plainText(found)
    const isOpen = 'text' in plain && isUnlimited(plain.text)
    if (isOpen) books.put(found, [['bulkhead.maxQueued', 'unlimited']])
    else books.take(found, readCount(found, 0, 1e9), (n) => [['bulkhead.maxQueued', n]])
  }
  for (const found of view.all('queueWait')) {
    books.take(found, readDuration(found, view.around(found, true)), (ms) => [
      ['bulkhead.maxWait', ms],
    ])
  }
}

const PERIODS: readonly (readonly [RegExp, number])[] = [
  [/^(rps|qps|second|seconds|sec|s)$/, 1000],
  [/^(rpm|minute|minutes|min|m)$/, 60_000],
  [/^(rph|hour|hours|h|hr)$/, 3_600_000],
  [/^(day|days|d)$/, 86_400_000],
]

function periodNamed(word: string): number | undefined {
  return PERIODS.find(([pattern]) => pattern.test(word))?.[1]
}

const POSITIVE = [1e-9, 1e9] as const

function limitPer(found: Found, limit: number): Leaf[] {
  const words = wordsOf(found.last).map(({ word }) => word)
  const period = words.map(periodNamed).find((ms) => ms !== undefined) ?? 1000
  return [
    ['rateLimit.limit', limit],
    ['rateLimit.period', period],
  ]
}

/** What the keys of a rate limit say together, each by its likeliest reading. */
function statedLimits(view: View): Leaf[] {
  const leaves: Leaf[] = []
  for (const found of view.own) {
    const { role } = found.meaning
    if (role === 'limit' || role === 'limitPer') {
      const pair = found.node.kind === 'scalar' ? limitPair(found.node.text) : undefined
      const limit = pair ? pair.limit : likely(readNumber(found, ...POSITIVE))
      if (limit === undefined) continue
      if (role === 'limitPer') leaves.push(...limitPer(found, limit))
      else leaves.push(['rateLimit.limit', limit])
      if (pair) leaves.push(['rateLimit.period', pair.period])
    } else if (role === 'period') {
      const period = likely(periodOf(found, view))
      if (period) leaves.push(['rateLimit.period', period])
    } else if (role === 'burst') {
      const burst = likely(readCount(found, 1, 1e9))
      if (burst !== undefined) leaves.push(['rateLimit.burst', burst])
    }
  }
  return leaves.filter(([path], at) => leaves.findIndex(([one]) => one === path) === at)
}

export function readRateLimit(view: View, books: Books) {
  if (switchesOff(view, books, 'rateLimit')) return
  if (isIncoming(view)) return askDirection(view, statedLimits(view), books)
  const notes = view.node.kind === 'root' ? [OUTGOING] : []
  for (const found of view.all('limitPer')) {
    books.take(found, readNumber(found, ...POSITIVE), (n) => limitPer(found, n), ...notes)
  }
  for (const found of view.all('limit')) readLimit(found, view, books)
  for (const found of view.all('period')) readPeriod(found, view, books)
  for (const found of view.all('burst')) {
    books.take(found, readCount(found, 1, 1e9), (n) => [['rateLimit.burst', n]])
  }
  for (const found of view.all('rateWait')) {
    books.take(found, readDuration(found, view.around(found)), (ms) => [
      ['rateLimit.maxWait', ms ?? 0],
    ])
  }
  for (const found of view.all('rateAlgorithm')) readAlgorithm(found, books)
}

function limitPair(text: string): { limit: number; period: number } | undefined {
  const pair = /^(\d+(?:\.\d+)?)\s*(?:\/|per|req\/|r\/)\s*([a-z]+)$/i.exec(text)
  const period = pair && periodNamed(pair[2]!.toLowerCase())
  return pair && period ? { limit: Number(pair[1]), period } : undefined
}

/** `100`, `100/s`, `100 per minute`. */
function readLimit(found: Found, view: View, books: Books) {
  const notes = view.node.kind === 'root' ? [OUTGOING] : []
  const plain = plainText(found)
  const pair = 'text' in plain ? limitPair(plain.text) : undefined
  if (pair) {
    const leaves: Leaf[] = [
      ['rateLimit.limit', pair.limit],
      ['rateLimit.period', pair.period],
    ]
    return books.put(found, leaves, ...notes)
  }
  const reading = readNumber(found, ...POSITIVE)
  if (reading.is !== 'value' || view.has('period')) {
    return books.take(found, reading, (n) => [['rateLimit.limit', n]], ...notes)
  }
  const option = (value: string, ms: number) => ({
    value,
    label: `${reading.value} in ${value}`,
    leaves: [
      ['rateLimit.limit', reading.value],
      ['rateLimit.period', ms],
    ] as Leaf[],
  })
  const question = `In which period are ${reading.value} calls allowed? The file does not say.`
  books.ask(
    found,
    question,
    [option('1s', 1000), option('1m', 60_000), option('1h', 3_600_000)],
    '1s',
    ...notes,
  )
}

function periodOf(found: Found, view: View): Reading<number | null> {
  const plain = plainText(found)
  const named = 'text' in plain ? periodNamed(plain.text.toLowerCase()) : undefined
  if (named) return { is: 'value', value: named, reasons: [] }
  return readDuration(found, view.around(found))
}

function readPeriod(found: Found, view: View, books: Books) {
  const reading = periodOf(found, view)
  if (reading.is === 'value' && !reading.value) return books.refuse(found, 'a duration above 0')
  books.take(found, reading, (ms) => [['rateLimit.period', ms]])
}

const ALGORITHMS: readonly (readonly [RegExp, string])[] = [
  [/token/i, 'token-bucket'],
  [/leaky|smooth|spac/i, 'smooth'],
  [/sliding|rolling/i, 'sliding-window'],
  [/fixed|window/i, 'fixed-window'],
]

function readAlgorithm(found: Found, books: Books) {
  const plain = plainText(found)
  if ('end' in plain) return books.take(found, plain.end, () => [])
  const algorithm = ALGORITHMS.find(([pattern]) => pattern.test(plain.text))?.[1]
  if (!algorithm)
    return books.refuse(found, 'token bucket, leaky bucket, fixed window or sliding window')
  books.put(found, [['rateLimit.algorithm', algorithm]])
}

export function readHedge(view: View, books: Books) {
  if (switchesOff(view, books, 'hedge')) return
  for (const found of view.all('hedgeDelay')) {
    books.take(found, readDuration(found, view.around(found)), (ms) => [['hedge.delay', ms ?? 0]])
  }
  for (const found of view.all('hedgeMax')) readHedges(found, books)
}

const HEDGES = reason(
  'hedges-exclude-first',
  'a count of hedged attempts is taken to leave the first attempt out',
  0.02,
)
const ALL_HEDGES = reason(
  'hedges-include-first',
  'a count of attempts is taken to include the first one, so there is one hedge less',
  0.02,
)

/** `MaxHedgedAttempts` (Polly) counts hedges; `max_attempts` (gRPC) the first attempt too. */
function readHedges(found: Found, books: Books) {
  const isAttempts = wordsOf(found.last).some(({ word }) => word === 'attempt')
  if (!isAttempts || /hedged/i.test(found.last)) {
    const why = isAttempts ? [HEDGES] : []
    return books.take(found, readCount(found, 1, 10), (n) => [['hedge.max', n]], ...why)
  }
  const leaves = (n: number): Leaf[] => [n === 1 ? ['hedge', false] : ['hedge.max', n - 1]]
  books.take(found, readCount(found, 1, 11), leaves, ALL_HEDGES)
}

export function readFallback(view: View, books: Books) {
  if (switchesOff(view, books, 'fallback')) return
  for (const found of view.all('fallbackValue')) {
    books.put(found, [['fallback.value', jsonOf(found.node)]])
  }
  for (const found of view.all('fallbackStatus')) {
    books.take(found, readCount(found, 100, 599), (n) => [['fallback.status', n]])
  }
  for (const found of view.all('fallbackHandler')) readHandler(found, books)
}

function readHandler(found: Found, books: Books) {
  const plain = plainText(found)
  const named = 'text' in plain && plain.text !== '' && plain.text.length <= 200
  if (found.node.kind !== 'scalar') {
    const text = 'a chain of other upstreams is routing, which a policy does not do'
    return books.ignore(found, reason('fallback-chain', text, 0.05))
  }
  if (!named) return books.refuse(found, 'the name of a handler')
  if (typeof found.node.value === 'boolean') return books.put(found, [])
  const text = 'the handler must be registered under this name in the new code'
  books.put(found, [['fallback.handler', plain.text]], reason('handler-name', text, 0.15))
}

function jsonOf(node: Node): LeafValue {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'seq') return node.items.map(jsonOf)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, jsonOf(value)]))
}

/** Strategies and presets by name, and a switch over everything that the block states. */
export function readGeneral(
  view: View,
  featuresOf: (key: Found) => readonly string[],
  books: Books,
) {
  for (const found of view.all('strategy')) readStrategy(found, books)
  for (const found of view.all('preset')) {
    books.take(found, oneOf(found, BUILT_IN_PRESETS), (name) => [['preset', name]])
  }
  for (const found of view.all('enabled', 'disabled')) {
    const features = featuresOf(found)
    const off = FEATURES.filter((one) => features.includes(one)).map((one): Leaf => [one, false])
    const isOn = (value: boolean) => value === (found.meaning.role === 'enabled')
    books.take(found, readSwitch(found), (value) => (isOn(value) ? [] : off))
  }
}

function readStrategy(found: Found, books: Books) {
  const plain = plainText(found)
  const isPreset = 'text' in plain && (BUILT_IN_PRESETS as readonly string[]).includes(plain.text)
  if (isPreset) return books.put(found, [['preset', plain.text]])
  books.take(found, oneOf(found, STRATEGY_NAMES), (name) => [['strategy', name]])
}

function oneOf(found: Found, names: readonly string[]): Reading<string> {
  const plain = plainText(found)
  if ('end' in plain) return plain.end
  const name = plain.text.toLowerCase()
  if (names.includes(name)) return { is: 'value', value: name, reasons: plain.reasons }
  const meant = suggest(name, names)
  const expected = `one of ${names.join(', ')}${meant ? ` (${meant}?)` : ''}`
  return { is: 'bad', expected }
}
