/**
 * YAML scalars to scalar nodes: quoting, tags, types of both YAML versions, masked templates.
 *
 * Owns `syntax/unknown-tag` and `syntax/yaml-1.1`. The types themselves are plain-scalar.ts's.
 */
import type { Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { SourceText } from '../diagnostics/source.js'
import { type Findings, shown } from './findings.js'
import type { ScalarNode, ScalarValue } from './node.js'
import { plainValue } from './plain-scalar.js'
import type { Masked, MaskedText } from './template.js'

const CORE = 'tag:yaml.org,2002:'
const TYPED_TAGS = new Set(['bool', 'int', 'float', 'null'].map((name) => CORE + name))
const TEXT_TAGS = new Set(['!', ...['str', 'timestamp', 'binary'].map((name) => CORE + name)])
const COLLECTION_TAGS = new Set(['!', ...['map', 'seq', 'set', 'omap'].map((name) => CORE + name)])

export interface ScalarSettings {
  readonly version: '1.1' | '1.2'
}

export class YamlScalars {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #masked: readonly Masked[]
  readonly #version: '1.1' | '1.2'

  constructor(
    source: SourceText,
    findings: Findings,
    masked: MaskedText,
    settings: ScalarSettings,
  ) {
    this.#source = source
    this.#findings = findings
    this.#masked = masked.inline
    this.#version = settings.version
  }

  /** `report` is false for copies, whose findings the original has already given. */
  read(node: Scalar, pointer: string, report: boolean): ScalarNode {
    const [start = 0, end = start] = node.range ?? []
    const span = this.#source.span(start, end, pointer)
    if (this.#isMasked(start, end)) {
      const text = this.#source.text.slice(start, end)
      return { kind: 'scalar', value: text, text, quoted: true, span }
    }
    const text = node.source ?? ''
    const typed = node.tag !== undefined && TYPED_TAGS.has(node.tag)
    const asText = node.tag !== undefined && !typed
    if (report && asText && !TEXT_TAGS.has(node.tag!))
      this.#unknownTag(node.tag!, start, end, pointer)
    const quoted = asText || (node.type !== 'PLAIN' && !typed)
    const value = quoted ? text : plainValue(text, this.#version)
    if (report && !quoted && this.#version === '1.1')
      this.#compareVersions(text, value, node, pointer)
    return { kind: 'scalar', value, text, quoted, span }
  }

  /** The null of a key that has no value at all. */
  missing(offset: number, pointer: string): ScalarNode {
    const span = this.#source.span(offset, offset, pointer)
    return { kind: 'scalar', value: null, text: '', quoted: false, span }
  }

  /** A scalar as a key. */
  text(node: Scalar): string {
    const [start = 0, end = start] = node.range ?? []
    return this.#isMasked(start, end) ? this.#source.text.slice(start, end) : (node.source ?? '')
  }

  checkCollectionTag(node: YAMLMap | YAMLSeq, pointer: string): void {
    const start = node.range?.[0] ?? 0
    if (node.tag === undefined || COLLECTION_TAGS.has(node.tag)) return
    this.#unknownTag(node.tag, start, start + 1, pointer)
  }

  #unknownTag(tag: string, start: number, end: number, pointer: string): void {
    const name = tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag
    this.#findings.add({
      ruleId: 'syntax/unknown-tag',
      severity: 'warning',
      start,
      end,
      pointer,
      message: `The tag ${shown(name)} is not known; what it would do to the value is not done.`,
      help: 'Replace the tagged value by the value that it stands for.',
      data: { tag: name },
    })
  }

  #compareVersions(text: string, value: ScalarValue, node: Scalar, pointer: string): void {
    const other = plainValue(text, '1.2')
    if (Object.is(other, value)) return
    const [start = 0, end = start] = node.range ?? []
    this.#findings.add({
      ruleId: 'syntax/yaml-1.1',
      severity: 'info',
      start,
      end,
      pointer,
      message:
        `${shown(text)} is ${told(value)} in YAML 1.1, as it is read here, ` +
        `and ${told(other)} in YAML 1.2.`,
      help: 'Write the value so that both versions agree, or put it in quotes.',
      data: { text, yaml11: value, yaml12: other },
    })
  }

  /** Whether a masked stretch touches the scalar; binary search, as both are in file order. */
  #isMasked(start: number, end: number): boolean {
    let low = 0
    let high = this.#masked.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#masked[middle]!.end <= start) low = middle + 1
      else high = middle
    }
    const next = this.#masked[low]
    return next !== undefined && next.start < end
  }
}

function told(value: ScalarValue): string {
  if (typeof value === 'string') return `the text ${shown(value)}`
  return typeof value === 'boolean' ? String(value) : `the number ${value}`
}
