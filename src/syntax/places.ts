/**
 * From a value tree to plain data for a schema, and from the schema's pointers back to places.
 * The policy document and scenarios share it, so that their findings point alike.
 */
import type { Span } from '../diagnostics/diagnostic.js'
import { pointerStep } from '../diagnostics/source.js'
import type { Node } from './node.js'

/** Where a value of a document stands, and the key that it stands under. */
export interface Place {
  readonly value: Span
  readonly key: Span
}

/** The place of every value of a tree, by JSON pointer. */
export function placesOf(root: Node): Map<string, Place> {
  const places = new Map<string, Place>()
  const visit = (node: Node, pointer: string, key: Span): void => {
    places.set(pointer, { value: { ...node.span, pointer }, key: { ...key, pointer } })
    if (node.kind === 'map') {
      for (const e of node.entries) visit(e.value, pointer + pointerStep(e.key), e.keySpan)
    } else if (node.kind === 'seq') {
      node.items.forEach((item, i) => {
        visit(item, pointer + pointerStep(i), item.span)
      })
    }
  }
  visit(root, '', root.span)
  return places
}

/** The place of a pointer, or the key of its nearest parent that the file has. */
export function nearest(
  places: ReadonlyMap<string, Place>,
  pointer: string,
  part: 'value' | 'key',
): Span {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at)
    if (place) return at === pointer ? place[part] : place.key
    if (at === '') throw new Error('the root of a document has a place')
  }
}

/** The values of a tree as plain data; trees hold no forbidden keys. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'seq') return node.items.map(toPlain)
  return Object.fromEntries(node.entries.map((entry) => [entry.key, toPlain(entry.value)]))
}
