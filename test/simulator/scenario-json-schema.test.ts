import { expect, it } from 'vitest'
import { scenarioJsonSchema } from '../../src/simulator/scenario-json-schema.js'
import { scenarioSchema } from '../../src/simulator/scenario-schema.js'

it('has every key of a scenario, and is the same bytes each time', () => {
  const schema = scenarioJsonSchema()
  expect(schema.title).toBe('resil scenario')
  expect(Object.keys(schema.properties as object)).toEqual(Object.keys(scenarioSchema.shape))
  expect(schema.required).toEqual(['version', 'name', 'title', 'duration', 'load', 'upstream'])
  expect(JSON.stringify(scenarioJsonSchema())).toBe(JSON.stringify(schema))
})
