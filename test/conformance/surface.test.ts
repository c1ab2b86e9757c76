/**
 * Behaviours from the suites of other libraries that a script cannot say: values, errors, signals,
 * listeners. Virtual time as well; peers.ts says which behaviour is whose.
 */
import { getEventListeners } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { createRandom } from '../../src/orchestrator/random.js'
import type { AttemptContext } from '../../src/runtime/attempt-context.js'
import { FallbackError, RejectedError, TimeoutError } from '../../src/runtime/errors.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'
import { FakeClock } from '../runtime/fake-clock.js'

function setUp(policies: Readonly<Record<string, PolicyParts>>) {
  const clock = new FakeClock()
  const orchestrator = createOrchestrator({
    policies: {
      operations: Object.keys(policies),
      policyOf: (operation) => policy(policies[operation]),
    },
    random: createRandom(1),
    clock,
  })
  const after = (ms: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, ms))
  return { clock, orchestrator, after }
}

const error503 = () => Object.assign(new Error('503'), { status: 503 })
const failing = () => Promise.reject(error503())
const hanging = () => new Promise<never>(() => {})
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  )

describe('signals and listeners', () => {
  it('R25 a call of 15 retries has one listener while it runs, none after', async () => {
    const { orchestrator, clock } = setUp({
      op: { retry: { maxAttempts: 16 }, timeout: { attemptMs: 50, totalMs: 60_000 } },
    })
    const { signal } = new AbortController()
    const listeners = () => getEventListeners(signal, 'abort').length
    const seen: number[] = []
    const run = ({ attempt }: AttemptContext) => {
      seen.push(listeners())
      return attempt % 2 ? failing() : hanging()
    }
    const call = caught(orchestrator.execute('op', run, { signal }))
    await clock.runTo(60_000)
    expect(await call).toBeInstanceOf(TimeoutError)
    expect(seen).toEqual(Array(16).fill(1))
    expect([listeners(), orchestrator.waits, clock.pending]).toEqual([0, 0, 0])
  })

  it('R14 100 orchestrators, their calls on one signal: no warning, no timer left', async () => {
    const warnings: unknown[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    const { signal } = new AbortController()
    for (let i = 0; i < 100; i++) {
      const { orchestrator, clock } = setUp({ op: { retry: {}, circuitBreaker: {} } })
      for (let j = 0; j < 20; j++) orchestrator.on(() => {})
      const call = caught(orchestrator.execute('op', failing, { signal }))
      await clock.settle()
      orchestrator.shutdown()
      expect(await call).toBeInstanceOf(RejectedError)
      await clock.runTo(1000)
      expect([orchestrator.waits, clock.pending]).toEqual([0, 0])
    }
    const { orchestrator, clock } = setUp({ op: { timeout: { attemptMs: 50 } } })
    const calls = Array.from({ length: 100 }, () => {
      return caught(orchestrator.execute('op', hanging, { signal }))
    })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await clock.runTo(50)
    await Promise.all(calls)
    await turn()
    process.off('warning', hear)
    expect([warnings, getEventListeners(signal, 'abort')]).toEqual([[], []])
  })

  it('the signal of an attempt that succeeded stays as it is', async () => {
    const { orchestrator, clock } = setUp({ op: { timeout: { attemptMs: 50, totalMs: 90 } } })
    const controller = new AbortController()
    const run = ({ signal }: AttemptContext) => signal
    const signal = await orchestrator.execute('op', run, { signal: controller.signal })
    controller.abort()
    await clock.runTo(500)
    expect(signal.aborted).toBe(false)
  })

  it('R24 an attempt can tell its limit, the deadline and the caller apart', async () => {
    const reasonOf = async (timeout: PolicyParts['timeout'], abortAt?: number) => {
      const { orchestrator, clock } = setUp({ op: { timeout: timeout ?? null } })
      const controller = new AbortController()
      let seen: AbortSignal | undefined
      const run = ({ signal }: AttemptContext) => {
        seen = signal
        return hanging()
      }
      const call = caught(orchestrator.execute('op', run, { signal: controller.signal }))
      await clock.runTo(10)
      if (abortAt !== undefined) controller.abort('the caller left')
      await clock.runTo(1000)
      expect(seen!.reason).toEqual(await call)
      return call
    }
    expect(await reasonOf({ attemptMs: 50, totalMs: 90 })).toMatchObject({ scope: 'attempt' })
    expect(await reasonOf({ totalMs: 90 })).toMatchObject({ scope: 'call' })
    expect(await reasonOf({ attemptMs: 50 }, 10)).toBe('the caller left')
  })
})

describe('values and errors', () => {
  it('a fallback may be a call under a policy of its own', async () => {
    const { orchestrator } = setUp({
      first: { circuitBreaker: { threshold: 1 } },
      second: { circuitBreaker: { threshold: 1 } },
    })
    let up = true
    const second = () => (up ? 'from the second' : failing())
    const call = () =>
      orchestrator.execute<string>('first', failing, {
        fallback: () => orchestrator.execute<string>('second', second),
      })
    expect([await call(), await call()]).toEqual(['from the second', 'from the second'])
    up = false
    const both = (await caught(call())) as FallbackError
    expect(both).toBeInstanceOf(FallbackError)
    expect([both.cause, both.error]).toMatchObject([{ reason: 'circuit-open' }, { status: 503 }])
    expect(((await caught(call())) as FallbackError).error).toMatchObject({
      reason: 'circuit-open',
      operation: 'second',
    })
  })

  it('every failure is of one class only', async () => {
    const { orchestrator, clock } = setUp({
      open: { circuitBreaker: { threshold: 1 } },
      slow: { timeout: { attemptMs: 10 } },
      plain: {},
    })
    await caught(orchestrator.execute('open', failing))
    const calls = [
      orchestrator.execute('open', failing),
      orchestrator.execute('slow', hanging),
      orchestrator.execute('plain', failing, { fallback: failing }),
      orchestrator.execute('plain', failing),
      orchestrator.execute('plain', hanging, { signal: AbortSignal.abort(new Error('left')) }),
    ].map(caught)
    await clock.runTo(10)
    const classes = [RejectedError, TimeoutError, FallbackError]
    const told = (await Promise.all(calls)).map((error) => {
      return classes.filter((known) => error instanceof known).map((known) => known.name)
    })
    expect(told).toEqual([['RejectedError'], ['TimeoutError'], ['FallbackError'], [], []])
  })

  it('calls may stand inside of calls: each has its own attempts, books and breaker', async () => {
    const { orchestrator, clock } = setUp({
      outer: { retry: { maxAttempts: 2 }, circuitBreaker: { threshold: 2 } },
      inner: { retry: { maxAttempts: 3 }, circuitBreaker: { threshold: 99 } },
    })
    const attempts: string[] = []
    const call = caught(
      orchestrator.execute('outer', ({ attempt: outer }) =>
        orchestrator.execute('inner', ({ attempt }) => {
          attempts.push(`${outer}.${attempt}`)
          return failing()
        }),
      ),
    )
    await clock.runTo(10_000)
    expect(await call).toMatchObject({ status: 503 })
    expect(attempts).toEqual(['1.1', '1.2', '1.3', '2.1', '2.2', '2.3'])
    const books = orchestrator.operations().map(({ books }) => [books.calls, books.attempts])
    expect(books).toEqual([
      [1, 2],
      [2, 6],
    ])
    expect(orchestrator.breakers().map(({ breaker }) => breaker.state)).toEqual(['open', 'closed'])
  })
})

describe('events', () => {
  it('S3.1 every outcome tells how long the call took and how many attempts it had', async () => {
    const { orchestrator, clock, after } = setUp({
      op: { retry: { maxAttempts: 2 }, timeout: { totalMs: 300 } },
      open: { circuitBreaker: { threshold: 1 } },
    })
    const told: unknown[] = []
    orchestrator.on((event: MachineEvent) => {
      if ('elapsedMs' in event) told.push([event.type, event.attempts, event.elapsedMs])
    })
    const controller = new AbortController()
    const later = async (ms: number, error?: Error) => {
      await after(ms)
      if (error) throw error
      return 'ok'
    }
    const run = async (at: number, call: () => Promise<unknown>) => {
      await clock.runTo(at)
      return call().catch(() => {})
    }
    const calls = [
      await Promise.all([run(0, () => orchestrator.execute('op', () => 'at once'))]),
      run(100, () => orchestrator.execute('op', () => later(25))),
    ]
    await clock.runTo(1000)
    calls.push(run(1000, () => orchestrator.execute('op', () => later(20, error503()))))
    await clock.runTo(2000)
    calls.push(run(2000, () => orchestrator.execute('op', hanging)))
    await clock.runTo(3000)
    const { signal } = controller
    calls.push(run(3000, () => orchestrator.execute('op', hanging, { signal })))
    await clock.runTo(3040)
    controller.abort()
    await clock.runTo(4000)
    calls.push(run(4000, () => orchestrator.execute('open', () => later(5, error503()))))
    await clock.runTo(4500)
    calls.push(run(4500, () => orchestrator.execute('open', () => 'no')))
    await clock.runTo(5000)
    await Promise.all(calls)
    expect(told).toEqual([
      ['success', 1, 0],
      ['success', 1, 25],
      ['failure', 2, 140],
      ['timeout', 1, 300],
      ['cancelled', 1, 40],
      ['failure', 1, 5],
      ['rejected', 0, 0],
    ])
  })
})
