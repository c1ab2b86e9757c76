/**
 * The retry of one scope: attempts, what is retried, limits. The waits between attempts are in
 * read-waits.ts.
 *
 * Names with "retries" leave the first call out, names with "attempts" count it: a changer who
 * touches this moves every attempt count by one.
 */
import type { LeafValue } from '../../policy/leaves.js'
import type { Books, Leaf } from './books.js'
import type { Found } from './harvest.js'
import { matcherOf } from './matchers.js'
import { implyProxyWaits } from './proxy.js'
import { readWaits } from './read-waits.js'
import {
  plainText,
  type Reading,
  readCount,
  readDuration,
  readNumber,
  readShare,
  readSwitch,
  reason,
} from './reading.js'
import { texts } from './recognise.js'
import { switchesOff } from './switches.js'
import { isUnlimited, numberOf, switchOf } from './values.js'
import type { View } from './view.js'
import { splitUnit, wordsOf } from './words.js'

const MAX_ATTEMPTS = 1000

const RETRIES = reason(
  'retries-exclude-first',
  'a count of retries is taken to leave the first call out, so one attempt is added',
  0.02,
)
const ATTEMPTS = reason(
  'attempts-include-first',
  'a count of attempts is taken to include the first call',
  0.02,
)
const POLLY_ATTEMPTS = reason(
  'polly-attempts',
  "in .NET the name is Polly's, whose count leaves the first call out, so one attempt is added",
  0.02,
)
const ZERO_ATTEMPTS = reason(
  'zero-attempts',
  '0 attempts would mean no call at all; taken as one call and no retry',
  0.05,
)
const CLAMPED = reason(
  'attempts-clamped',
  `a policy holds at most ${MAX_ATTEMPTS} attempts, or unlimited`,
  0.05,
)

export function readRetry(view: View, books: Books) {
  if (switchesOff(view, books, 'retry')) return
  for (const found of view.all('attempts')) readAttempts(found, books)
  for (const found of view.all('retries')) readRetries(found, view, books)
  readPlans(view, books)
  readWaits(view, books)
  readMatchers(view, books, 'retryOn', 'retry.retryOn')
  readMatchers(view, books, 'abortOn', 'retry.abortOn')
  readElapsed(view, books)
  readFlags(view, books)
  readBudget(view, books)
  implyProxyWaits(view, books)
}

function count(found: Found, least: number): Reading<number | 'unlimited'> {
  const plain = plainText(found)
  if ('end' in plain) return plain.end
  if (isUnlimited(plain.text)) return { is: 'value', value: 'unlimited', reasons: plain.reasons }
  return readCount(found, least, Number.MAX_SAFE_INTEGER)
}

const attemptsLeaf = (value: number | 'unlimited'): Leaf[] => {
  const held = value === 'unlimited' ? value : Math.max(1, Math.min(value, MAX_ATTEMPTS))
  return [['retry.maxAttempts', held]]
}

function readAttempts(found: Found, books: Books) {
  const reading = count(found, 0)
  const value = reading.is === 'value' ? reading.value : undefined
  if (found.last === 'MaxRetryAttempts' && typeof value === 'number') {
    const notes = value >= MAX_ATTEMPTS ? [POLLY_ATTEMPTS, CLAMPED] : [POLLY_ATTEMPTS]
    return books.take(found, reading, () => attemptsLeaf(value + 1), ...notes)
  }
  const isClassic = texts(splitUnit(wordsOf(found.last)).rest).join(' ') === 'retry attempt'
  const notes = isClassic && /^retry_?attempts$/i.test(found.last) ? [] : [ATTEMPTS]
  if (value === 0) notes.push(ZERO_ATTEMPTS)
  if (typeof value === 'number' && value > MAX_ATTEMPTS) notes.push(CLAMPED)
  books.take(found, reading, attemptsLeaf, ...notes)
}

function readRetries(found: Found, view: View, books: Books) {
  const plain = plainText(found)
  if ('text' in plain && numberOf(plain.text) === undefined) {
    const on = switchOf(plain.text)
    if (on === true) return books.put(found, [], ...plain.reasons)
  }
  const reading = count(found, 0)
  const value = reading.is === 'value' ? reading.value : undefined
  if (value === 0 && view.has('wait', 'initial', 'backoff') && !view.has('attempts')) {
    return askZero(found, books)
  }
  const notes = [RETRIES]
  if (typeof value === 'number' && value >= MAX_ATTEMPTS) notes.push(CLAMPED)
  books.take(found, reading, (n) => attemptsLeaf(n === 'unlimited' ? n : n + 1), ...notes)
}

const PLANS = {
  planSlow: 'timeout',
  planLimited: 'rateLimited',
  planLost: 'connection',
  planServer: 'serverError',
} as const

/** `TimeoutErrorRetries: 2` (LiteLLM): retries after one kind of failure. */
function readPlans(view: View, books: Books) {
  for (const role of Object.keys(PLANS) as (keyof typeof PLANS)[]) {
    const path = `retry.plans.${PLANS[role]}.maxAttempts`
    for (const found of view.all(role)) {
      books.take(found, readCount(found, 0, MAX_ATTEMPTS - 1), (n) => [[path, n + 1]], RETRIES)
    }
  }
}

function askZero(found: Found, books: Books) {
  const question =
    '0 retries beside a wait between retries: is there no retry, or no limit to them?'
  const options = [
    { value: 'none', label: 'no retry', leaves: attemptsLeaf(1) },
    { value: 'unlimited', label: 'retry without limit', leaves: attemptsLeaf('unlimited') },
  ]
  books.ask(found, question, options, 'none')
}

