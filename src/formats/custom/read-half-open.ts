/** The trial of a breaker: how many calls half-open admits and how many must succeed. */
import type { Books } from './books.js'
import { likely, readCount, reason } from './reading.js'
import type { View } from './view.js'
import { wordsOf } from './words.js'

const BY_NAME = reason(
  'calls-in-breaker',
  'a limit of calls in a breaker is taken as the trial calls of half-open',
  0.05,
)

export function readHalfOpen(view: View, books: Books) {
  for (const found of view.all('halfOpenCalls')) {
    const isNamed =
      found.meaning.topic === 'halfopen' || wordsOf(found.last).some(({ word }) => word === 'trial')
    const leaves = (n: number) => [['circuitBreaker.halfOpen.maxCalls', n] as const]
    books.take(found, readCount(found, 1, 100_000), leaves, ...(isNamed ? [] : [BY_NAME]))
  }
  for (const found of view.all('successes')) {
    const leaves = (n: number) => [
      ['circuitBreaker.halfOpen.successes', n] as const,
      ['circuitBreaker.halfOpen.decision', 'successes'] as const,
    ]
    books.take(found, readCount(found, 1, 100_000), leaves)
  }
  warnUnreachable(view, books)
}

/** More successes than trial calls: some libraries would never close again. */
function warnUnreachable(view: View, books: Books) {
  const calls = view.get('halfOpenCalls')
  const successes = view.get('successes')
  if (!calls || !successes || !view.own.includes(successes)) return
  const admitted = likely(readCount(calls, 1, 100_000))
  const needed = likely(readCount(successes, 1, 100_000))
  if (admitted === undefined || needed === undefined || needed <= admitted) return
  books.warn(
    successes,
    'more-successes-than-trials',
    `${needed} successes close the breaker, but half-open admits only ${admitted} at a time; ` +
      `where ` +
      'the old code admitted that many in all, it could never close.',
    'Make the number of successes at most the number of trial calls.',
  )
}
