/**
 * The waits between attempts: how they grow, from what, to what, and their jitter.
 *
 * A block that states its own waits is taken at its word: no floor, no cap, no total limit and no
 * jitter but those it states. The classic configuration is the exception, since there a preset
 * filled in what was left out.
 */
import { PLAIN_RETRY } from '../ledger.js'
import type { Books, Leaf } from './books.js'
import { type Growth, growthNamed } from './growth.js'
import type { Found } from './harvest.js'
import { isRandomized, readJitter } from './read-jitter.js'
import {
  likely,
  plainText,
  type Reading,
  readDuration,
  readNumber,
  readSwitch,
  reason,
} from './reading.js'
import { isStrategyName } from './score.js'
import { numberOf } from './values.js'
import type { View } from './view.js'

/** What gave the growth away; `assumed` when no key says it. */
export interface Shape {
  readonly kind: Growth
  readonly assumed?: 'constant' | 'growing'
}

const GROWING = reason(
  'growth-assumed',
  'no key says how the waits grow; a first wait is taken to double with each retry',
  0.05,
)
const CONSTANT = reason(
  'constant-assumed',
  'no key says that the waits grow; every wait is taken to be the same',
  0.05,
)
const DOUBLED = reason(
  'randomized-wait',
  'the old code waits one to two times as long; twice the wait with equal jitter does the same',
  0,
)
const DEAD = reason('without-effect', 'it has no effect on waits that do not grow this way', 0.05)
const MIN_IS_FIRST = reason(
  'min-is-first',
  'no first wait is stated, so the shortest one is taken as the first',
  0.05,
)

/** How the waits of a scope grow; undefined when it says nothing of waits. */
export function shapeOf(view: View): Shape | undefined {
  const named = view.get('backoffKind', 'backoff')
  const text = named?.node.kind === 'scalar' ? named.node.text : ''
  const kind = growthNamed(text)
  if (kind) return { kind }
  const flag = view.get('exponential')
  const on = flag && likely(readSwitch(flag))
  if (on !== undefined) return { kind: on ? 'exponential' : 'fixed' }
  if (view.has('increment')) return { kind: 'linear' }
  if (view.has('multiplier', 'factor', 'classicBase', 'classicMin', 'classicMax')) {
    return { kind: 'exponential' }
  }
  const isLadder = view.get('wait', 'initial', 'backoff')?.node.kind === 'seq'
  if (isLadder) return { kind: 'exponential' }
  if (view.has('initial', 'backoffMax', 'backoffMin'))
    return { kind: 'exponential', assumed: 'growing' }
  return view.has('wait', 'backoff') ? { kind: 'fixed', assumed: 'constant' } : undefined
}

export function readWaits(view: View, books: Books) {
  const shape = shapeOf(view)
  for (const found of view.all('backoffKind')) readKind(found, books)
  for (const found of view.all('exponential', 'backoffEnabled')) readFlag(found, books)
  for (const found of view.all('backoff')) {
    if (isNamed(found)) readKind(found, books)
  }
  readJitter(view, shape?.kind, books)
  if (!shape) return
  for (const found of view.all('initial', 'wait', 'backoff', 'classicBase')) {
    if (!books.isBooked(found)) readFirst(found, view, shape, books)
  }
  for (const found of view.all('multiplier', 'factor')) readMultiplier(found, view, shape, books)
  for (const found of view.all('backoffMin', 'classicMin')) readMin(found, view, shape, books)
  for (const found of view.all('backoffMax', 'classicMax')) readMax(found, view, shape, books)
  for (const found of view.all('increment')) readIncrement(found, view, shape, books)
  implyPlain(view, shape, books)
}

function isNamed(found: Found): boolean {
  const plain = plainText(found)
  return 'text' in plain && !/\d/.test(plain.text)
}

