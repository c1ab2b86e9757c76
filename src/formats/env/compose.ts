/**
 * docker compose: `services.<name>.environment` as a map or a list. `env_file` is pointed out and
 * not read; a lone list of `NAME=value` (a fragment of such a file) is read as one environment.
 */
import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'
import { entryOf, type Node, type ScalarNode } from '../../syntax/node.js'
import {
  type Collected,
  FROM_SHELL,
  type Home,
  missingVariable,
  type Variable,
  variableOf,
} from './variable.js'

const PAIR = /^([A-Za-z_][\w.-]*)=([\s\S]*)$/
const BARE_NAME = /^[A-Za-z_]\w*$/

export function isCompose(root: Node | undefined): boolean {
  const services = entryOf(root, 'services')?.value
  return services?.kind === 'map' || isPairList(root)
}

export function fromCompose(source: SourceText, root: Node): Collected {
  if (root.kind === 'seq') {
    return { variables: environment({ source, place: '', prefix: '' }, root), findings: [] }
  }
  const services = entryOf(root, 'services')?.value
  const variables: Variable[] = []
  const findings: Diagnostic[] = []
  for (const { key: service, value } of services?.kind === 'map' ? services.entries : []) {
    const home = { source, place: service, prefix: `services.${service}.environment.` }
    const node = entryOf(value, 'environment')?.value
    if (node !== undefined) variables.push(...environment(home, node))
    const file = entryOf(value, 'env_file')
    if (file !== undefined) findings.push(envFileNotRead(service, file.keySpan, file.value))
  }
  return { variables, findings }
}

/** The variables of one `environment:`, in either form. */
export function environment(home: Home, node: Node): Variable[] {
  if (node.kind === 'map') {
    return node.entries.flatMap(({ key, keySpan, value }) =>
      value.kind === 'scalar' ? [variableOf(home, key, keySpan, value)] : [],
    )
  }
  if (node.kind !== 'seq') return []
  return node.items.flatMap((item) => (item.kind === 'scalar' ? pair(home, item) : []))
}

function pair(home: Home, item: ScalarNode): Variable[] {
  const match = PAIR.exec(item.text)
  if (!match) {
    const isName = BARE_NAME.test(item.text)
    return isName ? [missingVariable(home, item.text, item.span, '', FROM_SHELL)] : []
  }
  const [, name = '', text = ''] = match
  const { start, pointer } = item.span
  const raw = home.source.text.slice(start.offset, item.span.end.offset)
  // The value is the end of the item, less a closing quote; escapes keep the whole item's span.
  const at = raw.indexOf(text)
  const from = start.offset + raw.indexOf('=') + 1
  const exactly = text !== '' && at !== -1 && raw.slice(raw.indexOf('=') + 1).startsWith(text)
  const span = exactly ? home.source.span(from, from + text.length, pointer) : item.span
  const keySpan = home.source.span(
    start.offset + Math.max(0, raw.indexOf(name)),
    start.offset + Math.max(0, raw.indexOf(name)) + name.length,
    pointer,
  )
  return [variableOf(home, name, keySpan, { ...item, text, value: text, span })]
}

function isPairList(root: Node | undefined): boolean {
  if (root?.kind !== 'seq' || root.items.length === 0) return false
  return root.items.every((item) => item.kind === 'scalar' && PAIR.test(item.text))
}

function envFileNotRead(service: string, span: Span, node: Node): Diagnostic {
  const files = fileNames(node)
  return {
    ruleId: 'env/env-file-not-read',
    severity: 'info',
    message:
      `The service ${service} also takes variables from ${files.join(', ') || 'env_file'}, ` +
      'which was not read.',
    help: 'Give that file as well if it holds resilience settings.',
    span,
    data: { service, files },
  }
}

function fileNames(node: Node): string[] {
  if (node.kind === 'scalar') return [node.text]
  const items = node.kind === 'seq' ? node.items : node.entries.map((entry) => entry.value)
  return items.flatMap((item) => {
    const path = item.kind === 'map' ? entryOf(item, 'path')?.value : item
    return path?.kind === 'scalar' ? [path.text] : []
  })
}
