import { expect, it } from 'vitest'
import { everySecond, world } from './worlds.js'

it('a service counts the trials of its breaker and forgets them when they end', () => {
  const run = world({
    load: everySecond(10),
    policy: { circuitBreaker: { threshold: 1, openDurationMs: 1000, halfOpen: { successes: 2 } } },
    upstream: { faults: [{ kind: 'refuse', atMs: 1000, durationMs: 500 }] },
  })
  const [service] = run.clients
  run.queue.run(2050)
  expect(service!.operation.breaker!.state).toBe('half-open')
  expect([service!.trials, service!.trialEpoch]).toEqual([1, 3])
  run.run()
  expect(service!.operation.breaker!.state).toBe('closed')
  expect(service!.trials).toBe(0)
})
