/**
 * A policy document as text: YAML with short lists on one line, or JSON. The same document gives
 * the same bytes; `parsePolicy(print(document))` gives the document back.
 */
import { Document, isScalar, isSeq, visit } from 'yaml'
import type { PolicyDocument } from './schema.js'

const KEY_ORDER = [
  '$schema',
  'version',
  'preset',
  'presets',
  'defaults',
  'operations',
  'environments',
  'simulate',
]

/** Longest list that stays on one line, in characters. */
const FLOW_LIMIT = 70

/** @param comment lines put before the document as `# ` comments; YAML only. */
export function printYaml(document: PolicyDocument, comment: readonly string[] = []): string {
  const doc = new Document(ordered(document), { aliasDuplicateObjects: false })
  visit(doc, {
    Seq(_, node) {
      const short = node.items.every((item) => isScalar(item)) && JSON.stringify(node).length
      if (isSeq(node) && short && short <= FLOW_LIMIT) node.flow = true
    },
  })
  // A file name may hold a line end, which would end the comment.
  const head = comment.map((line) => `# ${line.replace(/\p{Cc}/gu, ' ')}`.trimEnd())
  const body = doc.toString({ lineWidth: 0, flowCollectionPadding: false })
  return head.length > 0 ? `${head.join('\n')}\n${body}` : body
}

export function printJson(document: PolicyDocument): string {
  return `${JSON.stringify(ordered(document), null, 2)}\n`
}

function ordered(document: PolicyDocument): Record<string, unknown> {
  const entries = Object.entries(document)
  return Object.fromEntries(entries.sort(([a], [b]) => KEY_ORDER.indexOf(a) - KEY_ORDER.indexOf(b)))
}
