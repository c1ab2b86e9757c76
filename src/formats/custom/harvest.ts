/**
 * What the walk brings home: the keys that play a role, with the scope that they stand in, and the
 * keys that play none. Nothing is interpreted yet; that is for the readers of each feature.
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { Entry, MapNode, Node } from '../../syntax/node.js'
import type { Reason } from '../format.js'
import type { SourceKey } from '../ledger.js'
import type { Meaning } from './recognise.js'
import type { ScopeNode } from './scopes.js'
import type { Feature, Topic } from './topics.js'
import type { Unit } from './words.js'

export interface Found {
  readonly source: SourceKey
  /** The last step of the key, as written. */
  readonly last: string
  readonly node: Node
  readonly meaning: Meaning
  readonly scope: ScopeNode
  /** The map that the key stands in; keys of one map explain each other. */
  readonly block: MapNode
  /** The topic of the section that it stands in. */
  readonly topic: Topic | undefined
  /** The unit of bare numbers that the block states (`unit: ms`). */
  readonly unit: Unit | undefined
  readonly notes: readonly Reason[]
}

export interface Stray {
  readonly source: SourceKey
  readonly last: string
  readonly feature: Feature | undefined
  /** Set when the key is left out on purpose. */
  readonly why?: Reason
}

/** A block in the own words of a library (opossum, gobreaker under KrakenD). */
export interface Dialect {
  readonly kind: 'opossum' | 'gobreaker'
  readonly map: MapNode
  readonly path: readonly string[]
  readonly scope: ScopeNode
}

export interface Harvest {
  readonly found: Found[]
  readonly strays: Stray[]
  readonly dialects: Dialect[]
  /** The root of the file's own scopes, and one per environment. */
  readonly roots: ScopeNode[]
  /** The first key that gave the file away. */
  first?: { readonly key: string; readonly span: Span; readonly isStrong: boolean }
}

/** Found keys by the map that they stand in. */
export function byBlock(found: readonly Found[]): ReadonlyMap<MapNode, readonly Found[]> {
  const blocks = new Map<MapNode, Found[]>()
  for (const one of found) {
    const block = blocks.get(one.block)
    if (block) block.push(one)
    else blocks.set(one.block, [one])
  }
  return blocks
}

export function keyOf(path: readonly string[]): string {
  return path.reduce(
    (key, step) => (step.startsWith('[') || !key ? key + step : `${key}.${step}`),
    '',
  )
}

export function sourceOf(path: readonly string[], entry: Entry): SourceKey {
  const text = textOf(entry.value)
  const empty = entry.value.kind === 'scalar' && entry.value.text === ''
  return { key: keyOf(path), text, span: empty ? entry.keySpan : entry.value.span }
}

/** A value as one line: scalars as written, lists with commas. */
export function textOf(node: Node): string {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'map') {
    return `{${node.entries.map(({ key, value }) => `${key}: ${textOf(value)}`).join(', ')}}`
  }
  return `[${node.items.map(textOf).join(', ')}]`
}
