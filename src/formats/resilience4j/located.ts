/**
 * All keys of a text as Spring sees them: full paths in steps, each with its value and place.
 *
 * A list of scalars is one key (as Spring binds it); in .properties its items have keys of their
 * own. Nothing is judged here, so keys of other namespaces come out too: profiles and placeholders
 * need them. The tree is finite and its depth bounded by the parsers.
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { MapNode, Node, ParsedText, ScalarNode, SeqNode } from '../../syntax/node.js'
import type { SourceKey } from '../ledger.js'
import { relaxed, type Step, stepsOf } from './relaxed.js'

export interface Located {
  readonly document: number
  readonly steps: readonly Step[]
  readonly source: SourceKey
  readonly node: ScalarNode | SeqNode | MapNode
}

/** Every key of the text that holds a value, in file order. */
export function* locatedKeys(text: ParsedText): Generator<Located> {
  for (const { index, root } of text.documents) {
    if (root?.kind === 'map') yield* keysOf(root, index, [], '')
  }
}

/** The path in the form in which paths are compared. */
export function relaxedPath(steps: readonly Step[]): string {
  return steps.map((step) => relaxed(step.text)).join('.')
}

function* keysOf(
  map: MapNode,
  document: number,
  above: readonly Step[],
  aboveKey: string,
): Generator<Located> {
  for (const entry of map.entries) {
    const steps = [...above, ...stepsOf(entry.key)]
    const key = aboveKey === '' ? entry.key : `${aboveKey}.${entry.key}`
    yield* valuesOf(entry.value, document, steps, key, entry.keySpan)
  }
}

function* valuesOf(
  node: Node,
  document: number,
  steps: readonly Step[],
  key: string,
  keySpan: Span,
): Generator<Located> {
  if (node.kind === 'map' && node.entries.length > 0) yield* keysOf(node, document, steps, key)
  else if (node.kind === 'seq' && node.items.some((item) => item.kind !== 'scalar')) {
    for (const [index, item] of node.items.entries()) {
      const step = { text: String(index), bracket: true }
      yield* valuesOf(item, document, [...steps, step], `${key}[${index}]`, item.span)
    }
  } else {
    const text = textOf(node)
    const span = text === '' ? keySpan : node.span
    yield { document, steps, source: { key, text, span }, node }
  }
}

function textOf(node: ScalarNode | SeqNode | MapNode): string {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'map') return '{}'
  if (node.items.length === 0) return '[]'
  return node.items.map((item) => (item.kind === 'scalar' ? item.text : '')).join(', ')
}
