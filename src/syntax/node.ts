/**
 * The value tree that every reader of text produces (YAML, JSON, TOML, .properties, .env), with the
 * place of each key and value. The policy document and all importers stand on it; none of them sees
 * a parser. A tree is finite and acyclic: aliases are expanded within a budget, or refused.
 */
import type { Checked, Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'

export type ScalarValue = string | number | boolean | null

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly value: ScalarValue
  /** The value as written, quotes and escapes resolved but no type guessed: `012`, `yes`, `30s`. */
  readonly text: string
  /** True when the file marks it as a string (quotes, block scalar); never in .properties. */
  readonly quoted: boolean
  readonly span: Span
}

export interface Entry {
  readonly key: string
  readonly keySpan: Span
  readonly value: Node
}

export interface MapNode {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
  readonly span: Span
}

export interface SeqNode {
  readonly kind: 'seq'
  readonly items: readonly Node[]
  readonly span: Span
}

export type Node = ScalarNode | MapNode | SeqNode

/** One document of a file; a YAML file may hold several. `root` is absent for an empty one. */
export interface Document {
  readonly index: number
  readonly root: Node | undefined
}

export type SyntaxId = 'yaml' | 'json' | 'toml' | 'properties' | 'dotenv'

/** A text that parsed, perhaps with holes: findings of severity error say what is missing. */
export interface ParsedText {
  readonly source: SourceText
  readonly syntax: SyntaxId
  readonly documents: readonly Document[]
}

export interface ParseOptions {
  /** Levels of nesting allowed. Default 64: enough for Kubernetes lists, far from the stack. */
  readonly maxDepth?: number
  /** `1.1` for files that SnakeYAML reads (`012` is 10, `on` is true). Default `1.2`. */
  readonly yamlVersion?: '1.1' | '1.2'
}

export type Parser = (source: SourceText, options?: ParseOptions) => Checked<ParsedText>

export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.find((e) => e.key === key) : undefined
}

/** The value under `keys`, one map per key; undefined as soon as one is missing. */
export function valueAt(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let current = node
  for (const key of keys) current = entryOf(current, key)?.value
  return current
}
