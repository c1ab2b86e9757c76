/** The randomisation of waits: switches, kinds, amounts and shares under the name of jitter. */
import type { LeafValue } from '../../policy/leaves.js'
import type { Books, Leaf } from './books.js'
import type { Growth } from './growth.js'
import type { Found } from './harvest.js'
import { likely, plainText, readDuration, readShare, readSwitch, reason } from './reading.js'
import { durationOf, numberOf, percentOf, switchOf } from './values.js'
import type { View } from './view.js'

const NAMES: readonly (readonly [RegExp, LeafValue])[] = [
  [/decorrelated.?v?2|polly/, 'decorrelated-v2'],
  [/decorr/, 'decorrelated'],
  [/full/, 'full'],
  [/equal|half/, 'equal'],
  [/add|uniform|random/, 'additive'],
  [/symmetric|plus.?minus/, 'symmetric'],
  [/factor|proportion|percent/, 'factor'],
  [/^none$|^no$|^off$/, 'none'],
]

const UNNAMED = reason(
  'jitter-kind',
  'the kind of jitter is not stated; full jitter is taken, from nothing to the whole wait',
  0.05,
)
const ADDED = reason(
  'jitter-kind',
  'the kind of jitter is not stated; it is taken to add up to this much to a wait',
  0.05,
)
const AS_SHARE = reason(
  'jitter-share',
  'a jitter of at most 1 is taken as a share of the wait, more or less',
  0.05,
)
const OFF = reason('switched-off', 'the jitter is switched off, so it changes nothing', 0)

const kindLeaf = (kind: LeafValue): Leaf => ['retry.jitter.kind', kind]

/** Options of libraries that randomise in their own way. */
const RANDOMIZE = /^randomi[sz]e$/i
const ONE_TO_TWO = reason(
  'jitter-kind',
  'the npm package retry waits one to two times as long; here the first wait is doubled, and ' +
    'equal jitter takes half of a wait to all of it',
  0.05,
)
const POLLY = reason(
  'jitter-kind',
  "the name is Polly's, which makes a wait up to a quarter shorter or longer, or takes a formula " +
    'of its own where waits grow',
  0.05,
)

/** Whether the waits are those of the npm package retry: once to twice as long as stated. */
export function isRandomized(view: View): boolean {
  const found = view.get('jitterEnabled')
  const isAlone = !view.has('jitter', 'jitterMax', 'jitterFactor', 'jitterKind')
  return isAlone && found !== undefined && RANDOMIZE.test(found.last) && !!likely(readSwitch(found))
}

export function readJitter(view: View, growth: Growth | undefined, books: Books) {
  const all = view.all(
    'jitter',
    'jitterMax',
    'jitterFactor',
    'jitterKind',
    'jitterEnabled',
    'jitterDisabled',
  )
  const isOff = switchedOff(view)
  for (const found of all) {
    const { role } = found.meaning
    if (isOfLibrary(found, view)) readLibrary(found, growth, books)
    else if (role === 'jitterEnabled') readOn(found, view, books, (on) => on)
    else if (role === 'jitterDisabled') readOn(found, view, books, (on) => !on)
    else if (isOff) books.ignore(found, OFF)
    else if (role === 'jitterMax') readAmount(found, view, books)
    else if (role === 'jitterFactor') readFactor(found, books)
    else if (role === 'jitterKind') readKind(found, books)
    else readAny(found, view, books)
  }
}

function isOfLibrary({ last }: Found, view: View): boolean {
  if (view.has('jitterMax', 'jitterFactor', 'jitterKind')) return false
  return last === 'UseJitter' || (RANDOMIZE.test(last) && !view.has('jitter'))
}

function readLibrary(found: Found, growth: Growth | undefined, books: Books) {
  const reading = readSwitch(found)
  const isOn = reading.is === 'value' && reading.value
  const isPolly = found.last === 'UseJitter'
  const polly: Leaf[] = growth === 'exponential' ? [kindLeaf('decorrelated-v2')] : shareLeaves(0.25)
  const leaves = isPolly ? polly : [kindLeaf('equal')]
  const why = isOn ? [isPolly ? POLLY : ONE_TO_TWO] : []
  books.take(found, reading, (on) => (on ? leaves : [kindLeaf('none')]), ...why)
}

