/**
 * The breaker of one scope: what it counts, when it opens, how long it stays open.
 *
 * The mode follows from what the scope states or inherits: a rate or a window makes a window
 * breaker, a count alone counts failures in a row. A changer must keep the mode beside every
 * threshold, or an override of one provider would change the breaker's kind.
 */
import type { LeafValue } from '../../policy/leaves.js'
import type { Books, Leaf } from './books.js'
import type { Found } from './harvest.js'
import { readHalfOpen } from './read-half-open.js'
import { readOpen } from './read-open.js'
import { readMatchers } from './read-retry.js'
import {
  likely,
  plainText,
  type Reading,
  readCount,
  readDuration,
  readShare,
  readSwitch,
  reason,
} from './reading.js'
import { switchesOff } from './switches.js'
import { durationOf, numberOf, percentOf } from './values.js'
import type { View } from './view.js'

type Mode = 'consecutive' | 'count-window' | 'time-window'

const IN_A_ROW = reason(
  'counts-in-a-row',
  'no window is stated, so the failures are counted in a row',
  0.02,
)
const COUNT_AND_RATE = reason(
  'count-and-rate',
  'a count and a rate are both stated: either opens the breaker, and the count is taken over ' +
    'the window, not in a row',
  0.2,
)
const BY_SIZE = reason('rate-by-size', 'a threshold below 1 is taken as a failure rate', 0.02)
const NO_VOLUME = reason(
  'without-effect',
  'failures in a row need no least number of calls, so it changes nothing',
  0.05,
)
const CLASS_OF_ONE = 'circuitBreaker.recordOn'

export function readBreaker(view: View, books: Books) {
  if (switchesOff(view, books, 'circuitBreaker')) return
  const mode = modeOf(view)
  for (const found of view.all('threshold', 'consecutive', 'retryInBreaker')) {
    readThreshold(found, view, mode, books)
  }
  for (const found of view.all('failureRate')) {
    books.take(found, readShare(found), (rate) => [
      ['circuitBreaker.failureRate', rate],
      modeLeaf(mode),
    ])
  }
  for (const found of view.all('minThroughput')) readVolume(found, view, mode, books)
  readWindow(view, mode, books)
  readSlowCalls(view, mode, books)
  readOpen(view, books)
  readHalfOpen(view, books)
  readMatchers(view, books, 'recordOn', CLASS_OF_ONE)
  readMatchers(view, books, 'ignoreOn', 'circuitBreaker.ignoreOn')
  for (const found of view.all('inherent')) readInherent(found, books)
  implyWindow(view, mode, books)
}

function modeLeaf(mode: Mode | undefined): Leaf {
  return ['circuitBreaker.mode', (mode ?? 'consecutive') as LeafValue]
}

/** Whether a threshold without a name for it is a share: 0.5, 50 %, or percent by its key. */
export function isShareThreshold(found: Found): boolean {
  const plain = plainText(found)
  if ('end' in plain) return false
  const number = numberOf(plain.text)
  return percentOf(plain.text) !== undefined || (number !== undefined && number > 0 && number < 1)
}

function statesRate(view: View): boolean {
  const nearest = view.get('threshold')
  const thresholds = nearest ? [nearest, ...view.all('threshold')] : []
  return view.has('failureRate') || thresholds.some(isShareThreshold)
}

/** The kind of the breaker in force for the scope; undefined when nothing says it. */
export function modeOf(view: View): Mode | undefined {
  const hasRate = statesRate(view) || view.has('slowRate')
  const hasCount =
    view.has('threshold', 'consecutive', 'retryInBreaker') && !(hasRate && !view.has('failureRate'))
  const isConsecutive = view.has('consecutive') && !hasRate
  if (isConsecutive) return 'consecutive'
  const named = view.get('windowKind')
  const text = named?.node.kind === 'scalar' ? named.node.text : ''
  if (/count/i.test(text)) return 'count-window'
  if (/time|duration/i.test(text)) return 'time-window'
  if (view.has('windowDuration')) return 'time-window'
  const size = view.get('windowSize')
  if (size) return isTime(size) ? 'time-window' : 'count-window'
  if (hasRate) return 'time-window'
  return hasCount ? 'consecutive' : undefined
}

