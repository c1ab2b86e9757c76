/**
 * YAML 1.2 (and 1.1 as SnakeYAML reads it) to the value tree, many documents to a file.
 *
 * Owns the order of the steps only: conflict markers and templates are masked with text of the same
 * length, the library parses, its faults are put in plain words, and yaml-tree.ts builds the tree.
 * The library recovers from most faults, so a document with findings still has its other parts.
 */
import type { SourceText } from '../diagnostics/source.js'
import { Findings } from './findings.js'
import { depthLimit, tooLong } from './limits.js'
import { blankConflictMarkers } from './merge-conflict.js'
import type { Document, ParseOptions, Parser } from './node.js'
import { maskTemplates } from './template.js'
import { yamlFaults } from './yaml-messages.js'
import { composeDocuments } from './yaml-stream.js'
import { YamlTree } from './yaml-tree.js'

/** The longest text that is read, in UTF-16 units: real ones of this length take 10 seconds. */
export const MAX_YAML_LENGTH = 4_000_000

/** Reads all documents of the text; empty text gives one document without a root. */
export const parseYaml: Parser = (source, options = {}) => {
  const findings = new Findings(source)
  const documents = source.text.length > MAX_YAML_LENGTH ? [] : read(source, findings, options)
  if (source.text.length > MAX_YAML_LENGTH) {
    findings.add(tooLong('YAML', source.text.length, MAX_YAML_LENGTH))
  }
  return { value: { source, syntax: 'yaml', documents }, diagnostics: findings.list() }
}

function read(source: SourceText, findings: Findings, options: ParseOptions): Document[] {
  const masked = maskTemplates(blankConflictMarkers(source.text, findings), findings)
  const limit = depthLimit(options)
  const parsed = composeDocuments(masked.text, limit)
  const aliasBudget = { nodes: 0, exceeded: false }
  return parsed.map((document, index): Document => {
    for (const fault of yamlFaults(document.errors, masked.text)) findings.add(fault)
    const version = document.directives?.yaml.explicit
      ? document.directives.yaml.version
      : options.yamlVersion
    const settings = { version: version === '1.1' ? '1.1' : '1.2', limit, aliasBudget } as const
    const tree = new YamlTree(source, findings, masked, settings)
    return { index, root: tree.read(document.contents) }
  })
}
