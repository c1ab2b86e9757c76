/**
 * The file as Spring sees it: dotted keys with their values, whatever mix of nesting and dots they
 * were written in, each with the profiles under which it holds.
 *
 * Owns flattening and profiles; knows no key of any library. A changer must keep two names apart:
 * `key` is what the user wrote, `name` what is looked up (Spring's `[a.b]` brackets taken off).
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { Document, Node, ParsedText, SeqNode } from '../../syntax/node.js'
import type { SourceKey } from '../ledger.js'

export interface RawKey {
  readonly source: SourceKey
  readonly name: string
  /** Undefined in the list stands for "under every profile". */
  readonly environments: readonly (string | undefined)[]
  /** A condition on profiles that is more than a list of names, e.g. `!prod`. */
  readonly condition?: string
  /** An integer that the file's syntax has already read (YAML 1.1 writes 10 as `012`). */
  readonly integer?: number
}

/** A document that holds only under some profiles. */
export interface ProfileDocument {
  readonly names: readonly string[]
  readonly condition?: string
  readonly span: Span
  /** Whether it says anything beside its profile. */
  readonly empty: boolean
}

export interface SourceKeys {
  readonly keys: readonly RawKey[]
  readonly profiles: readonly ProfileDocument[]
}

interface Leaf {
  readonly path: readonly string[]
  readonly keySpan: Span
  readonly node: Node
}

const PROFILE_KEY = /^spring\.(profiles|config\.activate\.on-?profile)(\[\d+\])?$/i

export function readSourceKeys(text: ParsedText): SourceKeys {
  const keys: RawKey[] = []
  const profiles: ProfileDocument[] = []
  for (const document of text.documents) {
    const leaves = leavesOf(document)
    const ownProfiles = leaves.filter((leaf) => PROFILE_KEY.test(nameOf(leaf)))
    const profile = ownProfiles.length > 0 ? profileOf(ownProfiles, leaves) : undefined
    if (profile) profiles.push(profile)
    for (const leaf of leaves) keys.push(rawKey(leaf, profile))
  }
  return { keys, profiles }
}

function leavesOf(document: Document): Leaf[] {
  const leaves: Leaf[] = []
  const { root } = document
  if (root?.kind === 'map') collect(root, [], root.span, leaves)
  return leaves
}

function collect(node: Node, path: readonly string[], keySpan: Span, into: Leaf[]): void {
  if (node.kind !== 'map' || node.entries.length === 0) {
    into.push({ path, keySpan, node })
    return
  }
  for (const { key, keySpan: at, value } of node.entries) collect(value, [...path, key], at, into)
}

function nameOf({ path }: Leaf): string {
  return path.join('.').replaceAll(/(^|\.)\[([^\]]+)\](?=\.|$)/g, '$1$2')
}

function profileOf(own: readonly Leaf[], all: readonly Leaf[]): ProfileDocument {
  const texts = own.flatMap((leaf) => textOf(leaf.node).split(',')).map((text) => text.trim())
  const names = texts.filter((text) => /^[\w.+-]{1,100}$/.test(text))
  const condition = texts.length > names.length ? texts.join(', ') : undefined
  const span = spanOf(own[0]!)
  const empty = all.length === own.length
  return { names, span, empty, ...(condition === undefined ? {} : { condition }) }
}

function rawKey(leaf: Leaf, profile: ProfileDocument | undefined): RawKey {
  const { node, path } = leaf
  const source = { key: path.join('.'), text: textOf(node), span: spanOf(leaf) }
  const condition = profile?.condition
  return {
    source,
    name: nameOf(leaf),
    environments: profile ? [...new Set(profile.names)] : [undefined],
    ...(condition === undefined ? {} : { condition }),
    ...integerOf(node),
  }
}

function textOf(node: Node): string {
  if (node.kind === 'scalar') return node.text
  return node.kind === 'seq' ? itemTexts(node).join(',') : ''
}

function itemTexts({ items }: SeqNode): string[] {
  return items.map((item) => (item.kind === 'scalar' ? item.text : '?'))
}

function spanOf({ node, keySpan }: Leaf): Span {
  return textOf(node) === '' ? keySpan : node.span
}

function integerOf(node: Node): { integer: number } | undefined {
  if (node.kind !== 'scalar' || node.quoted || typeof node.value !== 'number') return undefined
  const whole = Number.isSafeInteger(node.value) && !/[.e]/i.test(node.text.replace(/^0x.*/i, ''))
  return whole ? { integer: node.value } : undefined
}