function isTime(size: Found): boolean {
  const plain = plainText(size)
  const stated = 'text' in plain && durationOf(plain.text) !== undefined
  return stated || (size.meaning.unit !== undefined && size.meaning.unit !== 'percent')
}

function readThreshold(found: Found, view: View, mode: Mode | undefined, books: Books) {
  if (found.meaning.role === 'retryInBreaker') return readMisnamed(found, view, mode, books)
  if (isShareThreshold(found)) {
    const leaves = (rate: number): Leaf[] => [['circuitBreaker.failureRate', rate], modeLeaf(mode)]
    return books.take(found, readShare(found), leaves, BY_SIZE)
  }
  const reading = readCount(found, 1, 100_000)
  if (isMaybePercent(found, reading, view)) return askPercent(found, likely(reading)!, mode, books)
  const notes = []
  if (mode !== 'consecutive' && statesRate(view)) notes.push(COUNT_AND_RATE)
  const isCertain = found.meaning.role === 'consecutive' || view.isClassic
  if (mode === 'consecutive' && !isCertain) notes.push(IN_A_ROW)
  books.take(found, reading, (n) => [['circuitBreaker.threshold', n], modeLeaf(mode)], ...notes)
}

/** A count of 50 beside a volume of 10 could never be told from 50 percent by its number. */
function isMaybePercent(found: Found, reading: Reading<number>, view: View): boolean {
  const volume = view.get('minThroughput')
  const value = likely(reading)
  if (!volume || value === undefined || view.has('failureRate', 'consecutive')) return false
  if (found.meaning.role !== 'threshold') return false
  const least = likely(readCount(volume, 0)) ?? 0
  return value >= 20 && value <= 100 && value > least
}

function askPercent(found: Found, value: number, mode: Mode | undefined, books: Books) {
  const question = `Is ${value} a number of failures, or percent of the calls?`
  const window: Mode = mode === 'count-window' ? mode : 'time-window'
  const asRate: Leaf[] = [['circuitBreaker.failureRate', value / 100], modeLeaf(window)]
  const asCount: Leaf[] = [['circuitBreaker.threshold', value], modeLeaf(mode)]
  const options = [
    { value: 'percent', label: `${value} % of the calls fail`, leaves: asRate },
    { value: 'count', label: `${value} calls fail`, leaves: asCount },
  ]
  books.ask(found, question, options, 'percent')
}

/** `RetryCount` in a breaker's section: the failures until it opens, in some projects. */
function readMisnamed(found: Found, view: View, mode: Mode | undefined, books: Books) {
  const value = likely(readCount(found, 1, 1000))
  const hasOther = view.has('threshold', 'consecutive', 'failureRate')
  if (value === undefined) return books.refuse(found, 'a whole number of at least 1')
  if (hasOther) {
    const text =
      'a count of retries is no setting of a breaker, and its threshold is stated elsewhere'
    return books.ignore(found, reason('retries-in-breaker', text, 0.05))
  }
  const question = `Does ${value} stand for the failures that open the breaker, or for retries?`
  const asThreshold: Leaf[] = [['circuitBreaker.threshold', value], modeLeaf(mode)]
  const options = [
    { value: 'threshold', label: `${value} failures open the breaker`, leaves: asThreshold },
    {
      value: 'retries',
      label: `${value} retries`,
      leaves: [['retry.maxAttempts', value + 1]] as Leaf[],
    },
  ]
  books.ask(found, question, options, 'threshold')
}

function readVolume(found: Found, view: View, mode: Mode | undefined, books: Books) {
  const threshold = view.get('threshold')
  const asPercent = threshold && isMaybePercent(threshold, readCount(threshold, 1, 100_000), view)
  if ((mode === undefined || mode === 'consecutive') && !asPercent)
    return books.ignore(found, NO_VOLUME)
  books.take(found, readCount(found, 0), (n) => [['circuitBreaker.minimumThroughput', n]])
}

