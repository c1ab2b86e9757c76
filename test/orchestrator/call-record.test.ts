import { expect, it } from 'vitest'
import { CallRecord } from '../../src/orchestrator/call-record.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { policy } from './policies.js'

it('takes the plan and the breaker of its operation when it begins', () => {
  const world = new VirtualWorld(
    policy({ timeout: { totalMs: 500 }, circuitBreaker: { per: 'host' } }),
  )
  const operation = world.machine.operation('op')
  const record = new CallRecord(operation, 100)
  expect([record.plan, record.breaker, record.deadlineAt]).toEqual([
    operation.plan,
    operation.breaker,
    600,
  ])
  const ofHost = new CallRecord(operation, 100, true, false, 'a.example')
  expect(ofHost.breaker?.name).toBe('op a.example')
  expect([record.id, ofHost.id, operation.inFlight]).toEqual([1, 2, 2])
})
