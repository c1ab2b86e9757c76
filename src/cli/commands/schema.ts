/** `resil schema`: the JSON Schema of policy documents, or of scenario files, on stdout. */
import { suggest } from '../../diagnostics/suggest.js'
import { policyJsonSchema } from '../../policy/json-schema.js'
import { scenarioJsonSchema } from '../../simulator/scenario-json-schema.js'
import { print } from '../terminal.js'
import { EXIT, UsageError } from '../usage-error.js'

const SCHEMAS: Readonly<Record<string, () => Record<string, unknown>>> = {
  policy: policyJsonSchema,
  scenario: scenarioJsonSchema,
}

export async function schemaCommand(of = 'policy'): Promise<number> {
  const schema = SCHEMAS[of]
  if (!schema) {
    const near = suggest(of, Object.keys(SCHEMAS))
    const help = near ? `Did you mean ${near}?` : 'Use policy or scenario.'
    throw new UsageError(`There is no schema of ${of}.`, help)
  }
  print(`${JSON.stringify(schema(), null, 2)}\n`)
  return EXIT.clean
}
