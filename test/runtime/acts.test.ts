import { expect, it } from 'vitest'
import type { Act } from '../../src/runtime/acts.js'
import { policiesOf, watched } from './watched.js'

const of = (parts = {}) => {
  const world = watched(parts)
  const acts: Act[] = []
  const stop = world.orchestrator.onAct((act) => acts.push(act))
  return { ...world, acts, stop }
}

it('R12 tells of each act by hand, even where the state stays', async () => {
  const { orchestrator, clock, acts } = of({ circuitBreaker: {} })
  await clock.runTo(7)
  orchestrator.isolate('a')
  orchestrator.isolate('a')
  orchestrator.release('a', 'host')
  orchestrator.closeBreaker('a')
  orchestrator.shutdown()
  expect(acts).toEqual([
    { type: 'isolate', operation: 'a', host: null, at: 7 },
    { type: 'isolate', operation: 'a', host: null, at: 7 },
    { type: 'release', operation: 'a', host: 'host', at: 7 },
    { type: 'close', operation: 'a', host: null, at: 7 },
    { type: 'shutdown', at: 7 },
  ])
})

it('R12 what has no breaker cannot be isolated, and nobody is told that it was', async () => {
  const { orchestrator, acts, call } = of({})
  expect(() => orchestrator.isolate('a')).toThrow('a has no circuit breaker to isolate')
  expect(acts).toEqual([])
  expect(await call('a')).toBe('ok')
})

it('R35 tells of changed policies with before and after, and of refused ones', () => {
  const { orchestrator, acts } = of({ retry: { maxAttempts: 3 } })
  orchestrator.operation('a')
  orchestrator.reload(policiesOf({ retry: { maxAttempts: 4 } }))
  expect(acts[0]).toMatchObject({
    type: 'reload',
    operations: [
      { operation: '(others)' },
      {
        operation: 'a',
        before: { retry: { maxAttempts: 3 } },
        after: { retry: { maxAttempts: 4 } },
      },
    ],
  })
  const error = new Error('bad')
  const bad = () => {
    throw error
  }
  expect(() => orchestrator.reload({ operations: ['a'], policyOf: bad })).toThrow(error)
  expect(acts[1]).toEqual({ type: 'reload-refused', at: 0, error })
  expect(orchestrator.operation('a').plan.policy.retry!.maxAttempts).toBe(4)
})

it('S4.4 tells of changes to operations that nobody has called yet, and to all others', () => {
  const { orchestrator, acts } = of({ retry: { maxAttempts: 3 } })
  orchestrator.reload({ ...policiesOf({ retry: { maxAttempts: 4 } }), operations: ['listed'] })
  const pairs = acts.flatMap((act) => (act.type === 'reload' ? act.operations : []))
  const attempts = pairs.map(({ operation, before, after }) => {
    return [operation, before.retry!.maxAttempts, after.retry!.maxAttempts]
  })
  expect(attempts).toEqual([
    ['listed', 3, 4],
    ['(others)', 3, 4],
  ])
})

it('S4.4 a configuration that was refused before it got here is told of as well', () => {
  const { orchestrator, acts } = of()
  const error = new Error('the file is no policy')
  orchestrator.refuseReload(error)
  expect(acts).toEqual([{ type: 'reload-refused', at: 0, error }])
})

it('R30 a listener that throws keeps no act from being done, nor others from hearing', () => {
  const world = watched({ circuitBreaker: {} })
  const heard: string[] = []
  world.orchestrator.onAct(() => {
    throw new Error('bad listener')
  })
  const stop = world.orchestrator.onAct(({ type }) => heard.push(type))
  world.orchestrator.isolate('a')
  expect(world.orchestrator.operation('a').breaker!.state).toBe('isolated')
  stop()
  world.orchestrator.release('a')
  expect(heard).toEqual(['isolate'])
})

it('S6.4 events of failures carry the context of the call', async () => {
  const { orchestrator } = watched({ retry: { maxAttempts: 2, backoff: { initialMs: 0 } } })
  const seen: [string, unknown][] = []
  orchestrator.on((event) => {
    if ('context' in event) seen.push([event.type, event.context])
  })
  const context = { requestId: 'r' }
  let turn = 0
  const flaky = () => {
    if (turn++ === 0) throw Object.assign(new Error('x'), { status: 503 })
    throw new TypeError('y')
  }
  await orchestrator.execute('a', flaky, { context }).catch(() => {})
  await orchestrator.execute('a', () => 1, { context })
  expect(seen).toEqual([
    ['attempt-failed', context],
    ['retry', context],
    ['attempt-failed', context],
    ['failure', context],
    ['success', undefined],
  ])
})

it('usual events are not built while no listener wants them', async () => {
  const { orchestrator, call } = watched({ retry: { backoff: { initialMs: 0 } } })
  const heard: string[] = []
  const stop = orchestrator.on(({ type }) => heard.push(type), { unusualOnly: true })
  await call('a')
  expect(heard).toEqual([])
  await call('a', 'fail', 'ok')
  expect(heard.splice(0)).toEqual(['attempt-failed', 'retry', 'success'])
  const curious: string[] = []
  const stopCurious = orchestrator.on(({ type }) => curious.push(type))
  await call('a')
  expect(curious).toEqual(['attempt', 'success'])
  stopCurious()
  stopCurious()
  heard.length = 0
  await call('a')
  stop()
  await call('a', 'fail')
  expect(heard).toEqual([])
})
