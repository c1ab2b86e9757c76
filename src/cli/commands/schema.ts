/** `resil schema`: the JSON Schema of the policy document on stdout. */
import { policyJsonSchema } from '../../policy/json-schema.js'
import { print } from '../terminal.js'
import { EXIT } from '../usage-error.js'

export async function schemaCommand(): Promise<number> {
  print(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
  return EXIT.clean
}
