import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'
import { FakeClock } from './fake-clock.js'

function setUp(parts: PolicyParts) {
  const clock = new FakeClock()
  const policies = { operations: [], policyOf: () => policy(parts) }
  return { clock, orchestrator: createOrchestrator({ policies, random: createRandom(1), clock }) }
}

describe('execution', () => {
  it('10 000 queued sync calls do not overflow the stack', async () => {
    const { orchestrator, clock } = setUp({ bulkhead: { maxConcurrent: 1, maxQueued: 20_000 } })
    let release: () => void = () => {}
    const first = orchestrator.execute(
      'op',
      () => new Promise<void>((resolve) => (release = resolve)),
    )
    const rest = Array.from({ length: 10_000 }, (_, i) => orchestrator.execute('op', () => i))
    release()
    await first
    expect((await Promise.all(rest)).length).toBe(10_000)
    await clock.settle()
    expect(orchestrator.operations()[0]!.bulkhead!.inFlight).toBe(0)
  })

  it('R26 a function that ignores its signal is cut off; its late result is dropped', async () => {
    const { orchestrator, clock } = setUp({ timeout: { totalMs: 50 } })
    const late = new Promise<string>((resolve) => clock.setTimeout(() => resolve('late'), 100))
    const answer = orchestrator.execute('op', () => late).catch((error) => error.scope)
    await clock.runTo(60)
    expect(await answer).toBe('call')
    await clock.runTo(200)
    expect(orchestrator.operations()[0]!.books).toMatchObject({ timeout: 1, success: 0 })
  })

  it('R24 R34 a caller who gives up while the fallback answers hears so, at once', async () => {
    const { orchestrator, clock } = setUp({})
    const controller = new AbortController()
    const reason = new Error('enough')
    const answer = orchestrator.execute('op', () => Promise.reject(new TypeError('first')), {
      signal: controller.signal,
      fallback: () => new Promise<never>((_, reject) => clock.setTimeout(() => reject(1), 50)),
    })
    const heard = answer.catch((error) => error)
    await clock.settle()
    controller.abort(reason)
    expect(await heard).toBe(reason)
    await clock.runTo(100)
    const { books, inFlight } = orchestrator.operations()[0]!
    expect(books).toMatchObject({ calls: 1, failure: 1, cancelled: 0, fallbacks: 1 })
    expect([inFlight, orchestrator.waits]).toEqual([0, 0])
  })

  it('a fallback inside of the deadline is cut off with it', async () => {
    const parts: PolicyParts = { timeout: { totalMs: 50 }, fallback: {} }
    const order = ['totalTimeout', ...policy({}).order.filter((part) => part !== 'totalTimeout')]
    const { orchestrator, clock } = setUp({ ...parts, order: order as never })
    const answer = orchestrator
      .execute('op', () => Promise.reject(new Error('first')), {
        fallback: () => new Promise<never>(() => {}),
      })
      .catch((error) => error.message)
    await clock.runTo(100)
    expect(await answer).toBe('first')
    expect([orchestrator.waits, clock.pending]).toEqual([0, 0])
  })

  it('an abort of its own making counts as cancelled, not against the upstream', async () => {
    const { orchestrator } = setUp({ circuitBreaker: { threshold: 1 } })
    const abort = Object.assign(new Error('x'), { name: 'AbortError' })
    expect(await orchestrator.execute('op', () => Promise.reject(abort)).catch((e) => e)).toBe(
      abort,
    )
    expect(orchestrator.operations()[0]!.books.cancelled).toBe(1)
    expect(orchestrator.breakers()[0]!.breaker.state).toBe('closed')
  })

  it('R15 events and the rejection tell of a failed result by the result itself', async () => {
    const { orchestrator, clock } = setUp({
      retry: { maxAttempts: 2 },
      circuitBreaker: { threshold: 2 },
    })
    const result = { status: 503, items: [] }
    const told: unknown[] = []
    orchestrator.on((event) => {
      if ('failure' in event && event.failure) told.push([event.type, event.failure.error])
    })
    const answer = orchestrator.execute('op', () => result, { isFailure: () => true })
    await clock.runTo(200)
    expect(await answer).toBe(result)
    expect(told).toEqual(['attempt-failed', 'retry', 'attempt-failed', 'failure'].map(ofResult))
    const rejection = await orchestrator.execute('op', () => 1).catch((error) => error)
    expect(rejection.cause).toBe(result)

    function ofResult(type: string) {
      return [type, result]
    }
  })

  it.each([
    ['of the operation', 'operation', undefined],
    ['of a host', 'host', 'a.example'],
  ] as const)(
    'in a rush a trial is let in as soon as it is due: breaker %s',
    async (_, per, host) => {
      const { orchestrator, clock } = setUp({ circuitBreaker: { threshold: 1, per } })
      const ask = (fn: () => number) => orchestrator.execute('op', fn, { host }).catch(() => 'no')
      const boo = (): number => {
        throw new Error('boo')
      }
      expect(await ask(boo)).toBe('no')
      // Calls that share one reading of the clock, which is 1000 ms behind by the last of them.
      const rush = Array.from({ length: 3 }, () => orchestrator.execute('other', () => 1))
      clock.skip(1000)
      expect(await ask(() => 2)).toBe(2)
      await Promise.all(rush)
    },
  )

  it.each([
    ['pool', { bulkhead: { maxConcurrent: 1, maxQueued: 9 } }],
    [
      'half-open breaker',
      {
        retry: { maxAttempts: 1, onOpenCircuit: 'wait' },
        circuitBreaker: { threshold: 1, halfOpen: { maxWaitMs: null } },
      },
    ],
  ] as [string, PolicyParts][])(
    'R14 shutdown answers who waits in a %s that a reload took away',
    async (what, parts) => {
      const { orchestrator, clock } = setUp(parts)
      if (what !== 'pool') {
        const boo = orchestrator.execute('op', () => Promise.reject(new Error('boo')))
        await boo.catch(() => {})
        await clock.runTo(2000)
      }
      let end = (_: number) => {}
      const first = orchestrator.execute('op', () => new Promise<number>((done) => (end = done)))
      const waits = orchestrator.execute('op', () => 2).catch((error) => error.reason)
      await clock.settle()
      expect(orchestrator.waits).toBe(0)
      for (let reloads = 0; reloads < 2; reloads++) {
        orchestrator.reload({ operations: [], policyOf: () => policy({}) })
      }
      orchestrator.shutdown()
      expect(await Promise.race([waits, clock.settle()])).toBe('shutdown')
      end(1)
      expect(await first).toBe(1)
      expect(orchestrator.operations()[0]!.inFlight).toBe(0)
    },
  )

  it('code that a user hangs on a signal may call back into the orchestrator', async () => {
    const { orchestrator, clock } = setUp({
      timeout: { attemptMs: 20 },
      bulkhead: { maxConcurrent: 2 },
    })
    let again: Promise<string> | undefined
    const first = orchestrator
      .execute('op', ({ signal }) => {
        signal.addEventListener('abort', () => {
          again = orchestrator.execute('op', () => 'from within')
        })
        return new Promise<never>(() => {})
      })
      .catch((error) => error.name)
    await clock.runTo(30)
    expect([await first, await again]).toEqual(['TimeoutError', 'from within'])
  })
})
