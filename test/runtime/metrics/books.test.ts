import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assertBooks, bookProblems } from '../../../src/runtime/metrics/books.js'
import { createMetrics } from '../../../src/runtime/metrics/metrics.js'
import { watched } from '../watched.js'

it('R34 balances after any mix of calls', async () => {
  const call = fc.constantFrom('ok', 'fail', 'hang', 5, 30) as fc.Arbitrary<'ok' | 'fail' | 'hang'>
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(call, call), { maxLength: 12 }), async (calls) => {
      const { clock, orchestrator, call } = watched({
        retry: { maxAttempts: 2, backoff: { initialMs: 10 } },
        timeout: { attemptMs: 40 },
        circuitBreaker: { threshold: 5 },
        bulkhead: { maxConcurrent: 3, maxQueued: 2 },
      })
      const metrics = createMetrics(orchestrator)
      const all = calls.map((attempts, i) => call(`op ${i % 2}`, ...attempts))
      assertBooks(metrics)
      await clock.runTo(25)
      assertBooks(orchestrator)
      await clock.runTo(5000)
      await Promise.all(all)
      assertBooks(metrics.snapshot())
      expect(metrics.snapshot().total).toMatchObject({ calls: calls.length, inFlight: 0 })
    }),
    { numRuns: 40 },
  )
})

const BOOKS = {
  ...{ calls: 3, success: 1, failure: 1, timeout: 0, rejected: 1, cancelled: 0 },
  ...{ attempts: 2, retries: 0, fallbacks: 0 },
}
const of = (books: object, inFlight = 0) => ({
  operations: () => [{ name: 'op', books: { ...BOOKS, ...books }, inFlight }],
})

it.each([
  ['that add up', {}, 0, []],
  ['with a call in flight', { calls: 4 }, 1, []],
  ['with a call that never ended', { calls: 4 }, 0, ['outcomes + in flight = calls']],
  ['with a call that ended twice', { success: 2 }, 0, ['outcomes + in flight = calls']],
  ['with less than nothing', { success: 2, cancelled: -1 }, 0, ['0 or more of each']],
] as const)('books %s', (_, books, inFlight, wrong) => {
  const problems = bookProblems(of(books, inFlight))
  expect(problems).toHaveLength(wrong.length)
  for (const [i, part] of wrong.entries()) expect(problems[i]).toContain(`op: not ${part}`)
  if (wrong.length > 0) expect(() => assertBooks(of(books, inFlight))).toThrow('do not balance')
})