function readKind(found: Found, books: Books) {
  const plain = plainText(found)
  if ('end' in plain) return books.take(found, plain.end, () => [])
  if (isStrategyName(found.node)) return books.put(found, [['strategy', plain.text]])
  const kind =
    growthNamed(plain.text) ??
    (/^(true|false)$/i.test(plain.text) ? flagged(plain.text) : undefined)
  if (!kind) return books.refuse(found, 'fixed, linear, exponential or fibonacci')
  const leaves: Leaf[] = [['retry.backoff.kind', kind]]
  const isAtOnce = /immediate|^none$|^no$/i.test(plain.text)
  if (isAtOnce) leaves.push(['retry.backoff.initial', 0])
  if (/decorrelated/i.test(plain.text)) leaves.push(['retry.jitter.kind', 'decorrelated'])
  else if (/jitter/i.test(plain.text)) {
    leaves.push(['retry.jitter.kind', 'full'])
    const why = reason(
      'jitter-kind',
      'the kind of jitter is not stated; full jitter is taken',
      0.05,
    )
    return books.put(found, leaves, ...plain.reasons, why)
  }
  books.put(found, leaves, ...plain.reasons)
}

function flagged(text: string): Growth {
  return /^true$/i.test(text) ? 'exponential' : 'fixed'
}

function readFlag(found: Found, books: Books) {
  books.take(found, readSwitch(found), (on) => [
    ['retry.backoff.kind', on ? 'exponential' : 'fixed'],
  ])
}

/** The first wait; a list of waits gives the first, the factor and the last. */
function readFirst(found: Found, view: View, shape: Shape, books: Books) {
  if (found.node.kind === 'seq') return readLadder(found, view, books)
  const assumed = shape.assumed === 'growing' ? [GROWING] : shape.assumed ? [CONSTANT] : []
  const kind: Leaf = ['retry.backoff.kind', shape.kind]
  const growth: Leaf[] =
    found.meaning.role === 'classicBase' ? [['retry.backoff.multiplier', 2]] : []
  const reading = agreeing(found, view, books)
  const times = isRandomized(view) ? 2 : 1
  if (times === 2) assumed.push(DOUBLED)
  books.take(
    found,
    reading,
    (ms) => [['retry.backoff.initial', (ms ?? 0) * times], kind, ...growth],
    ...assumed,
  )
}

function readLadder(found: Found, view: View, books: Books) {
  const items = found.node.kind === 'seq' ? found.node.items : []
  const steps = items.map((node) => likely(readDuration({ ...found, node }, view.around(found))))
  const waits = steps.filter((ms): ms is number => typeof ms === 'number')
  if (waits.length === 0 || waits.length < items.length)
    return books.refuse(found, 'a list of durations')
  const [first = 0, second = first] = waits
  const last = waits.at(-1)!
  const near = (a: number, b: number) => Math.abs(a - b) <= Math.max(a, b) * 1e-9
  const isFixed = waits.every((ms) => ms === first)
  const isLinear = waits.every((ms, i) => near(ms, first * (i + 1)))
  const factor = first > 0 ? Number((second / first).toPrecision(6)) : 2
  const isPower = waits.every((ms, i) => near(ms, first * factor ** i))
  const why = isPower || isFixed || isLinear ? 0.05 : 0.25
  const text = 'a list of waits is taken as a first wait, a growth and the last wait as the cap'
  const kind: Growth = isFixed ? 'fixed' : isLinear && !isPower ? 'linear' : 'exponential'
  const leaves: Leaf[] = [
    ['retry.backoff.initial', first],
    ['retry.backoff.kind', kind],
  ]
  if (kind === 'exponential')
    leaves.push(['retry.backoff.multiplier', Math.min(100, Math.max(1, factor))])
  if (kind !== 'fixed') leaves.push(['retry.backoff.max', last])
  books.put(found, leaves, reason('list-of-waits', text, why))
}

function readMultiplier(found: Found, view: View, shape: Shape, books: Books) {
  if (shape.kind !== 'exponential') return books.ignore(found, DEAD)
  const plain = plainText(found)
  const amount = 'text' in plain ? numberOf(plain.text) : undefined
  const growth: Leaf = ['retry.backoff.kind', 'exponential']
  const isFirst = found.meaning.role === 'factor' && !view.has('initial', 'wait', 'classicBase')
  const isNoGrowth = found.meaning.role === 'factor' && amount !== undefined && amount < 1
  if (amount !== undefined && amount > 0 && (isFirst || isNoGrowth)) {
    return readFactor(found, amount, books)
  }
  books.take(found, readNumber(found, 1, 100), (n) => [['retry.backoff.multiplier', n], growth])
}

