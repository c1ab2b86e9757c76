/** What the syntax tests assert on: findings as `ruleId@line:col`, trees as plain values. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Checked } from '../../src/diagnostics/diagnostic.js'
import { sourceText } from '../../src/diagnostics/source.js'
import { flatten } from '../../src/syntax/flat.js'
import type { Node, ParsedText, ParseOptions, Parser } from '../../src/syntax/node.js'

export function places(checked: Checked<unknown>): string[] {
  return checked.diagnostics.map(
    ({ ruleId, span }) => `${ruleId}@${span?.start.line}:${span?.start.column}`,
  )
}

/** Maps as lists of pairs, so that order and repeated keys show. */
export function pairs(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'seq') return node.items.map(pairs)
  return node.entries.map((entry) => [entry.key, pairs(entry.value)])
}

/** Maps as objects. */
export function plain(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'seq') return node.items.map(plain)
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]))
}

export function read(parser: Parser, text: string, options?: ParseOptions) {
  const checked = parser(sourceText('input', text), options)
  const documents = checked.value?.documents ?? []
  return { checked, documents, root: documents[0]?.root, places: places(checked) }
}

/** Every leaf's span cuts its own text out of the source; unescaped texts only. */
export function expectExactSpans(parsed: ParsedText, text: string): void {
  for (const { root } of parsed.documents) {
    for (const { node, keySpan, keyText } of root ? flatten(root) : []) {
      if (node.kind !== 'scalar') continue
      expect(text.slice(node.span.start.offset, node.span.end.offset)).toContain(node.text)
      if (!keyText.startsWith('[')) {
        expect(text.slice(keySpan.start.offset, keySpan.end.offset)).toContain(keyText)
      }
    }
  }
}

/** Any text: noise made of the syntax's own signs, or a sample with a stretch replaced by it. */
export function brokenText(sample: string, signs: string): fc.Arbitrary<string> {
  const at = fc.nat(sample.length)
  const noise = fc.string({ unit: fc.constantFrom(...signs), maxLength: 60 })
  const mutated = fc.tuple(at, at, noise).map(([from, to, put]) => {
    return sample.slice(0, from) + put + sample.slice(to)
  })
  return fc.oneof(mutated, noise, fc.string({ unit: 'binary', maxLength: 60 }))
}

/** The contract of every parser on every text. */
export function expectSound(parser: Parser, text: string): void {
  const { checked, documents } = read(parser, text)
  const inText = (offset: number) => expect(offset).toBeLessThanOrEqual(text.length)
  expect(checked.value).toBeDefined()
  for (const { span, message } of checked.diagnostics) {
    inText(span!.end.offset)
    expect(span!.start.offset).toBeLessThanOrEqual(span!.end.offset)
    expect(message).toMatch(/\S\.$/)
  }
  for (const { root } of documents)
    for (const leaf of root ? flatten(root) : []) inText(leaf.node.span.end.offset)
}
