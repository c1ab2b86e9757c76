/** Which source a text is, and its variables. Everything that is none gives nothing. */
import type { ParsedText } from '../../syntax/node.js'
import { fromCompose, isCompose } from './compose.js'
import { fromDotenv } from './dotenv.js'
import { fromKubernetes, isKubernetes, kubernetesObjects } from './kubernetes.js'
import { fromTables, isTable } from './tables.js'
import type { Collected } from './variable.js'

const NOTHING: Collected = { variables: [], findings: [] }

/** All variables of the text, in file order within one source. */
export function collect(text: ParsedText): Collected {
  if (text.syntax === 'dotenv') return fromDotenv(text)
  if (text.syntax === 'properties') return NOTHING
  const roots = text.documents.flatMap(({ root }) => root ?? [])
  const objects = roots.filter(isKubernetes).flatMap(kubernetesObjects)
  if (objects.length > 0) return fromKubernetes(text.source, objects)
  const [root] = roots
  if (root === undefined) return NOTHING
  if (isTable(root, text.syntax === 'toml')) return fromTables(text.source, root)
  return text.syntax !== 'toml' && isCompose(root) ? fromCompose(text.source, root) : NOTHING
}
