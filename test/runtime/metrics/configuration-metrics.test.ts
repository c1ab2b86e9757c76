import { expect, it } from 'vitest'
import { ConfigurationMetrics } from '../../../src/runtime/metrics/configuration-metrics.js'
import { policiesOf, watched } from '../watched.js'

const HOUR = 3_600_000

it('counts loads, changes and validations of the last while', async () => {
  const { clock } = watched({})
  const configuration = new ConfigurationMetrics(clock)
  configuration.loaded(150)
  configuration.validated(false)
  await clock.runTo(2 * HOUR)
  configuration.loaded(20)
  configuration.changed()
  configuration.validated(true)
  expect(configuration.counts(HOUR)).toEqual({
    ...{ loads: 1, longestLoadMs: 20, changes: 1, validations: 1, invalid: 0, invalidRate: 0 },
  })
  expect(configuration.counts()).toMatchObject({ loads: 2, longestLoadMs: 150, invalidRate: 0.5 })
  await clock.runTo(25 * HOUR)
  configuration.changed()
  expect(configuration.counts()).toMatchObject({ loads: 1, changes: 2, validations: 1 })
  configuration.reset()
  expect(configuration.counts()).toMatchObject({ loads: 0, longestLoadMs: null, invalidRate: 0 })
})

it('keeps at most 10 000 events', () => {
  const configuration = new ConfigurationMetrics(watched({}).clock)
  for (let i = 0; i < 12_000; i++) configuration.changed()
  expect(configuration.counts().changes).toBe(10_000)
})

it('counts what an orchestrator takes on and refuses', () => {
  const { clock, orchestrator } = watched({})
  const configuration = new ConfigurationMetrics(clock)
  const stop = configuration.observe(orchestrator)
  orchestrator.operation('a')
  orchestrator.reload(policiesOf({ retry: {} }))
  const bad = () => {
    throw new Error('bad')
  }
  expect(() => orchestrator.reload({ operations: ['a'], policyOf: bad })).toThrow('bad')
  orchestrator.release('a')
  expect(configuration.counts()).toMatchObject({ changes: 1, validations: 2, invalid: 1 })
  stop()
  orchestrator.reload(policiesOf({}))
  expect(configuration.counts().changes).toBe(1)
})