function readWindow(view: View, mode: Mode | undefined, books: Books) {
  const held = modeLeaf(mode)
  for (const found of view.all('windowKind')) {
    const plain = plainText(found)
    const isKnown = 'text' in plain && /count|time|duration/i.test(plain.text)
    if (isKnown) books.put(found, [held])
    else if ('end' in plain) books.take(found, plain.end, () => [])
    else books.refuse(found, 'count or time')
  }
  for (const found of view.all('windowDuration')) {
    if (mode === 'count-window') {
      const text = 'the window is measured in calls, so a length in time changes nothing'
      books.ignore(found, reason('without-effect', text, 0.05))
    } else readLength(found, view, mode, books)
  }
  for (const found of view.all('windowSize')) {
    if (mode === 'time-window') readLength(found, view, mode, books)
    else books.take(found, readCount(found, 1), (n) => [['circuitBreaker.window.calls', n], held])
  }
}

function readLength(found: Found, view: View, mode: Mode | undefined, books: Books) {
  const none = reason(
    'no-window',
    'a window of 0 is none: the count is never emptied by time',
    0.02,
  )
  const isR4j = isSlidingSize(found)
  const asWritten = isR4j ? { ...found, unit: 's' as const } : found
  const reading = readDuration(asWritten, view.around(found, true))
  const isZero = reading.is === 'value' && reading.value === 0
  const notes = [...(isZero ? [none] : []), ...(isR4j ? [R4J_SECONDS] : [])]
  const leaves = (ms: number | null): Leaf[] =>
    ms ? [['circuitBreaker.window.duration', ms], modeLeaf(mode)] : []
  books.take(found, reading, leaves, ...notes)
}

const R4J_SECONDS = reason(
  'window-in-seconds',
  "the name is resilience4j's, which measures a time window in seconds",
  0.05,
)

/** `slidingWindowSize: 100` without a unit of its own. */
function isSlidingSize(found: Found): boolean {
  const plain = plainText(found)
  const isBare = 'text' in plain && numberOf(plain.text) !== undefined
  const hasUnit = (found.unit ?? found.meaning.unit) !== undefined
  return isBare && !hasUnit && /^sliding[_-]?window[_-]?size$/i.test(found.last)
}

function readSlowCalls(view: View, mode: Mode | undefined, books: Books) {
  for (const found of view.all('slowRate')) {
    books.take(found, readShare(found), (rate) => [
      ['circuitBreaker.slowCallRate', rate],
      modeLeaf(mode),
    ])
  }
  for (const found of view.all('slowDuration')) {
    if (mode === 'consecutive' || !view.has('slowRate')) {
      const text = 'without a share of slow calls the duration changes nothing'
      books.ignore(found, reason('without-effect', text, 0.05))
    } else {
      const leaves = (ms: number | null): Leaf[] => [
        ['circuitBreaker.slowCallDuration', ms || null],
      ]
      books.take(found, readDuration(found, view.around(found)), leaves)
    }
  }
}

const INHERENT = reason('inherent', 'that is what a breaker does anyway', 0)
const NOT_INHERENT = reason(
  'not-inherent',
  'a breaker of a policy always does this; it cannot be switched off',
  0.05,
)

function readInherent(found: Found, books: Books) {
  const reading = readSwitch(found)
  if (reading.is === 'value' && reading.value) return books.ignore(found, INHERENT)
  books.take(found, reading, () => [], NOT_INHERENT)
}

/** A rate needs a window; where the file states none, say which one is taken. */
function implyWindow(view: View, mode: Mode | undefined, books: Books) {
  const states = view.own.some((found) => {
    const isRate = /^(failureRate|slowRate)$/.test(found.meaning.role) || isShareThreshold(found)
    return isRate && likely(readShare(found)) !== undefined
  })
  if (mode !== 'time-window' || view.has('windowDuration', 'windowSize') || !states) return
  const why = 'no window is stated; 10 s, as Hystrix and opossum have it'
  books.imply(
    view.node,
    'circuitBreaker',
    ['circuitBreaker.window.duration', 10_000],
    'default',
    why,
  )
}
