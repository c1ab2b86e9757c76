import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import { createRandom } from '../../src/orchestrator/random.js'
import type { AttemptContext } from '../../src/runtime/attempt-context.js'
import { callInfo, FallbackError, RejectedError, TimeoutError } from '../../src/runtime/errors.js'
import { createOrchestrator, type OrchestratorOptions } from '../../src/runtime/orchestrator.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'
import { bundleRuntime, type Child } from './child.js'
import { FakeClock } from './fake-clock.js'

const always = (parts: PolicyParts) => ({ operations: ['op'], policyOf: () => policy(parts) })

function setUp(parts: PolicyParts = {}, options: Partial<OrchestratorOptions> = {}) {
  const clock = new FakeClock()
  const orchestrator = createOrchestrator({
    policies: always(parts),
    random: createRandom(1),
    clock,
    ...options,
  })
  return { clock, orchestrator }
}

const IMMEDIATE: PolicyParts = { retry: { backoff: { initialMs: 0 } } }
const error503 = () => Object.assign(new Error('503'), { status: 503 })
interface Thrown extends RejectedError {
  readonly status: number
  readonly error: unknown
  readonly cause: { readonly status: number }
}
const caught = (promise: Promise<unknown>): Promise<Thrown> =>
  promise.then(
    (value) => expect.fail(`resolved with ${String(value)}`),
    (error) => error,
  )

describe('execute', () => {
  it('R32 sync functions and undefined results work', async () => {
    for (const parts of [{}, IMMEDIATE, { timeout: { attemptMs: 50 } }]) {
      const { orchestrator } = setUp(parts)
      expect(await orchestrator.execute('op', () => undefined)).toBeUndefined()
      expect(await orchestrator.execute('op', () => 0)).toBe(0)
      expect(await orchestrator.execute('op', async () => null)).toBeNull()
      const thenable = Object.defineProperty({}, 'then', {
        value: (resolve: (value: string) => void) => resolve('of my own make'),
      })
      expect(await orchestrator.execute<unknown>('op', () => thenable)).toBe('of my own make')
    }
  })

  it('a sync throw is retried like any other failure', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    let calls = 0
    const run = () => {
      if (++calls < 3) throw error503()
      return calls
    }
    expect(await orchestrator.execute('op', run)).toBe(3)
  })

  it('fn is told its attempt, its context, its deadline and the last failure', async () => {
    const { orchestrator, clock } = setUp({ ...IMMEDIATE, timeout: { attemptMs: 50, totalMs: 80 } })
    const seen: unknown[] = []
    const context = { user: 'ann' }
    const first = error503()
    const run = ({ attempt, context: given, lastFailure, deadlineMs }: AttemptContext<object>) => {
      seen.push([attempt, given, lastFailure, deadlineMs])
      if (attempt === 1) throw first
      return 'ok'
    }
    await clock.runTo(1000)
    await orchestrator.execute('op', run, { context })
    expect(seen).toEqual([
      [1, context, undefined, 1050],
      [2, context, first, 1050],
    ])
  })

  it('S6.4 the context is the same object for every attempt and for the fallback', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    const context = { id: 7 }
    const seen = new Set<unknown>()
    const run = (attempt: AttemptContext<typeof context>) => {
      seen.add(attempt.context)
      throw error503()
    }
    const fallback = (_: unknown, call: { context: unknown }) => {
      seen.add(call.context)
      return 'fallback'
    }
    expect(
      await orchestrator.execute<string, typeof context>('op', run, { context, fallback }),
    ).toBe('fallback')
    expect([...seen]).toEqual([context])
  })

  it('R22 exhaustion keeps the original error, with attempts and time added', async () => {
    const { orchestrator, clock } = setUp({ retry: {} })
    const error = error503()
    const promise = caught(orchestrator.execute('op', () => Promise.reject(error)))
    await clock.runTo(1000)
    expect(await promise).toBe(error)
    expect(callInfo(error)).toEqual({
      operation: 'op',
      attempts: 3,
      elapsedMs: 200,
      gaveUp: 'attempts',
    })
    expect(Object.keys(error)).toEqual(['status'])
  })

  it('R22 a frozen error stays as it is', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    const error = Object.freeze(error503())
    expect(await caught(orchestrator.execute('op', () => Promise.reject(error)))).toBe(error)
    expect(callInfo(error)?.attempts).toBe(3)
  })

  it('what is thrown need not be an error', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    for (const thrown of ['text', undefined, 42]) {
      expect(await caught(orchestrator.execute('op', () => Promise.reject(thrown)))).toBe(thrown)
      expect(callInfo(thrown)).toBeUndefined()
    }
  })

  it('a result may be a failure: it is retried, and given back if it stays one', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    let calls = 0
    const isFailure = ({ status }: { status: number }) => status >= 500 && { status }
    const options = { isFailure }
    expect(
      await orchestrator.execute('op', () => ({ status: ++calls < 3 ? 503 : 200 }), options),
    ).toEqual({ status: 200 })
    calls = 0
    expect(
      await orchestrator.execute('op', () => ({ status: 503, calls: ++calls }), options),
    ).toEqual({
      status: 503,
      calls: 3,
    })
    expect(orchestrator.operations()[0]!.books).toMatchObject({
      success: 1,
      failure: 1,
      attempts: 6,
    })
  })

  it('R31 a predicate that throws ends the call with its error', async () => {
    const boo = new Error('boo')
    const isFailure = () => {
      throw boo
    }
    const { orchestrator } = setUp(IMMEDIATE, {
      classify: () => {
        throw boo
      },
    })
    expect(await caught(orchestrator.execute('op', () => 1, { isFailure }))).toBe(boo)
    expect(await caught(orchestrator.execute('op', () => Promise.reject(error503())))).toBe(boo)
    expect(orchestrator.operations()[0]!.inFlight).toBe(0)
  })

  it('the user may classify errors', async () => {
    const { orchestrator } = setUp(IMMEDIATE, {
      classify: (error) => ((error as Error).message === 'final' ? 'permanent' : undefined),
    })
    const final = await caught(orchestrator.execute('op', () => Promise.reject(new Error('final'))))
    expect(callInfo(final)).toMatchObject({ attempts: 1, gaveUp: 'not-retryable' })
  })
})

