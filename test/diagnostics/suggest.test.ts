import { expect, it } from 'vitest'
import { suggest } from '../../src/diagnostics/suggest.js'

it.each([
  ['a missing letter', 'maxAttemps', 'maxAttempts'],
  ['swapped letters', 'maxAttmepts', 'maxAttempts'],
  ['another case', 'MAX_ATTEMPTS', 'maxAttempts'],
  ['another style', 'min-throughput', 'minThroughput'],
  ['nothing near', 'fallback', undefined],
  ['a short word must be nearly right', 'xy', undefined],
])('%s', (_, word, expected) => {
  expect(suggest(word, ['maxAttempts', 'minThroughput', 'openDuration'])).toBe(expected)
})

it('prefers the nearest candidate, the first among equals', () => {
  expect(suggest('tims', ['time', 'times', 'timer'])).toBe('time')
})