/** Several keys may fill one list; each of them stands for the whole. */
export function readMatchers(
  view: View,
  books: Books,
  role: 'retryOn' | 'abortOn' | 'recordOn' | 'ignoreOn',
  path: string,
) {
  const lists = view.all(role).filter((found) => !isSwitch(found, books))
  const good = lists.filter((found) => matcherOf([found.node]) !== undefined)
  const all = matcherOf(good.map(({ node }) => node))
  for (const found of lists) {
    const one = matcherOf([found.node])
    if (!one || !all) books.refuse(found, 'a list of status codes or names of failures')
    else if (Object.keys(all.matcher).length === 0) {
      books.ignore(found, reason('empty', 'the list is empty, so it changes nothing', 0))
    } else books.put(found, [[path, all.matcher as LeafValue]], ...one.reasons)
  }
}

/** `retry_on: true` only says that there is a retry. */
function isSwitch(found: Found, books: Books): boolean {
  if (found.node.kind !== 'scalar') return false
  if (typeof found.node.value !== 'boolean') return false
  books.ignore(
    found,
    reason('switch-without-list', 'a switch names no failures, so it changes nothing here', 0),
  )
  return true
}

function readElapsed(view: View, books: Books) {
  for (const found of view.all('maxElapsed')) {
    const reading = readDuration(found, view.around(found, true))
    const isGuess = /time_?out|deadline/i.test(found.last)
    const why = reason(
      'retry-timeout',
      'a time limit of the retry is taken as the time after which no attempt starts; a running ' +
        'one is not cut',
      0.05,
    )
    const none = reason('zero-is-none', '0 is taken as no limit', 0.02)
    const isZero = reading.is === 'value' && reading.value === 0
    const leaves = (ms: number | null): Leaf[] => [['retry.maxElapsed', ms === 0 ? null : ms]]
    books.take(found, reading, leaves, ...(isGuess ? [why] : []), ...(isZero ? [none] : []))
  }
}

const TIMEOUTS_RETRIED = reason(
  'retried-anyway',
  'timeouts are retried anyway, as transient failures',
  0,
)

function readFlags(view: View, books: Books) {
  for (const found of view.all('respectRetryAfter')) {
    books.take(found, readSwitch(found), (on) => [['retry.respectRetryAfter', on]])
  }
  for (const found of view.all('maxRetryAfter')) {
    const positive = (ms: number | null): Leaf[] => [['retry.maxRetryAfter', ms === 0 ? null : ms]]
    books.take(found, readDuration(found, view.around(found, true)), positive)
  }
  for (const found of view.all('nonIdempotent')) {
    books.take(found, readSwitch(found), (on) => [['retry.nonIdempotent', on]])
  }
  for (const found of view.all('idempotentOnly')) {
    books.take(found, readSwitch(found), (on) => [['retry.nonIdempotent', !on]])
  }
  for (const found of view.all('allFailures')) readAllFailures(found, view, books)
  for (const found of view.all('onTimeout')) {
    const reading = readSwitch(found)
    if (reading.is === 'value' && reading.value) books.ignore(found, TIMEOUTS_RETRIED)
    else
      books.take(found, reading, () =>
        view.has('abortOn') ? [] : [['retry.abortOn', { kinds: ['timeout'] }]],
      )
  }
  for (const found of view.all('retryMethods')) readMethods(found, books)
}

/** `retry_all_errors: false` says that the lists decide, which is so anyway. */
function readAllFailures(found: Found, view: View, books: Books) {
  const reading = readSwitch(found)
  const decided = reason(
    'lists-decide',
    'which failures are retried is left to the lists of the file or to the policy',
    0,
  )
  if (reading.is === 'value' && !reading.value) return books.ignore(found, decided)
  const leaves = (): Leaf[] =>
    view.all('retryOn').length > 0 ? [] : [['retry.retryOn', { kinds: ['any'] }]]
  books.take(found, reading, leaves)
}

function readMethods(found: Found, books: Books) {
  const { node } = found
  const items = node.kind === 'seq' ? node.items : [node]
  const names = items.map((item) => (item.kind === 'scalar' ? item.text.trim().toUpperCase() : ''))
  const all = names.flatMap((name) => name.split(/[\s,]+/))
  if (!all.every((name) => /^[A-Z*]+$/.test(name)))
    return books.refuse(found, 'a list of HTTP methods')
  const unsafe = all.some((name) => ['POST', 'PATCH', '*', 'ALL', 'ANY'].includes(name))
  const why = reason(
    'methods',
    'a policy knows only whether calls that are not idempotent are retried, not each method',
    0.05,
  )
  books.put(found, [['retry.nonIdempotent', unsafe]], why)
}

function readBudget(view: View, books: Books) {
  for (const found of view.all('budgetEnabled')) {
    books.take(found, readSwitch(found), (on) => (on ? [] : [['retry.budget', false]]))
  }
  for (const found of view.all('budgetRatio')) {
    const leaves = (rate: number): Leaf[] => [
      ['retry.budget.ratio', rate],
      ['retry.budget.kind', 'ratio'],
    ]
    books.take(found, readShare(found), leaves)
  }
  for (const found of view.all('budgetMinConcurrent')) {
    books.take(found, readCount(found, 0), (n) => [['retry.budget.minConcurrent', n]])
  }
  for (const found of view.all('budgetTokens')) {
    const leaves = (n: number): Leaf[] => [
      ['retry.budget.maxTokens', n],
      ['retry.budget.kind', 'token-bucket'],
    ]
    books.take(found, readNumber(found, 1, 1e9), leaves)
  }
  for (const found of view.all('budgetTokenRatio')) {
    const leaves = (n: number): Leaf[] => [
      ['retry.budget.tokenRatio', n],
      ['retry.budget.kind', 'token-bucket'],
    ]
    books.take(found, readNumber(found, 0.001, 1000), leaves)
  }
}
