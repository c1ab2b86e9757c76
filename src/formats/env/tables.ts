/**
 * String tables of TOML files: `[vars]` and `[env.<name>.vars]` of Wrangler (also of its JSON
 * form), and `[env]` of Fly, mise and others. An environment's table is an overlay of that
 * environment.
 */
import type { SourceText } from '../../diagnostics/source.js'
import { entryOf, type Node } from '../../syntax/node.js'
import { literalValues } from './dotenv.js'
import { type Collected, type Home, type Variable, variableOf } from './variable.js'

export function isTable(root: Node | undefined, isToml: boolean): boolean {
  const hasTable = ['vars', 'env'].some((key) => entryOf(root, key)?.value.kind === 'map')
  return hasTable && (isToml || entryOf(root, 'compatibility_date') !== undefined)
}

export function fromTables(source: SourceText, root: Node): Collected {
  const variables: Variable[] = []
  const read = (node: Node | undefined, prefix: string, environment?: string) => {
    if (node?.kind !== 'map') return
    const literal = literalValues(node)
    const home: Home = {
      source,
      place: '',
      prefix,
      ...(environment === undefined ? {} : { environment }),
      lookUp: (name) => literal.get(name),
    }
    for (const { key, keySpan, value } of node.entries) {
      if (value.kind === 'scalar') variables.push(variableOf(home, key, keySpan, value))
    }
  }
  const env = entryOf(root, 'env')?.value
  read(entryOf(root, 'vars')?.value, 'vars.')
  read(env, 'env.')
  for (const { key, value } of env?.kind === 'map' ? env.entries : []) {
    read(entryOf(value, 'vars')?.value, `env.${key}.vars.`, key)
  }
  return { variables, findings: [] }
}
