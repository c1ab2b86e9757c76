import { expect, it } from 'vitest'
import { VerdictLine } from '../../src/orchestrator/verdict-line.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { policy } from './policies.js'

it('wakes all who wait, in order, and nobody who left', () => {
  const line = new VerdictLine()
  const woken: string[] = []
  const call = (name: string) => ({ granted: () => void woken.push(name) })
  const [a, b, c] = [call('a'), call('b'), call('c')]
  line.wake()
  line.leave(a)
  for (const one of [a, b, c]) line.join(one)
  line.leave(b)
  line.wake()
  expect(woken).toEqual(['a', 'c'])
  expect([line.has(a), line.has(b), line.calls()]).toEqual([true, false, [a, c]])
})

it('900 calls wait for one trial and are let through by it; nobody is left in line', () => {
  const world = new VirtualWorld(
    policy({
      retry: { onOpenCircuit: 'wait', backoff: { initialMs: 0 } },
      circuitBreaker: { threshold: 1 },
    }),
  )
  world.call('503 10, ok 50')
  for (let i = 0; i < 900; i++) world.at(20 + i, () => world.call('ok 1'))
  world.runTo(1050)
  const { waiting } = world.machine.breaker('op')!
  expect(waiting.calls()).toHaveLength(900)
  world.runTo(1061)
  expect([waiting.calls(), world.calls.filter((call) => call.outcome !== 'success')]).toEqual([
    [],
    [],
  ])
  expect(world.machine.operation('op').books).toMatchObject({ attempts: 902, success: 901 })
})

it('a hedge does not wait in line', () => {
  const world = new VirtualWorld(
    policy({
      retry: { onOpenCircuit: 'wait' },
      hedge: { delayMs: 10, max: 3 },
      circuitBreaker: { threshold: 1 },
    }),
  )
  world.machine
    .breaker('op')!
    .restore({ state: 'half-open', remainingMs: 0, openings: 1, isolations: 0, failures: 0 }, 0)
  const call = world.call('ok 100')
  world.runTo(50)
  expect([call.attempts, world.machine.breaker('op')!.waiting.calls()]).toEqual([1, []])
})
