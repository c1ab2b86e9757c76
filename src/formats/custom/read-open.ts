/**
 * How long a breaker stays open, and how that time grows. `timeout` in a breaker is this time,
 * unless another key states it: then it limits the call.
 */
import type { Books, Leaf } from './books.js'
import type { Found } from './harvest.js'
import { likely, plainText, readDuration, readNumber, reason } from './reading.js'
import type { View } from './view.js'

const IS_OPEN_TIME = reason(
  'timeout-is-open-time',
  'a timeout beside a breaker threshold is taken as the time that the breaker stays open',
  0.05,
)
const IS_CALL_LIMIT = reason(
  'timeout-is-call-limit',
  'the time that the breaker stays open is stated elsewhere, so the timeout is taken as the ' +
    'limit of one attempt',
  0.05,
)
const HALF_OPEN_AS_OPEN = reason(
  'half-open-is-open-time',
  'no other key states how long the breaker stays open, so the time of half-open is taken as ' +
    'the time until it',
  0.05,
)
const DEAD = reason(
  'without-effect',
  'the open time does not grow this way, so it changes nothing',
  0.05,
)

const openLeaf = (ms: number | null): Leaf[] => [['circuitBreaker.openDuration', ms ?? 0]]

export function readOpen(view: View, books: Books) {
  for (const found of view.all('openDuration')) {
    books.take(found, readDuration(found, view.around(found)), openLeaf)
  }
  for (const found of view.all('breakerTimeout')) readTimeout(found, view, books)
  for (const found of view.all('halfOpenWait')) readHalfOpenWait(found, view, books)
  readGrowth(view, books)
}

function readTimeout(found: Found, view: View, books: Books) {
  const reading = readDuration(found, view.around(found))
  // The first step of a growth is this very time.
  const stated = view.get('openDuration')
  if (!stated || stated.meaning.topic === 'reopen') {
    return books.take(found, reading, openLeaf, IS_OPEN_TIME)
  }
  const leaves = (ms: number | null): Leaf[] => [['timeout.attempt', ms === 0 ? null : ms]]
  books.take(found, reading, leaves, IS_CALL_LIMIT)
}

function readHalfOpenWait(found: Found, view: View, books: Books) {
  const reading = readDuration(found, view.around(found, true))
  if (!view.has('openDuration', 'breakerTimeout'))
    return books.take(found, reading, openLeaf, HALF_OPEN_AS_OPEN)
  const leaves = (ms: number | null): Leaf[] => [
    ['circuitBreaker.halfOpen.maxWait', ms === 0 ? null : ms],
  ]
  books.take(found, reading, leaves)
}

type Growth = 'none' | 'linear' | 'exponential'

function growthOf(view: View): { kind: Growth; isAdaptive: boolean } | undefined {
  const named = view.get('growthKind')
  const text = named?.node.kind === 'scalar' ? named.node.text.toLowerCase() : ''
  if (/expo/.test(text)) return { kind: 'exponential', isAdaptive: false }
  if (/linear|increment/.test(text)) return { kind: 'linear', isAdaptive: false }
  if (/fixed|constant|none|simple|static/.test(text)) return { kind: 'none', isAdaptive: false }
  if (/adaptive|dynamic/.test(text)) return { kind: 'exponential', isAdaptive: true }
  if (view.has('growthMultiplier')) return { kind: 'exponential', isAdaptive: false }
  if (view.has('growthIncrement')) return { kind: 'linear', isAdaptive: false }
  return view.has('growthMax') ? { kind: 'exponential', isAdaptive: false } : undefined
}

const ADAPTIVE = reason(
  'adaptive-recovery',
  'the old code chose the open time by itself; here it doubles with each opening in a row, ' +
    'within the same limits',
  0.25,
)

function readGrowth(view: View, books: Books) {
  const growth = growthOf(view)
  const kind: Leaf = ['circuitBreaker.openGrowth.kind', growth?.kind ?? 'none']
  for (const found of view.all('growthKind')) {
    const plain = plainText(found)
    if ('end' in plain) books.take(found, plain.end, () => [])
    else if (!growth) books.refuse(found, 'fixed, linear or exponential')
    else books.put(found, [kind], ...plain.reasons, ...(growth.isAdaptive ? [ADAPTIVE] : []))
  }
  for (const found of view.all('growthMultiplier')) {
    if (growth?.kind !== 'exponential') books.ignore(found, DEAD)
    else {
      const leaves = (n: number): Leaf[] => [['circuitBreaker.openGrowth.multiplier', n], kind]
      books.take(found, readNumber(found, 1, 100), leaves)
    }
  }
  for (const found of view.all('growthMax')) {
    if (growth?.kind === 'none') books.ignore(found, DEAD)
    else {
      const leaves = (ms: number | null): Leaf[] => [
        ['circuitBreaker.openGrowth.max', ms || null],
        kind,
      ]
      books.take(found, readDuration(found, view.around(found, true)), leaves)
    }
  }
  for (const found of view.all('growthMin')) readMin(found, view, books)
  for (const found of view.all('growthIncrement')) readIncrement(found, view, kind, books)
}

/** The shortest open time is the first one, unless that is stated. */
function readMin(found: Found, view: View, books: Books) {
  const open = view.get('openDuration', 'breakerTimeout')
  const reading = readDuration(found, view.around(found))
  if (!open) return books.take(found, reading, openLeaf)
  const first = likely(readDuration(open, view.around(open)))
  const text = 'the open time begins above it and never gets shorter, so it changes nothing'
  const why = reason('without-effect', text, first === likely(reading) ? 0 : 0.05)
  books.ignore(found, why)
}

/** Linear growth here adds the first open time; any other step is near it at best. */
function readIncrement(found: Found, view: View, kind: Leaf, books: Books) {
  if (kind[1] !== 'linear') return books.ignore(found, DEAD)
  const open = view.get('openDuration', 'breakerTimeout')
  const reading = readDuration(found, view.around(found))
  const isSame = open && likely(readDuration(open, view.around(open))) === likely(reading)
  const text = 'a policy adds the first open time with each opening, not another step'
  books.take(found, reading, () => [kind], ...(isSame ? [] : [reason('other-step', text, 0.05)]))
}