/** urllib3's `backoff_factor` is the first wait in seconds; elsewhere it is the growth. */
function readFactor(found: Found, amount: number, books: Books) {
  if (amount > 3600) return books.refuse(found, 'a factor of at most 3600')
  const growth: Leaf = ['retry.backoff.kind', 'exponential']
  const asWait: Leaf[] = [
    ['retry.backoff.initial', Math.round(amount * 1000)],
    growth,
    ['retry.backoff.multiplier', 2],
  ]
  if (amount < 1) {
    const text =
      'a factor below 1 is taken as the first wait in seconds, as urllib3 does, doubling with ' +
      'each retry'
    return books.put(found, asWait, reason('factor-is-wait', text, 0.05))
  }
  const question = `Is ${amount} the growth of the waits, or the first wait in seconds (urllib3)?`
  const asGrowth: Leaf[] = [['retry.backoff.multiplier', Math.min(amount, 100)], growth]
  const options = [
    { value: 'growth', label: `each wait is ${amount} times the one before`, leaves: asGrowth },
    { value: 'wait', label: `the first wait is ${amount} s and doubles`, leaves: asWait },
  ]
  books.ask(found, question, options, 'growth')
}

function readMin(found: Found, view: View, shape: Shape, books: Books) {
  const reading = readDuration(found, view.around(found))
  const isFirst =
    found.meaning.role === 'backoffMin' && !view.has('initial', 'wait', 'backoff', 'classicBase')
  if (isFirst) {
    const leaves = (ms: number | null): Leaf[] => [
      ['retry.backoff.initial', ms ?? 0],
      ['retry.backoff.kind', shape.kind],
    ]
    return books.take(found, reading, leaves, MIN_IS_FIRST)
  }
  if (shape.kind === 'fixed') return books.ignore(found, DEAD)
  books.take(found, reading, (ms) => [['retry.backoff.min', ms ?? 0]])
}

function readMax(found: Found, view: View, shape: Shape, books: Books) {
  if (isTotal(found, view)) {
    return books.take(found, readDuration(found, view.around(found)), (ms) => [
      ['retry.maxElapsed', ms === 0 ? null : ms],
    ])
  }
  if (shape.kind === 'fixed') return books.ignore(found, DEAD)
  const leaves = (ms: number | null): Leaf[] => [['retry.backoff.max', ms === 0 ? null : ms]]
  if (
    /^max_?delay_?seconds$/i.test(found.last) &&
    !view.has('initial', 'wait', 'backoff', 'multiplier', 'classicBase', 'backoffKind')
  ) {
    return askTotal(found, view, books)
  }
  books.take(found, agreeing(found, view, books), leaves)
}

/** The classic `max_delay_seconds` limits the whole of the retrying, not one wait. */
function isTotal(found: Found, view: View): boolean {
  const isNamedSo = /^max_?delay_?seconds$/i.test(found.last)
  return isNamedSo && view.isClassic && !view.has('initial', 'wait')
}

function askTotal(found: Found, view: View, books: Books) {
  const ms = likely(readDuration(found, view.around(found)))
  if (typeof ms !== 'number' || ms === 0) return books.refuse(found, 'a duration above 0')
  const question = 'Does it limit one wait, or the time that all retrying may take?'
  const options: { value: string; label: string; leaves: Leaf[] }[] = [
    { value: 'wait', label: 'the longest wait', leaves: [['retry.backoff.max', ms]] },
    { value: 'total', label: 'the time of all retrying', leaves: [['retry.maxElapsed', ms]] },
  ]
  books.ask(found, question, options, 'wait')
}

