/**
 * Text → scenario, with findings that have their place, as for policy documents. Findings of the
 * schema are `scenario/…`; what a schema cannot see is found by scenario-checks.ts.
 */
import { type Checked, type Diagnostic, hasErrors, type Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { schemaFindings } from '../policy/schema-issues.js'
import type { Node } from '../syntax/node.js'
import { nearest, placesOf, toPlain } from '../syntax/places.js'
import { parseText } from '../syntax/read.js'
import { scenarioFindings } from './scenario-checks.js'
import { type Scenario, scenarioSchema } from './scenario-schema.js'

export interface LoadedScenario {
  readonly scenario: Scenario
  readonly source: SourceText
  /** Place of the value at a JSON pointer, or undefined where the file states none. */
  readonly spanAt: (pointer: string) => Span | undefined
}

/** Reads a scenario (YAML or JSON); laws may still name files (`withFiles` reads those). */
export function parseScenario(source: SourceText): Checked<Scenario> {
  const { value, diagnostics } = loadScenario(source)
  return value === undefined ? { diagnostics } : { value: value.scenario, diagnostics }
}

/** The same, with where in the text its values are: for findings that come up later. */
export function loadScenario(source: SourceText): Checked<LoadedScenario> {
  const parsed = parseText(source)
  const diagnostics = [...parsed.diagnostics]
  if (hasErrors(diagnostics)) return { diagnostics }
  const root = parsed.value?.documents.find((document) => document.root !== undefined)?.root
  if (root?.kind !== 'map') return { diagnostics: [...diagnostics, notAScenario(source, root)] }
  const places = placesOf(root)
  const locate = (pointer: string, part: 'value' | 'key') => nearest(places, pointer, part)
  const plain = toPlain(root)
  const checked = scenarioSchema.safeParse(plain)
  if (!checked.success) {
    const found = schemaFindings(checked.error.issues, scenarioSchema, plain, locate)
    return { diagnostics: [...diagnostics, ...found.map(ofScenario)] }
  }
  diagnostics.push(...scenarioFindings(checked.data, (pointer) => locate(pointer, 'value')))
  if (hasErrors(diagnostics)) return { diagnostics }
  const spanAt = (pointer: string) => places.get(pointer)?.value
  return { value: { scenario: checked.data, source, spanAt }, diagnostics }
}

function ofScenario(finding: Diagnostic): Diagnostic {
  return {
    ...finding,
    ruleId: finding.ruleId.replace(/^policy\//, 'scenario/'),
    message: finding.message.replace(/^A policy document has/, 'A scenario has'),
  }
}

function notAScenario(source: SourceText, root: Node | undefined): Diagnostic {
  const empty = root === undefined
  return {
    ruleId: empty ? 'scenario/empty' : 'scenario/wrong-type',
    severity: 'error',
    message: empty ? 'The document is empty.' : 'A scenario is a group of settings.',
    help: 'Start from a built-in one.',
    span: root?.span ?? source.span(0, 0),
  }
}
