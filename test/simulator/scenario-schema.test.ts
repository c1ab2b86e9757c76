import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { scenarioSchema } from '../../src/simulator/scenario-schema.js'

describe('the schema of scenarios', () => {
  it('has a JSON Schema for editors', () => {
    const schema = z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'ref' })
    expect(schema.required).toEqual(['version', 'name', 'title', 'duration', 'load', 'upstream'])
  })
})
