/** `key=value` flags that may be repeated, and maps kept in a file. */
import type { Node } from '../../syntax/node.js'
import { parseText } from '../../syntax/read.js'
import { readSourceFile } from '../io.js'
import { UsageError } from '../usage-error.js'

export function parseDecisions(pairs: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)]
      throw new UsageError(`${flag} ${pair} is no key=value pair.`, `Write ${flag} KEY=VALUE.`)
    }),
  )
}

/** Each argument is `old=new`, or a YAML or JSON file that maps old names to new ones. */
export function operationMapOf(args: readonly string[]): Record<string, string> {
  return Object.assign({}, ...args.map((arg) => (arg.includes('=') ? pairOf(arg) : fileMap(arg))))
}

function pairOf(arg: string): Record<string, string> {
  return parseDecisions([arg], '--operation-map')
}

function fileMap(path: string): Record<string, string> {
  const source = readSourceFile(path).value
  const parsed = source && parseText(source)
  const root: Node | undefined = parsed?.value?.documents[0]?.root
  const entries = root?.kind === 'map' ? root.entries : undefined
  if (!entries || entries.some((entry) => entry.value.kind !== 'scalar')) {
    throw new UsageError(`${path} is no map of operation names.`, 'Write lines like "old: new".')
  }
  return Object.fromEntries(
    entries.map((entry) => [entry.key, entry.value.kind === 'scalar' ? entry.value.text : '']),
  )
}
