/**
 * The tree as a list of leaves, for formats that think in full paths (`a.b.c`, `A__B`).
 * Every leaf is listed once, in file order; empty maps and lists are leaves, so nothing is lost.
 */
import type { Span } from '../diagnostics/diagnostic.js'
import type { MapNode, Node, ScalarNode, SeqNode } from './node.js'

export interface FlatEntry {
  /** The map keys from the root; an item of a list is the step `[0]`. Empty for a lone scalar. */
  readonly path: readonly string[]
  /** The place of the last key; for an item of a list, the item itself. */
  readonly keySpan: Span
  /** The last step of `path`, `''` at the root. */
  readonly keyText: string
  /** A scalar, or a map or list without content. */
  readonly node: ScalarNode | SeqNode | MapNode
}

export function flatten(node: Node): FlatEntry[] {
  const leaves: FlatEntry[] = []
  collect(node, [], node.span, leaves)
  return leaves
}

function collect(node: Node, path: readonly string[], keySpan: Span, into: FlatEntry[]): void {
  if (node.kind === 'map' && node.entries.length > 0) {
    for (const entry of node.entries) {
      collect(entry.value, [...path, entry.key], entry.keySpan, into)
    }
  } else if (node.kind === 'seq' && node.items.length > 0) {
    node.items.forEach((item, index) => {
      collect(item, [...path, `[${index}]`], item.span, into)
    })
  } else {
    into.push({ path, keySpan, keyText: path.at(-1) ?? '', node })
  }
}
