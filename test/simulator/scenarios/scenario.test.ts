import { expect, it } from 'vitest'
import { COMMON, defineScenario, UPSTREAM } from '../../../src/simulator/scenarios/scenario.js'

it('a scenario that the schema refuses is a bug', () => {
  const input = { ...COMMON, name: 'a-name', title: 'Title' }
  expect(defineScenario(input)).toMatchObject({ upstream: UPSTREAM, load: { arrivals: 'poisson' } })
  expect(() => defineScenario({ ...input, name: 'No Name' })).toThrow('kebab-case')
})