describe('limits and signals', () => {
  it('R24 a timeout and a cancel are told apart', async () => {
    const { orchestrator, clock } = setUp({ timeout: { attemptMs: 100 } })
    const controller = new AbortController()
    const never = () => new Promise<never>(() => {})
    const cut = caught(orchestrator.execute('op', never))
    const gone = caught(orchestrator.execute('op', never, { signal: controller.signal }))
    await clock.runTo(50)
    const reason = new Error('the user left')
    controller.abort(reason)
    expect(await gone).toBe(reason)
    await clock.runTo(100)
    expect(await cut).toBeInstanceOf(TimeoutError)
    expect(await cut).toMatchObject({ scope: 'attempt', limitMs: 100, name: 'TimeoutError' })
    expect(callInfo(await cut)).toMatchObject({ attempts: 1, elapsedMs: 100 })
  })

  it('R25 each attempt has a signal of its own, aborted with the reason', async () => {
    const { orchestrator, clock } = setUp({
      retry: { maxAttempts: 2 },
      timeout: { attemptMs: 100 },
    })
    const signals: AbortSignal[] = []
    const promise = caught(
      orchestrator.execute('op', ({ signal }) => {
        signals.push(signal)
        return new Promise<never>(() => {})
      }),
    )
    await clock.runTo(100)
    expect(signals[0]!.aborted).toBe(true)
    expect(signals[0]!.reason).toBeInstanceOf(TimeoutError)
    await clock.runTo(200)
    expect([signals.length, signals[1]!.aborted]).toEqual([2, false])
    await clock.runTo(300)
    await promise
    expect(signals[1]!.aborted).toBe(true)
  })

  it('R25 the caller’s reason reaches the attempt; a signal read late is aborted', async () => {
    const { orchestrator, clock } = setUp()
    const controller = new AbortController()
    let kept: AttemptContext | undefined
    const promise = caught(
      orchestrator.execute(
        'op',
        (attempt) => {
          kept = attempt
          return new Promise<never>(() => {})
        },
        { signal: controller.signal },
      ),
    )
    controller.abort('bye')
    expect(await promise).toBe('bye')
    await clock.settle()
    expect([kept!.signal.aborted, kept!.signal.reason]).toEqual([true, 'bye'])
  })

  it('R25 10 000 calls leave no listener on the caller’s signal', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    const { signal } = new AbortController()
    for (let i = 0; i < 10_000; i++) {
      const run = () => (i % 3 === 0 ? Promise.reject(error503()) : i)
      await orchestrator.execute('op', run, { signal }).catch(() => {})
    }
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('a signal that was aborted before: nothing is started', async () => {
    const { orchestrator } = setUp()
    let calls = 0
    const signal = AbortSignal.abort('early')
    expect(await caught(orchestrator.execute('op', () => ++calls, { signal }))).toBe('early')
    expect([calls, orchestrator.operations()[0]!.books.cancelled]).toEqual([0, 1])
  })

  it('R17 an abort during backoff ends the call at once, and nothing starts after it', async () => {
    const { orchestrator, clock } = setUp({ retry: { backoff: { initialMs: 1000 } } })
    const controller = new AbortController()
    let calls = 0
    const run = () => {
      calls++
      return Promise.reject(error503())
    }
    const promise = caught(orchestrator.execute('op', run, { signal: controller.signal }))
    await clock.runTo(300)
    controller.abort('enough')
    expect(await promise).toBe('enough')
    await clock.runTo(5000)
    expect([calls, orchestrator.waits, clock.pending]).toEqual([1, 0, 0])
  })

  it('R21 a limit beyond 2^31 - 1 ms does not come at once', async () => {
    const { orchestrator, clock } = setUp({ timeout: { attemptMs: 2 ** 31 + 1000 } })
    let settled = false
    const promise = caught(orchestrator.execute('op', () => new Promise<never>(() => {})))
    promise.then(() => (settled = true))
    await clock.runTo(2 ** 31)
    expect(settled).toBe(false)
    await clock.runTo(2 ** 31 + 1001)
    expect(await promise).toBeInstanceOf(TimeoutError)
  })

  it('a rival that was slower hears that it is not wanted', async () => {
    const { orchestrator, clock } = setUp({ hedge: { delayMs: 10, max: 1 } })
    const signals: AbortSignal[] = []
    const promise = orchestrator.execute('op', ({ attempt, signal }) => {
      signals.push(signal)
      return attempt === 2 ? 'second' : new Promise<string>(() => {})
    })
    await clock.runTo(20)
    expect(await promise).toBe('second')
    expect([signals[0]!.aborted, signals[0]!.reason.name]).toEqual([true, 'AbortError'])
  })
})

describe('rejections', () => {
  it('R15 say the reason, the breaker, its last cause, and when to come back', async () => {
    const { orchestrator, clock } = setUp({ circuitBreaker: { threshold: 1 } })
    const cause = error503()
    await caught(orchestrator.execute('op', () => Promise.reject(cause)))
    await clock.runTo(400)
    const rejected = await caught(orchestrator.execute('op', () => 1))
    expect(rejected).toBeInstanceOf(RejectedError)
    expect(rejected).toMatchObject({
      reason: 'circuit-open',
      operation: 'op',
      breaker: 'op',
      cause,
    })
    expect(rejected.retryAfterMs).toBe(600)
    await clock.runTo(700)
    expect(rejected.retryAfterMs).toBe(300)
    expect(callInfo(rejected)).toMatchObject({ attempts: 0 })
  })

  it('callers share one frozen error for one opening, and another for the next', async () => {
    const { orchestrator, clock } = setUp({ circuitBreaker: { threshold: 1 } })
    const open = () => caught(orchestrator.execute('op', () => Promise.reject(error503())))
    await open()
    const [a, b] = [await open(), await open()]
    expect(a).toBe(b)
    expect(Object.isFrozen(a)).toBe(true)
    await clock.runTo(1000)
    await open()
    expect(await open()).not.toBe(a)
  })

  it('a rate limit says when to come back', async () => {
    const { orchestrator, clock } = setUp({ rateLimit: { limit: 1, periodMs: 1000 } })
    await orchestrator.execute('op', () => 1)
    const rejected = await caught(orchestrator.execute('op', () => 1))
    expect(rejected).toMatchObject({
      reason: 'rate-limited',
      retryAfterMs: 1000,
      breaker: undefined,
    })
    await clock.runTo(400)
    expect(rejected.retryAfterMs).toBe(600)
  })

  it('R14 after shutdown calls are rejected, waiting ones too, and no timer is left', async () => {
    const { orchestrator, clock } = setUp({
      retry: {},
      bulkhead: { maxConcurrent: 1, maxQueued: 5 },
    })
    const failing = caught(orchestrator.execute('op', () => Promise.reject(error503())))
    await clock.settle()
    const running = orchestrator.execute(
      'op',
      () => new Promise((resolve) => clock.setTimeout(() => resolve('done'), 50)),
    )
    const queued = caught(orchestrator.execute('op', () => 1))
    orchestrator.shutdown()
    expect((await failing).reason).toBe('shutdown')
    expect((await queued).reason).toBe('shutdown')
    expect((await caught(orchestrator.execute('op', () => 1))).reason).toBe('shutdown')
    await clock.runTo(1000)
    expect(await running).toBe('done')
    expect([orchestrator.waits, clock.pending]).toEqual([0, 0])
  })
})

describe('fallback', () => {
  const failing = () => Promise.reject(error503())

  it('S6.3 the caller’s own, the registered one, or the value of the policy', async () => {
    const own = setUp().orchestrator
    expect(await own.execute('op', failing, { fallback: () => 'own' })).toBe('own')
    const named = setUp(
      { fallback: { handler: 'cached' } },
      { fallbacks: { cached: () => 'named' } },
    )
    expect(await named.orchestrator.execute<unknown>('op', failing)).toBe('named')
    const value = setUp({ fallback: { value: { items: [] } } })
    expect(await value.orchestrator.execute<unknown>('op', failing)).toEqual({ items: [] })
    const unknown = setUp({ fallback: { handler: 'not registered' } })
    expect((await caught(unknown.orchestrator.execute('op', failing))).status).toBe(503)
  })

  it('R33 one that fails keeps the first error as its cause, and is not retried', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    let calls = 0
    const own = new Error('fallback is down too')
    for (const fallback of [
      () => {
        calls++
        throw own
      },
      async () => {
        calls++
        throw own
      },
    ]) {
      const error = await caught(orchestrator.execute('op', failing, { fallback }))
      expect(error).toBeInstanceOf(FallbackError)
      expect([error.error, error.cause.status]).toEqual([own, 503])
    }
    expect(calls).toBe(2)
  })

  it('S1.5 answers for an open breaker too, and is told why', async () => {
    const { orchestrator } = setUp({ circuitBreaker: { threshold: 1 } })
    const fallback = (error: unknown) => (error as RejectedError).reason ?? 'failed'
    const answers = [1, 2].map(() => orchestrator.execute('op', failing, { fallback }))
    expect(await answers[0]).toBe('failed')
    expect(await orchestrator.execute('op', failing, { fallback })).toBe('circuit-open')
    await answers[1]
  })
})

