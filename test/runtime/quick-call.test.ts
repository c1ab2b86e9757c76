import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'
import { FakeClock } from './fake-clock.js'

const POLICIES: readonly PolicyParts[] = [
  {},
  { retry: { backoff: { initialMs: 0 } }, circuitBreaker: { threshold: 3 } },
  { retry: { backoff: { initialMs: 0 } }, timeout: { attemptMs: 30, totalMs: 70 } },
  {
    circuitBreaker: {
      mode: 'time-window',
      threshold: null,
      failureRate: 0.5,
      minimumThroughput: 4,
      window: { durationMs: 100, kind: 'sliding' },
    },
  },
]

/** The same calls with a signal that is never aborted go the long way. */
async function run(parts: PolicyParts, long: boolean) {
  const clock = new FakeClock()
  const orchestrator = createOrchestrator({
    policies: { operations: [], policyOf: () => policy(parts) },
    random: createRandom(1),
    clock,
  })
  const events: unknown[] = []
  orchestrator.on((event) => {
    if ('failure' in event && event.failure) events.push({ ...event, failure: event.failure.kind })
    else events.push(event)
  })
  const random = createRandom(9)
  const results: string[] = []
  const options = long ? { signal: new AbortController().signal } : {}
  for (let i = 0; i < 60; i++) {
    const fates = [random(), random(), random()]
    const run = ({ attempt }: { attempt: number }) => {
      const fate = fates[attempt - 1]!
      if (fate < 0.2) return 'sync'
      if (fate < 0.3) throw new Error('sync')
      return new Promise<string>((resolve, reject) => {
        clock.setTimeout(
          () => (fate < 0.7 ? resolve('ok') : reject(new Error('no'))),
          Math.ceil(fate * 50),
        )
      })
    }
    orchestrator.execute('op', run, options).then(
      (value) => results.push(`${i} ${value}`),
      (error) => results.push(`${i} ${error.message}`),
    )
    await clock.runTo(clock.now() + Math.floor(random() * 20))
  }
  await clock.runTo(clock.now() + 1000)
  const { books, inFlight } = orchestrator.operations()[0]!
  return {
    events,
    results: results.sort(),
    books,
    left: [inFlight, orchestrator.waits, clock.pending],
  }
}

describe('quick call', () => {
  it.each(POLICIES.map((parts, index) => [index, parts] as const))(
    'the short way and the long way leave the same behind, policy %i',
    async (_, parts) => {
      const [quick, long] = [await run(parts, false), await run(parts, true)]
      expect(quick.events).toEqual(long.events)
      expect(quick.results).toEqual(long.results)
      expect(quick.books).toEqual(long.books)
      expect(quick.left).toEqual([0, 0, 0])
      expect(quick.results.length).toBe(60)
    },
  )
})
