import { expect, it } from 'vitest'
import type { Meter } from '../../src/orchestrator/meter.js'
import type { Operation } from '../../src/orchestrator/operation.js'
import { VirtualWorld } from '../conformance/virtual-driver.js'
import { type PolicyParts, policy } from './policies.js'

function measured(parts: PolicyParts) {
  const world = new VirtualWorld(policy(parts))
  world.machine.context.sink = null
  const lines: string[] = []
  const meterOf = ({ name }: Operation): Meter => ({
    ended: (outcome, elapsedMs, failure) =>
      lines.push([name, outcome, elapsedMs, failure?.reason ?? failure?.kind ?? '-'].join(' ')),
  })
  return { world, lines, meterOf }
}

it('R34 a meter hears of every outcome once, with or without listeners', () => {
  const { world, lines, meterOf } = measured({
    retry: { maxAttempts: 2 },
    timeout: { totalMs: 300 },
    circuitBreaker: { threshold: 3 },
  })
  world.machine.measure(meterOf)
  world.call('ok 5')
  world.call('503 10, ok 5')
  world.call('TypeError 1')
  world.call('hang')
  world.runTo(400)
  world.machine.breaker('op')!.isolate(400)
  expect(world.machine.operation('op').rejectAtOnce(400)).toBe(true)
  world.call('ok')
  expect(lines).toEqual([
    'op failure 1 permanent',
    'op success 5 -',
    'op success 115 -',
    'op timeout 300 timeout',
    'op rejected 0 isolated',
    'op rejected 0 isolated',
  ])
})

it('operations of before and those to come are measured, until nobody measures', () => {
  const { world, lines, meterOf } = measured({})
  world.machine.operation('before')
  world.machine.measure(meterOf)
  const operations = ['before', 'after'].map((name) => world.machine.operation(name))
  expect(operations.every(({ meter, heard }) => meter !== null && heard)).toBe(true)
  world.machine.measure(null)
  operations.push(world.machine.operation('later'))
  expect(operations.every(({ meter, heard }) => meter === null && !heard)).toBe(true)
  expect(lines).toEqual([])
})