describe('listeners', () => {
  it('R30 one that throws changes nothing, and the others still hear', async () => {
    const thrown: unknown[] = []
    const { orchestrator } = setUp(IMMEDIATE, { onListenerError: (error) => thrown.push(error) })
    const heard: string[] = []
    orchestrator.on(() => {
      throw new Error('boo')
    })
    const stop = orchestrator.on((event: MachineEvent) => heard.push(event.type))
    expect(await orchestrator.execute('op', () => 'ok')).toBe('ok')
    expect([heard, thrown.length]).toEqual([['attempt', 'success'], 2])
    stop()
    await orchestrator.execute('op', () => 'ok')
    expect([heard.length, thrown.length]).toEqual([2, 4])
  })
})

describe('wrap, reload, breakers', () => {
  it('wrap gives a function with its own arguments', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    const add = orchestrator.wrap('op', ({ attempt }, a: number, b: number) => {
      if (attempt === 1) throw error503()
      return a + b
    })
    expect(await add(2, 3)).toBe(5)
  })

  it('S2.3 an operation that is not listed takes the default policy', async () => {
    const { orchestrator } = setUp(IMMEDIATE)
    let calls = 0
    const run = () => {
      if (++calls < 3) throw error503()
      return calls
    }
    expect(await orchestrator.execute('never heard of', run)).toBe(3)
  })

  it('R35 a bad reload changes nothing', async () => {
    const { orchestrator } = setUp({ circuitBreaker: { threshold: 1 } })
    await caught(orchestrator.execute('op', () => Promise.reject(error503())))
    const bad = {
      operations: [],
      policyOf: () => {
        throw new Error('bad file')
      },
    }
    expect(() => orchestrator.reload(bad)).toThrow('bad file')
    expect(orchestrator.breakers()[0]!.breaker.state).toBe('open')
  })

  it('R36 S5.4 a snapshot brings an open breaker back with the rest of its wait', async () => {
    const before = setUp({ circuitBreaker: { threshold: 1 } })
    await caught(before.orchestrator.execute('op', () => Promise.reject(error503())))
    await before.clock.runTo(300)
    const saved = JSON.parse(JSON.stringify(before.orchestrator.snapshot()))
    const after = setUp({ circuitBreaker: { threshold: 1 } })
    after.orchestrator.restore(saved)
    const rejected = await caught(after.orchestrator.execute('op', () => 1))
    expect([rejected.reason, rejected.retryAfterMs]).toEqual(['circuit-open', 700])
    await after.clock.runTo(701)
    expect(await after.orchestrator.execute('op', () => 'back')).toBe('back')
  })
})

