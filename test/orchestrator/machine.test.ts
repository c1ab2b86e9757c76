import { describe, expect, it } from 'vitest'
import { Call } from '../../src/orchestrator/call.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { Machine } from '../../src/orchestrator/machine.js'
import { createRandom } from '../../src/orchestrator/random.js'
import type { ResolvedPolicy } from '../../src/policy/resolved.js'
import { policy } from './policies.js'

const of = (policyOf: (name: string) => ResolvedPolicy, operations: string[] = []) => ({
  operations,
  policyOf,
})
const machineOf = (policies: ReturnType<typeof of>, options = {}) =>
  new Machine({ policies, random: createRandom(1), ...options })

const open = policy({ circuitBreaker: { threshold: 1 } })

function failOnce(machine: Machine, name: string, host?: string): void {
  const call = new Call(machine.operation(name), 0, true, false, host)
  call.begin(0)
  if (call.current) call.fail(call.current, failureOf('server-error'), 0)
}

describe('machine', () => {
  it('an operation that is not listed takes the default policy', () => {
    const special = policy({ retry: {} })
    const machine = machineOf(of((name) => (name === 'a' ? special : policy()), ['a']))
    expect(machine.operation('a').plan.policy).toBe(special)
    expect(machine.operation('other').plan.policy.retry).toBeNull()
  })

  it('S5.6 operations have separate breakers', () => {
    const machine = machineOf(of(() => open))
    failOnce(machine, 'a')
    expect(machine.breaker('a')?.state).toBe('open')
    expect(machine.breaker('b')?.state).toBe('closed')
  })

  it('R37 operations by unknown names are bounded; an open breaker is never lost', () => {
    const machine = machineOf(
      of(() => open),
      { maxOperations: 10 },
    )
    failOnce(machine, 'down')
    for (let i = 0; i < 100; i++) machine.operation(`unknown ${i}`)
    expect(machine.operations().length).toBe(10)
    expect(machine.breaker('down')?.state).toBe('open')
  })

  it('R37 hosts are bounded too', () => {
    const perHost = policy({ circuitBreaker: { threshold: 1, per: 'host' } })
    const machine = machineOf(
      of(() => perHost),
      { maxHosts: 5 },
    )
    failOnce(machine, 'op', 'down.example')
    for (let i = 0; i < 50; i++) machine.breaker('op', `host${i}`)
    expect(machine.breakers().length).toBe(6)
    expect(machine.breaker('op', 'down.example')?.state).toBe('open')
  })

  it('no more than the largest share of hosts is open at once', () => {
    const perHost = policy({ circuitBreaker: { threshold: 1, per: 'host', maxEjectionRate: 0.5 } })
    const machine = machineOf(of(() => perHost))
    for (const host of ['a', 'b', 'c', 'd']) machine.breaker('op', host)
    for (const host of ['a', 'b', 'c', 'd']) failOnce(machine, 'op', host)
    const states = machine.breakers().filter(({ host }) => host !== null)
    expect(states.map(({ breaker }) => breaker.state)).toEqual(['open', 'open', 'closed', 'closed'])
  })

  it('operations of one group share one pool, with the smaller limits', () => {
    const pool = (maxConcurrent: number) => policy({ bulkhead: { maxConcurrent, group: 'db' } })
    const machine = machineOf(of((name) => pool(name === 'a' ? 5 : 3)))
    const [a, b] = [machine.operation('a'), machine.operation('b')]
    expect(a.bulkhead).toBe(b.bulkhead)
    expect(a.bulkhead?.limits.maxConcurrent).toBe(3)
    machine.configure(
      of((name) => pool(name === 'a' ? 9 : 8)),
      0,
    )
    expect(a.bulkhead).toBe(b.bulkhead)
    expect(a.bulkhead?.limits.maxConcurrent).toBe(8)
  })

  it('R35 a bad change is refused whole: nothing is applied', () => {
    const machine = machineOf(of(() => open))
    for (const name of ['a', 'b']) machine.operation(name)
    const bad = of((name) => {
      if (name === 'b') throw new Error('bad')
      return policy()
    })
    expect(() => machine.configure(bad, 0)).toThrow('bad')
    expect(machine.operation('a').plan.policy).toBe(open)
    expect(machine.operation('c').plan.policy).toBe(open)
  })

  it('R36 breakers as plain data, and back', () => {
    const perHost = policy({ circuitBreaker: { threshold: 1, per: 'host' } })
    const policies = of((name) => (name === 'by host' ? perHost : open))
    const machine = machineOf(policies)
    failOnce(machine, 'my op')
    failOnce(machine, 'by host', 'a.example')
    machine.operation('fine')
    const saved = JSON.parse(JSON.stringify(machine.snapshot(400)))
    expect(saved).toMatchObject([
      { operation: 'my op', host: null, state: 'open', remainingMs: 600 },
      { operation: 'by host', host: 'a.example', state: 'open' },
    ])
    const after = machineOf(policies)
    after.restore(saved, 0)
    expect(after.breaker('my op')?.retryAfterMs(0)).toBe(600)
    expect(after.breaker('by host', 'a.example')?.state).toBe('open')
  })

  it('R14 after close no call is let in', () => {
    const machine = machineOf(of(() => policy()))
    machine.close()
    const call = new Call(machine.operation('a'), 0)
    call.begin(0)
    expect([call.done, call.outcome, call.failure?.reason]).toEqual([true, 'rejected', 'shutdown'])
  })
})
