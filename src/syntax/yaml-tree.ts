/**
 * The library's document to the value tree: merge keys resolved, aliases copied, keys made text.
 *
 * Owns what enters the tree and under which pointer. A copied value keeps the place where it is
 * written (that is where a user would change it) and gets the pointer of where it is used. A
 * changer must keep every way into a collection behind the depth check in `#node`.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from 'yaml'
import { pointerStep, type SourceText } from '../diagnostics/source.js'
import type { Findings } from './findings.js'
import { type DuplicateSeverity, KeySet } from './keys.js'
import { tooDeep } from './limits.js'
import type { Entry, Node } from './node.js'
import type { MaskedText } from './template.js'
import { type AliasBudget, YamlAliases } from './yaml-aliases.js'
import { type ScalarSettings, YamlScalars } from './yaml-scalars.js'

export interface TreeSettings extends ScalarSettings {
  readonly limit: number
  readonly aliasBudget: AliasBudget
}

export class YamlTree {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #limit: number
  readonly #duplicates: DuplicateSeverity
  readonly #aliases: YamlAliases
  readonly #scalars: YamlScalars

  constructor(source: SourceText, findings: Findings, masked: MaskedText, settings: TreeSettings) {
    this.#source = source
    this.#findings = findings
    this.#limit = settings.limit
    this.#duplicates = masked.directives > 0 ? 'warning' : 'error'
    this.#aliases = new YamlAliases(findings, settings.aliasBudget)
    this.#scalars = new YamlScalars(source, findings, masked, settings)
  }

  /** The tree of one document's content; undefined when there is none. */
  read(content: YamlNode | null): Node | undefined {
    const empty = content === null || (isScalar(content) && isEmpty(content))
    return empty ? undefined : this.#node(content, '', 1)
  }

  #node(node: YamlNode, pointer: string, depth: number): Node | undefined {
    if (isAlias(node)) {
      return this.#aliases.expand(node, pointer, (target) => this.#node(target, pointer, depth))
    }
    return this.#aliases.within(node, () => {
      if (isScalar(node)) return this.#scalars.read(node, pointer, !this.#aliases.expanding)
      if (depth > this.#limit) {
        this.#findings.add(tooDeep(node.range?.[0] ?? 0, this.#limit, pointer))
        return undefined
      }
      this.#scalars.checkCollectionTag(node, pointer)
      return isMap(node)
        ? this.#map(node, pointer, depth)
        : this.#seq(node as YAMLSeq, pointer, depth)
    })
  }

  #seq(node: YAMLSeq, pointer: string, depth: number): Node {
    const items: Node[] = []
    for (const raw of node.items) {
      const at = pointer + pointerStep(items.length)
      const item = this.#node(raw as YamlNode, at, depth + 1)
      if (item !== undefined) items.push(item)
    }
    return { kind: 'seq', items, span: this.#span(node, pointer) }
  }

  #map(node: YAMLMap, pointer: string, depth: number): Node {
    const severity = this.#aliases.expanding ? 'unreported' : this.#duplicates
    const keys = new KeySet(this.#source, this.#findings, severity)
    const entries: (Entry | YamlNode)[] = []
    for (const pair of node.items as Pair<YamlNode, YamlNode | null>[]) {
      if (isMergeKey(pair.key)) {
        if (pair.value) entries.push(pair.value)
      } else {
        const entry = this.#entry(pair, keys, pointer, depth)
        if (entry !== undefined) entries.push(entry)
      }
    }
    const merged = entries.flatMap((entry) =>
      'keySpan' in entry ? [entry] : this.#merge(entry, keys, pointer, depth),
    )
    return { kind: 'map', entries: merged, span: this.#span(node, pointer) }
  }

  #entry(
    pair: Pair<YamlNode, YamlNode | null>,
    keys: KeySet,
    pointer: string,
    depth: number,
  ): Entry | undefined {
    const key = this.#keyText(pair.key, pointer)
    if (key === undefined) return undefined
    const [start = 0, end = start] = pair.key.range ?? []
    const at = pointer + pointerStep(key)
    const keySpan = keys.claim({ key, start, end, pointer: at })
    const value =
      pair.value === null ? this.#scalars.missing(end, at) : this.#node(pair.value, at, depth + 1)
    return keySpan === undefined || value === undefined ? undefined : { key, keySpan, value }
  }

  /** A key as text: numbers and the like as written, what an alias names, never a collection. */
  #keyText(key: YamlNode, pointer: string): string | undefined {
    const target = isAlias(key) ? this.#aliases.expand(key, pointer, (node) => node) : key
    if (isScalar(target) && !isEmpty(target)) return this.#scalars.text(target)
    if (target === undefined) return undefined
    const [start = 0, end = start] = key.range ?? []
    const message = isScalar(target)
      ? 'A value stands here without a key; it is left out.'
      : 'A map or list stands here as a key; its entry is left out.'
    const help = 'Write a plain word as the key.'
    this.#findings.add({ ruleId: 'syntax/bad-key', start, end, pointer, message, help })
    return undefined
  }

  /** The entries that `<<: value` adds: those whose keys the map does not have itself. */
  #merge(value: YamlNode, keys: KeySet, pointer: string, depth: number): Entry[] {
    if (isAlias(value)) {
      return (
        this.#aliases.expand(value, pointer, (node) => this.#merge(node, keys, pointer, depth)) ??
        []
      )
    }
    if (isSeq(value)) {
      return value.items.flatMap((item) => this.#merge(item as YamlNode, keys, pointer, depth))
    }
    if (!isMap(value)) return this.#badMerge(value, pointer)
    const map = this.#aliases.within(value, () => this.#map(value, pointer, depth))
    if (map?.kind !== 'map') return []
    return map.entries.filter(({ key, keySpan }) => {
      const [start, end] = [keySpan.start.offset, keySpan.end.offset]
      return !keys.has(key) && keys.claim({ key, start, end, pointer: keySpan.pointer })
    })
  }

  #badMerge(value: YamlNode, pointer: string): [] {
    const [start = 0, end = start] = value.range ?? []
    const message = 'The merge key `<<` takes a map, and this is none.'
    const help = 'Give an alias of a map, e.g. `<<: *defaults`.'
    this.#findings.add({ ruleId: 'syntax/bad-merge', start, end, pointer, message, help })
    return []
  }

  #span(node: YAMLMap | YAMLSeq, pointer: string) {
    const [start = 0] = node.range ?? []
    return this.#source.span(start, endOf(node), pointer)
  }
}

/** The end of a node's own text: the library counts the line end after a block as part of it. */
function endOf(node: YamlNode | null): number {
  const end = node?.range?.[1] ?? 0
  if (node === null || isScalar(node) || isAlias(node)) return end
  const collection = node as YAMLMap | YAMLSeq
  if (collection.flow) return end
  const last = collection.items.at(-1) as Pair<YamlNode, YamlNode | null> | YamlNode | undefined
  if (last === undefined) return end
  if (!('key' in last)) return endOf(last)
  return Math.max(endOf(last.key), endOf(last.value))
}

function isMergeKey(key: YamlNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}

function isEmpty(node: Scalar): boolean {
  return node.type === 'PLAIN' && node.source === ''
}
