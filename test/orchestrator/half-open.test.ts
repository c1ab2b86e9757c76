/** The verdict of half-open, for small policies and every row of trials, against a plain sum. */
import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { Breaker, type BreakerState } from '../../src/orchestrator/breaker.js'
import { breakerPolicy, type PolicyParts } from './policies.js'

type Parts = NonNullable<PolicyParts['circuitBreaker']>

/** State after one failed call, the open time, and these trials one after the other. */
function stateAfter(parts: Parts, trials: readonly boolean[]): BreakerState {
  const breaker = new Breaker({ name: 'op', policy: breakerPolicy(parts), random: () => 0.5 })
  let now = 0
  for (const failed of [true, ...trials]) {
    const attempt = new Attempt({ granted() {} }, 1)
    expect(breaker.acquire(now, attempt)).toBe(true)
    if (failed) breaker.failed(now, attempt, undefined)
    else breaker.succeeded(now, attempt)
    if (now > 0 && breaker.state !== 'half-open') return breaker.state
    now = Math.max(now + 1, 1000)
  }
  return breaker.state
}

/** All rows of up to five trials; true for a failed one. */
const ROWS = Array.from({ length: 63 }, (_, i) => (i + 1).toString(2).slice(1))
  .filter((bits) => bits !== '')
  .map((bits) => [...bits].map((bit) => bit === '1'))

const NUMBERS = [1, 2, 3, 4, 5]

describe('half-open', () => {
  it.each(
    NUMBERS.flatMap((maxCalls) => NUMBERS.map((successes) => [maxCalls, successes] as const)),
  )('%i at a time, closed after %i successes in a row, opened by any failure', (...numbers) => {
    const [maxCalls, successes] = numbers
    for (const row of ROWS) {
      const seen = row.slice(0, successes)
      const passed = seen.length === successes ? 'closed' : 'half-open'
      const wanted = seen.includes(true) ? 'open' : passed
      const halfOpen = { maxCalls, successes, maxWaitMs: null }
      expect(stateAfter({ threshold: 1, halfOpen }, row), `${row}`).toBe(wanted)
    }
  })

  // More than all of them cannot fail, so that the breaker would never open in the first place.
  const rates = NUMBERS.flatMap((maxCalls) => [
    ...[0.2, 0.5, 1].map((rate) => [maxCalls, rate, 'gte'] as const),
    ...[0.2, 0.5].map((rate) => [maxCalls, rate, 'gt'] as const),
  ])

  it.each(rates)('%i trials, then a rate of %f with %s', (maxCalls, failureRate, compare) => {
    const parts: Parts = {
      mode: 'count-window',
      threshold: null,
      failureRate,
      compare,
      window: { calls: 5 },
      halfOpen: { maxCalls, decision: 'rate', maxWaitMs: null },
    }
    for (const row of ROWS) {
      const seen = row.slice(0, maxCalls)
      const rate = seen.filter(Boolean).length / maxCalls
      const bad = compare === 'gt' ? rate > failureRate : rate >= failureRate
      const verdict = bad ? 'open' : 'closed'
      const wanted = seen.length < maxCalls ? 'half-open' : verdict
      expect(stateAfter(parts, row), `${row}`).toBe(wanted)
    }
  })
})