describe('books', () => {
  it('R34 they balance under 10 000 calls at once, and nothing is left', async () => {
    const random = createRandom('books')
    const { orchestrator, clock } = setUp({
      retry: {
        backoff: { initialMs: 5 },
        jitter: { kind: 'full' },
        budget: { kind: 'ratio', ratio: 0.2, minConcurrent: 3 },
      },
      timeout: { attemptMs: 20, totalMs: 200 },
      circuitBreaker: {
        mode: 'time-window',
        threshold: null,
        failureRate: 0.9,
        minimumThroughput: 50,
        window: { durationMs: 1000, kind: 'sliding' },
        openDurationMs: 5,
      },
      bulkhead: { maxConcurrent: 2000, maxQueued: 3000, maxWaitMs: 10 },
    })
    const counts = { ok: 0, failed: 0 }
    const running: Promise<unknown>[] = []
    for (let i = 0; i < 10_000; i++) {
      const controller = new AbortController()
      const run = () =>
        new Promise((resolve, reject) => {
          const fate = random()
          const ms = Math.ceil(random() * 40)
          if (fate < 0.6) clock.setTimeout(() => resolve(i), ms)
          else if (fate < 0.95) clock.setTimeout(() => reject(error503()), ms)
        })
      const options = i % 4 === 0 ? { signal: controller.signal } : {}
      running.push(
        orchestrator.execute('op', run, options).then(
          () => counts.ok++,
          () => counts.failed++,
        ),
      )
      if (i % 8 === 0) clock.setTimeout(() => controller.abort(), Math.ceil(random() * 50))
      if (i % 1000 === 0) {
        orchestrator.reload(
          always({
            retry: { maxAttempts: 1 + (i % 3) },
            timeout: { attemptMs: 25, totalMs: 150 },
            circuitBreaker: {},
            bulkhead: { maxConcurrent: 1000 + i, maxQueued: 100 },
          }),
        )
      }
    }
    await clock.runTo(5000)
    await Promise.all(running)
    const { books, inFlight } = orchestrator.operations()[0]!
    expect(counts.ok + counts.failed).toBe(10_000)
    expect(books.calls).toBe(10_000)
    expect(books.success).toBe(counts.ok)
    expect(books.success + books.failure + books.timeout + books.rejected + books.cancelled).toBe(
      10_000,
    )
    expect([inFlight, orchestrator.waits, clock.pending]).toEqual([0, 0, 0])
  })
})

