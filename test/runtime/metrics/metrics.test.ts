import { describe, expect, it } from 'vitest'
import { assertBooks } from '../../../src/runtime/metrics/books.js'
import { createMetrics, OTHERS } from '../../../src/runtime/metrics/metrics.js'
import { policiesOf, watched } from '../watched.js'

describe('S3.1 metrics of each operation', () => {
  it('S3.1 are kept apart', async () => {
    const { orchestrator, call } = watched({ retry: { backoff: { initialMs: 0 } } })
    const metrics = createMetrics(orchestrator)
    await call('a', 'fail', 'ok')
    await call('b')
    await call('b', 'fail')
    expect(metrics.of('a')!.totals()).toMatchObject({
      ...{ calls: 1, success: 1, failure: 0, attempts: 2, retries: 1 },
    })
    expect(metrics.of('b')!.totals()).toMatchObject({
      ...{ calls: 2, success: 1, failure: 1, attempts: 4, retries: 2 },
    })
    expect(metrics.of('c')).toBeUndefined()
    assertBooks(metrics)
    assertBooks(orchestrator)
  })

  it('S3.1 tell how long calls took, from the call to its outcome', async () => {
    const { clock, orchestrator, call } = watched({ retry: { backoff: { initialMs: 200 } } })
    const metrics = createMetrics(orchestrator)
    void call('a', 100)
    await clock.runTo(1000)
    void call('a', 'fail', 100)
    await clock.runTo(3000)
    const { latency } = metrics.snapshot().operations[0]!
    expect(latency).toMatchObject({ count: 2, minMs: 100, maxMs: 300, meanMs: 200, p99Ms: 300 })
    expect(Math.abs(latency.p50Ms! - 100)).toBeLessThan(2)
  })

  it('S3.1 show what is in flight and what waits', async () => {
    const { clock, orchestrator, call } = watched({ bulkhead: { maxConcurrent: 1, maxQueued: 5 } })
    const metrics = createMetrics(orchestrator)
    const calls = [call('a', 50), call('a', 50), call('a', 50)]
    const [a] = metrics.snapshot().operations
    expect(a).toMatchObject({ calls: 3, inFlight: 3, queue: { inFlight: 1, queued: 2 } })
    assertBooks(metrics)
    await clock.runTo(200)
    await Promise.all(calls)
    expect(metrics.snapshot().operations[0]).toMatchObject({
      ...{ inFlight: 0, success: 3, queue: { inFlight: 0, queued: 0 } },
    })
  })
})

it('S3.2 breaker state and its transitions are metrics', async () => {
  const { clock, orchestrator, call } = watched({ circuitBreaker: { threshold: 1 } })
  const metrics = createMetrics(orchestrator)
  await call('a', 'fail')
  expect(metrics.snapshot().operations[0]!.breaker).toBe('open')
  await clock.runTo(1000)
  await call('a')
  const [a] = metrics.snapshot().operations
  expect(a!.breaker).toBe('closed')
  expect(a!.transitions.map(({ from, to }) => `${from} > ${to}`)).toEqual([
    'closed > open',
    'open > half-open',
    'half-open > closed',
  ])
})

describe('R34 the books balance', () => {
  it('R34 with every outcome, by every way a call can end', async () => {
    const { clock, orchestrator, call } = watched({
      retry: { maxAttempts: 2 },
      timeout: { totalMs: 500 },
      circuitBreaker: { threshold: 4 },
      bulkhead: { maxConcurrent: 3, maxQueued: 1 },
    })
    const metrics = createMetrics(orchestrator)
    const caller = new AbortController()
    const cancelled = orchestrator
      .execute('a', () => new Promise(() => {}), { signal: caller.signal })
      .catch(() => {})
    const rest = [call('a', 'hang'), call('a', 'fail'), call('a', 10), call('a', 10)]
    assertBooks(metrics)
    caller.abort()
    await clock.runTo(2000)
    await Promise.all([cancelled, ...rest])
    orchestrator.isolate('a')
    await call('a')
    expect(metrics.of('a')!.totals()).toMatchObject({
      ...{ calls: 6, success: 1, failure: 1, timeout: 1, rejected: 2, cancelled: 1 },
    })
    assertBooks(metrics)
    assertBooks(orchestrator)
    expect(clock.pending).toBe(0)
  })

  it('R34 over a reset with calls in flight: they count as begun now', async () => {
    const { clock, orchestrator, call } = watched({})
    const metrics = createMetrics(orchestrator)
    await call('a')
    const pending = call('a', 50)
    metrics.reset()
    expect(metrics.of('a')!.totals()).toMatchObject({ calls: 1, success: 0 })
    assertBooks(metrics)
    await clock.runTo(50)
    await pending
    expect(metrics.of('a')!.totals()).toMatchObject({ calls: 1, success: 1 })
    expect(metrics.snapshot()).toMatchObject({ sinceMs: 50 })
    assertBooks(metrics)
  })

  it('R34 when measuring begins and ends with calls in flight', async () => {
    const { clock, orchestrator, call } = watched({})
    await call('a')
    const early = call('a', 50)
    const metrics = createMetrics(orchestrator)
    const late = call('a', 100)
    await clock.runTo(60)
    metrics.close()
    await clock.runTo(200)
    await Promise.all([early, late, call('a')])
    expect(metrics.of('a')!.totals()).toMatchObject({ calls: 1, success: 1 })
    assertBooks(metrics)
  })

  it('R34 for more operations than there is room for', async () => {
    const { orchestrator, call } = watched({}, { maxOperations: 10 })
    const metrics = createMetrics(orchestrator)
    for (let i = 0; i < 500; i++) await call(`op ${i}`, i % 5 === 0 ? 'fail' : 'ok')
    for (let i = 0; i < 10; i++) await call('op 1')
    expect(metrics.meters().length).toBeLessThanOrEqual(112)
    expect(metrics.snapshot().total).toMatchObject({ calls: 510, success: 410, failure: 100 })
    expect(metrics.of(OTHERS)!.totals().calls).toBeGreaterThan(300)
    assertBooks(metrics)
  })

  it('R34 for the spare operation, when all others are busy', async () => {
    const { clock, orchestrator, call } = watched({}, { maxOperations: 2 })
    const metrics = createMetrics(orchestrator)
    const calls = ['a', 'b', 'c', 'd'].map((name) => call(name, 10))
    expect(metrics.of(OTHERS)!.totals().calls).toBe(2)
    await clock.runTo(20)
    await Promise.all(calls)
    assertBooks(metrics)
  })
})

it('one at a time measures; another may follow', () => {
  const { orchestrator } = watched({})
  const metrics = createMetrics(orchestrator)
  expect(() => createMetrics(orchestrator)).toThrow('measured already')
  metrics.close()
  expect(() => createMetrics(orchestrator).close()).not.toThrow()
})

it('R35 a changed policy keeps the counts', async () => {
  const { orchestrator, call } = watched({})
  const metrics = createMetrics(orchestrator)
  await call('a')
  orchestrator.reload(policiesOf({ retry: {} }))
  await call('a')
  expect(metrics.of('a')!.totals().calls).toBe(2)
})
