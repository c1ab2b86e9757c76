/** The JSON Schema of scenario files, generated from the zod schema. */
import * as z from 'zod'
import { scenarioSchema } from './scenario-schema.js'

/** Draft 2020-12, for editors and `resil schema scenario`; the same bytes in every run. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'ref' })
  return { ...schema, title: 'resil scenario' }
}
