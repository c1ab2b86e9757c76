/** Variables of a .env file (or of the environment itself): one map, all in one place. */
import type { MapNode, ParsedText } from '../../syntax/node.js'
import { type Collected, type Home, variableOf } from './variable.js'

export function fromDotenv(text: ParsedText): Collected {
  const root = text.documents[0]?.root
  const entries = root?.kind === 'map' ? root.entries : []
  const literal = literalValues(root?.kind === 'map' ? root : undefined)
  const home: Home = {
    source: text.source,
    place: '',
    prefix: '',
    lookUp: (name) => literal.get(name),
  }
  const variables = entries.flatMap(({ key, keySpan, value }) =>
    value.kind === 'scalar' ? [variableOf(home, key, keySpan, value)] : [],
  )
  return { variables, findings: [] }
}

/** Values that hold no placeholder themselves; of a name set twice the later one. */
export function literalValues(map: MapNode | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const { key, value } of map?.entries ?? []) {
    if (value.kind !== 'scalar') continue
    if (value.text.includes('$')) values.delete(key)
    else values.set(key, value.text)
  }
  return values
}
