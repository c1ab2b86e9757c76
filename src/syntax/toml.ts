/**
 * TOML to the value tree, by toml-eslint-parser.
 *
 * Owns the bounds around that parser (1 MB, its first fault ends the reading) and the recovery: the
 * lines before a fault are parsed once more, so that their values are not lost. The tables are put
 * together in toml-tree.ts. Dates stay text.
 */
import { parseTOML } from 'toml-eslint-parser'
import { type Fault, Findings } from './findings.js'
import { depthLimit, tooLong } from './limits.js'
import { blankConflictMarkers } from './merge-conflict.js'
import type { Node, Parser } from './node.js'
import { tomlFault } from './toml-messages.js'
import { TomlTree } from './toml-tree.js'

/** The longest text that is read, in UTF-16 units. */
export const MAX_TOML_LENGTH = 1_000_000

type Program = ReturnType<typeof parseTOML>

/** Reads up to the first fault; empty text gives one document without a root. */
export const parseToml: Parser = (source, options = {}) => {
  const findings = new Findings(source)
  let root: Node | undefined
  if (source.text.length > MAX_TOML_LENGTH) {
    findings.add(tooLong('TOML', source.text.length, MAX_TOML_LENGTH))
  } else {
    const program = readProgram(blankConflictMarkers(source.text, findings), findings)
    if (program !== undefined) {
      root = new TomlTree(source, findings, depthLimit(options)).read(program)
    }
  }
  const documents = [{ index: 0, root }]
  return { value: { source, syntax: 'toml', documents }, diagnostics: findings.list() }
}

function readProgram(text: string, findings: Findings): Program | undefined {
  const whole = tryParse(text)
  if (!('fault' in whole)) return whole.program
  findings.add(whole.fault)
  const lineStart = text.lastIndexOf('\n', Math.max(0, whole.fault.start - 1)) + 1
  const before = tryParse(text.slice(0, lineStart))
  return 'fault' in before ? undefined : before.program
}

function tryParse(text: string): { program: Program } | { fault: Fault } {
  try {
    // Without a line end the parser gives a last `0` an empty range.
    return { program: parseTOML(`${text}\n`, { tomlVersion: '1.0.0' }) }
  } catch (error) {
    return { fault: tomlFault(error, text) }
  }
}