function switchedOff(view: View): boolean {
  const on = view.get('jitterEnabled')
  const off = view.get('jitterDisabled')
  return (
    (on && likely(readSwitch(on)) === false) || (off && likely(readSwitch(off)) === true) || false
  )
}

/** What a mere `jitter: true` turns on: what the keys beside it describe. */
function onLeaves(view: View): { leaves: Leaf[]; isStated: boolean } {
  if (view.has('jitterKind')) return { leaves: [], isStated: true }
  if (view.has('jitterFactor')) return { leaves: [kindLeaf('factor')], isStated: true }
  if (view.has('jitterMax') || view.isClassic)
    return { leaves: [kindLeaf('additive')], isStated: true }
  return { leaves: [kindLeaf('full')], isStated: false }
}

function readOn(found: Found, view: View, books: Books, isOn: (value: boolean) => boolean) {
  const { leaves, isStated } = onLeaves(view)
  const reading = readSwitch(found)
  const turnsOn = reading.is === 'value' && isOn(reading.value)
  const why = turnsOn && !isStated ? [UNNAMED] : []
  books.take(found, reading, (value) => (isOn(value) ? leaves : [kindLeaf('none')]), ...why)
}

function amountLeaves(ms: number | null): Leaf[] {
  return ms ? [['retry.jitter.max', ms], kindLeaf('additive')] : [kindLeaf('none')]
}

function readAmount(found: Found, view: View, books: Books) {
  const isNamed = view.has('jitterKind')
  const leaves = (ms: number | null) => (isNamed ? amountLeaves(ms).slice(0, 1) : amountLeaves(ms))
  const why = isNamed || view.isClassic ? [] : [ADDED]
  if (isNamed && !hasAmount(view)) {
    const text = 'this kind of jitter has no amount of its own, so the number changes nothing'
    return books.ignore(found, reason('without-effect', text, 0.05))
  }
  books.take(found, readDuration(found, view.around(found)), leaves, ...why)
}

function hasAmount(view: View): boolean {
  const named = view.get('jitterKind')
  const kind = named?.node.kind === 'scalar' ? kindNamed(named.node.text) : undefined
  return kind === 'additive' || kind === 'symmetric'
}

function shareLeaves(factor: number): Leaf[] {
  return [['retry.jitter.factor', factor], kindLeaf('factor')]
}

function readFactor(found: Found, books: Books) {
  const plain = plainText(found)
  if ('text' in plain && numberOf(plain.text) === 0) return books.put(found, [kindLeaf('none')])
  books.take(found, readShare(found), shareLeaves)
}

function kindNamed(text: string): LeafValue | undefined {
  return NAMES.find(([pattern]) => pattern.test(text.toLowerCase()))?.[1]
}

function readKind(found: Found, books: Books) {
  const plain = plainText(found)
  if ('end' in plain) return books.take(found, plain.end, () => [])
  const kind = kindNamed(plain.text)
  if (kind === undefined) return books.refuse(found, 'none, full, equal, decorrelated or additive')
  books.put(found, [kindLeaf(kind)], ...plain.reasons)
}

/** `jitter:` with a switch, a kind, a share or an amount. */
function readAny(found: Found, view: View, books: Books) {
  const plain = plainText(found)
  if ('end' in plain) return books.take(found, plain.end, () => [])
  const { text, reasons } = plain
  const number = numberOf(text)
  if (number === undefined && switchOf(text) !== undefined)
    return readOn(found, view, books, (on) => on)
  if (number === 0) return books.put(found, [kindLeaf('none')], ...reasons)
  const isShare = percentOf(text) !== undefined || found.meaning.unit === 'percent'
  if (isShare) return books.take(found, readShare(found), shareLeaves)
  const hasUnit = found.meaning.unit !== undefined || durationOf(text) !== undefined
  if (!hasUnit && number !== undefined && number > 0 && number <= 1) {
    return books.put(found, shareLeaves(number), ...reasons, AS_SHARE)
  }
  if (number === undefined && !hasUnit) return readKind(found, books)
  readAmount(found, view, books)
}