describe('in a process of its own', () => {
  let child: Child
  beforeAll(async () => {
    child = await bundleRuntime()
  })
  afterAll(() => child.remove())

  const head = (parts: PolicyParts) =>
    `const policies = { operations: ['op'], policyOf: () => (${JSON.stringify(policy(parts))}) }
     const orchestrator = resil.createOrchestrator({ policies })\n`

  it('R27 a limit that was not reached does not hold the process up', () => {
    const started = performance.now()
    const out = child.run(
      `${head({ timeout: { attemptMs: 60_000 } })}
       process.stdout.write(await orchestrator.execute('op', async () => 'done'))`,
    )
    expect(out).toBe('done')
    expect(performance.now() - started).toBeLessThan(8000)
  })

  it('R27 nor does it when the call came from a timer, the last thing that was going on', () => {
    const started = performance.now()
    const out = child.run(
      `${head({ timeout: { attemptMs: 60_000 } })}
       const call = () => orchestrator.execute('op', async () => 'done')
       setTimeout(() => call().then((text) => process.stdout.write(text)), 5)`,
    )
    expect(out).toBe('done')
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('R27 a backoff that a caller awaits does', () => {
    const out = child.run(
      `${head({ retry: { backoff: { kind: 'fixed', initialMs: 50 } } })}
       orchestrator
         .execute('op', ({ attempt }) => {
           if (attempt < 3) throw new Error('no')
           return 'third'
         })
         .then((text) => process.stdout.write(text))`,
    )
    expect(out).toBe('third')
  })

  it('R23 late failures and shared rejections are never unhandled', () => {
    const out = child.run(
      `process.on('unhandledRejection', () => process.stdout.write('unhandled'))
       ${head({ timeout: { attemptMs: 10 }, circuitBreaker: { threshold: 1 }, hedge: { max: 2 } })}
       const late = () => new Promise((_, reject) => setTimeout(reject, 60, new Error('late')))
       await orchestrator.execute('op', late).catch((error) => process.stdout.write(error.name))
       orchestrator.execute('op', late)
       await new Promise((resolve) => setTimeout(resolve, 100))`,
    )
    expect(out).toBe('TimeoutError')
  })

  it('R11 setting the wall clock changes nothing', () => {
    const out = child.run(
      `${head({ circuitBreaker: { threshold: 1, openDurationMs: 30 } })}
       await orchestrator.execute('op', () => Promise.reject(new Error('x'))).catch(() => {})
       Date.now = () => 0
       await new Promise((resolve) => setTimeout(resolve, 50))
       process.stdout.write(await orchestrator.execute('op', () => 'closed again'))`,
    )
    expect(out).toBe('closed again')
  })
})