/** A linear growth here is a multiple of the first wait; any other step is near it at best. */
function readIncrement(found: Found, view: View, shape: Shape, books: Books) {
  if (shape.kind !== 'linear') return books.ignore(found, DEAD)
  const reading = readDuration(found, view.around(found))
  const first = view.get('initial', 'wait', 'backoff')
  const kind: Leaf = ['retry.backoff.kind', 'linear']
  if (!first) return books.take(found, reading, (ms) => [['retry.backoff.initial', ms ?? 0], kind])
  const initial = likely(readDuration(first, view.around(first)))
  const isSame = likely(reading) === initial
  const text = 'a policy adds the first wait each time, not another step'
  books.take(found, reading, () => [kind], ...(isSame ? [] : [reason('other-step', text, 0.05)]))
}

/**
 * A first wait above the cap under one unit means that the two are in different units, a mistake
 * or not: both become questions, with a finding at the cap.
 */
function agreeing(found: Found, view: View, books: Books): Reading<number | null> {
  const reading = readDuration(found, view.around(found))
  const first = view.get('initial', 'wait')
  const cap = view.get('backoffMax')
  if (!first || !cap || (found !== first && found !== cap)) return reading
  const numbers = [bare(first, view), bare(cap, view)] as const
  const [a, b] = numbers
  if (a === undefined || b === undefined) {
    const ms = [first, cap].map((one) => likely(readDuration(one, view.around(one))))
    if (found === cap && (ms[0] ?? 0) > (ms[1] ?? Number.POSITIVE_INFINITY)) warnAbove(found, books)
    return reading
  }
  if (a <= b) return reading
  if (found === cap) warnUnits(found, books)
  const suggested = found === first ? 'ms' : 's'
  const options = (['ms', 's'] as const).map((unit) => ({
    value: unit,
    label: `${found === first ? a : b} ${unit}`,
    result: unit === 'ms' ? (found === first ? a : b) : (found === first ? a : b) * 1000,
  }))
  const question =
    'In which unit is it? The first wait is above the longest one if both are in one unit.'
  return { is: 'choice', question, options, suggested, reasons: [] }
}

function bare(found: Found, view: View): number | undefined {
  const plain = plainText(found)
  if ('end' in plain || found.meaning.unit || found.unit || view.isClassicSeconds(found))
    return undefined
  return numberOf(plain.text)
}

function warnUnits(found: Found, books: Books) {
  books.warn(
    found,
    'units-differ',
    'The first wait is a larger number than the longest wait, so the two are in different units.',
    'Write a unit in both values.',
  )
}

function warnAbove(found: Found, books: Books) {
  books.warn(
    found,
    'initial-above-max',
    'The first wait is longer than the longest wait, so every wait is the longest one.',
    'Make the longest wait at least as long as the first.',
  )
}

/** What presets would add to waits that the file states in full. */
function implyPlain(view: View, shape: Shape, books: Books) {
  const statesFirst = view.own.some(({ meaning }) =>
    ['initial', 'wait', 'backoff', 'factor'].includes(meaning.role),
  )
  const isMinOnly = view.all('backoffMin').length > 0 && !view.has('initial', 'wait', 'backoff')
  if (!statesFirst && !isMinOnly) return
  const why = 'the file states its own waits and no such thing'
  const stated: Record<string, boolean> = {
    'retry.backoff.min': view.has('backoffMin', 'classicMin') && !isMinOnly,
    'retry.backoff.max': view.has('backoffMax', 'classicMax'),
    'retry.jitter.kind': view.has(
      'jitter',
      'jitterMax',
      'jitterFactor',
      'jitterKind',
      'jitterEnabled',
    ),
    'retry.maxElapsed': view.has('maxElapsed'),
  }
  for (const leaf of PLAIN_RETRY) {
    const [path] = leaf
    const onlyPower = path === 'retry.backoff.series' && shape.kind !== 'exponential'
    const onlyGrowing = /backoff\.(min|max)$/.test(path) && shape.kind === 'fixed'
    if (!stated[path] && !onlyPower && !onlyGrowing)
      books.imply(view.node, 'retry', leaf, 'absent', why)
  }
  if (shape.kind === 'exponential' && !view.has('multiplier')) {
    books.imply(view.node, 'retry', ['retry.backoff.multiplier', 2], 'default', 'usual growth')
  }
}
