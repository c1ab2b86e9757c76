/** The JSON Schema of the policy document, generated from the zod schema. */
import * as z from 'zod'
import { document } from './schema.js'

/** Draft 2020-12, for editors and `resil schema`; the same bytes in every run. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(document, { io: 'input', reused: 'ref' })
  return { ...schema, title: 'resil policy' }
}
