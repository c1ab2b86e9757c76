import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../../../src/orchestrator/random.js'
import { assertBooks, bookProblems } from '../../../src/runtime/metrics/books.js'
import { createMetrics } from '../../../src/runtime/metrics/metrics.js'
import { policiesOf, watched } from '../watched.js'

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

it('R34 balances under 10 000 calls at once, with aborts, reloads and an isolation', async () => {
  const parts = {
    retry: { maxAttempts: 3, backoff: { initialMs: 10 } },
    timeout: { attemptMs: 40, totalMs: 150 },
    circuitBreaker: { threshold: 50 },
    bulkhead: { maxConcurrent: 400, maxQueued: 2000, maxWaitMs: 60 },
  }
  const { clock, orchestrator } = watched(parts)
  const metrics = createMetrics(orchestrator)
  const tally: Record<string, number> = {}
  orchestrator.on(({ type }) => {
    tally[type] = (tally[type] ?? 0) + 1
  })
  const random = createRandom(7)
  const run = ({ attempt }: { attempt: number }) => {
    const dice = random()
    if (dice < 0.3) throw Object.assign(new Error('503'), { status: 503 })
    if (dice < 0.4) return new Promise<number>(() => {})
    if (dice < 0.7) return Promise.resolve(attempt)
    return new Promise<number>((resolve) => {
      clock.setTimeout(() => resolve(attempt), 5 * Math.ceil(random() * 12))
    })
  }
  const calls = Array.from({ length: 10_000 }, (_, i) => {
    if (i % 2500 === 0) orchestrator.reload(policiesOf(parts))
    const caller = new AbortController()
    if (random() < 0.1) clock.setTimeout(() => caller.abort(), 5 * Math.ceil(random() * 20))
    const call = orchestrator.execute(`op ${i % 7}`, run, { signal: caller.signal })
    return call.catch(() => 0)
  })
  assertBooks(metrics)
  await clock.runTo(30)
  orchestrator.isolate('op 3')
  assertBooks(orchestrator)
  orchestrator.reload(policiesOf(parts))
  await clock.runTo(1000)
  await Promise.all(calls)
  assertBooks(metrics)
  assertBooks(orchestrator)
  const { total } = metrics.snapshot()
  for (const outcome of ['success', 'failure', 'timeout', 'rejected', 'cancelled'] as const) {
    expect([outcome, total[outcome]]).toEqual([outcome, tally[outcome] ?? 0])
    expect(total[outcome]).toBeGreaterThan(0)
  }
  expect(total).toMatchObject({ calls: 10_000, inFlight: 0 })
  expect([total.attempts, total.retries]).toEqual([tally.attempt, tally.retry])
  expect([orchestrator.waits, clock.pending]).toEqual([0, 0])
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
