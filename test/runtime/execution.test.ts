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
