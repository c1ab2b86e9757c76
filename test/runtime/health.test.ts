import { describe, expect, it } from 'vitest'
import { healthOf } from '../../src/runtime/health.js'
import type { PolicyParts } from '../orchestrator/policies.js'
import { watched } from './watched.js'

const BREAKER: PolicyParts = { circuitBreaker: { threshold: 1 } }

describe('S5.2 health', () => {
  it('S5.2 follows a breaker through all its states', async () => {
    const { clock, orchestrator, call } = watched(BREAKER)
    await call('a')
    await call('b')
    expect(healthOf(orchestrator)).toEqual({
      status: 'healthy',
      at: '2023-11-14T22:13:20.000Z',
      closed: false,
      operations: [
        { operation: 'a', status: 'healthy', breaker: 'closed' },
        { operation: 'b', status: 'healthy', breaker: 'closed' },
      ],
      breakers: [],
    })

    await clock.runTo(100)
    await call('a', 'fail')
    await clock.runTo(500)
    expect(healthOf(orchestrator)).toMatchObject({
      status: 'degraded',
      breakers: [
        {
          operation: 'a',
          host: null,
          state: 'open',
          since: '2023-11-14T22:13:19.600Z',
          sinceMs: 400,
          nextTrialAt: '2023-11-14T22:13:20.600Z',
          nextTrialInMs: 600,
          lastCause: { name: 'Error', message: 'boom', status: 503 },
          openings: 1,
          isolations: 0,
        },
      ],
    })

    await clock.runTo(1200)
    expect(healthOf(orchestrator).breakers[0]).toMatchObject({ state: 'open', nextTrialInMs: 0 })
    const trial = call('a', 50)
    expect(healthOf(orchestrator)).toMatchObject({
      status: 'degraded',
      operations: [{ status: 'degraded', breaker: 'half-open' }, { status: 'healthy' }],
      breakers: [{ state: 'half-open', sinceMs: 0, nextTrialInMs: 60_000 }],
    })
    await clock.runTo(1300)
    await trial
    expect(healthOf(orchestrator)).toMatchObject({ status: 'healthy', breakers: [] })
  })

  it('S5.2 is unhealthy when every operation is, or a critical one', async () => {
    const { orchestrator, call } = watched(BREAKER)
    await call('a', 'fail')
    expect(healthOf(orchestrator).status).toBe('unhealthy')
    await call('b')
    expect(healthOf(orchestrator).status).toBe('degraded')
    expect(healthOf(orchestrator, { critical: ['a'] }).status).toBe('unhealthy')
    expect(healthOf(orchestrator, { critical: ['b', 'unknown'] }).status).toBe('degraded')
  })

  it('S5.2 a fallback degrades instead', async () => {
    const { orchestrator, call } = watched({ ...BREAKER, fallback: { value: 'cached' } })
    await call('a', 'fail')
    expect(healthOf(orchestrator)).toMatchObject({
      status: 'degraded',
      operations: [{ status: 'degraded', breaker: 'open' }],
    })
  })

  it('S5.2 an isolated breaker has no next trial', async () => {
    const { orchestrator } = watched(BREAKER)
    orchestrator.isolate('a')
    orchestrator.isolate('a')
    expect(healthOf(orchestrator).breakers[0]).toMatchObject({
      ...{ state: 'isolated', nextTrialAt: null, nextTrialInMs: null },
      ...{ isolations: 2, lastCause: null },
    })
  })

  it('S5.2 one bad host degrades its operation', async () => {
    const { orchestrator } = watched({ circuitBreaker: { threshold: 1, per: 'host' } })
    const boom = () => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }))
    await orchestrator.execute('a', boom, { host: 'x' }).catch(() => {})
    expect(healthOf(orchestrator)).toMatchObject({
      status: 'degraded',
      operations: [{ status: 'degraded', breaker: 'closed' }],
      breakers: [{ operation: 'a', host: 'x', lastCause: { code: 'ECONNREFUSED' } }],
    })
  })

  it('S5.2 a timeout is told as the cause', async () => {
    const { clock, orchestrator, call } = watched({ ...BREAKER, timeout: { attemptMs: 10 } })
    const hung = call('a', 'hang')
    await clock.runTo(20)
    await hung
    expect(healthOf(orchestrator).breakers[0]!.lastCause).toEqual({
      ...{ name: 'Error', message: 'attempt-timeout' },
    })
  })

  it('S5.2 is healthy before the first call and without breakers, unhealthy when shut down', () => {
    const { orchestrator } = watched({})
    expect(healthOf(orchestrator)).toMatchObject({ status: 'healthy', operations: [] })
    orchestrator.operation('a')
    expect(healthOf(orchestrator).operations).toEqual([
      { operation: 'a', status: 'healthy', breaker: null },
    ])
    orchestrator.shutdown()
    expect(healthOf(orchestrator)).toMatchObject({ status: 'unhealthy', closed: true })
  })
})
