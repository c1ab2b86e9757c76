/**
 * Text ↔ policy document. Reading gives the validated document and the place of every value in it;
 * a document with an error has no value at all, so that nothing is ever half-applied.
 * Printing is in print.ts; layers and defaults are in resolve.ts.
 */
import { type Checked, type Diagnostic, hasErrors, type Span } from '../diagnostics/diagnostic.js'
import { pointerStep, type SourceText } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import type { Node } from '../syntax/node.js'
import { nearest, placesOf, toPlain } from '../syntax/places.js'
import { parseText } from '../syntax/read.js'
import { BUILT_IN_PRESETS, document, type PolicyDocument } from './schema.js'
import { schemaFindings } from './schema-issues.js'
import { checkSecurity } from './security.js'

export interface LoadedPolicy {
  readonly document: PolicyDocument
  readonly source: SourceText
  /** Place of the value at a JSON pointer, or undefined where the file states none. */
  readonly spanAt: (pointer: string) => Span | undefined
}

/** Reads a policy (YAML, JSON or JSONC). Findings: `syntax/…`, `security/…`, `policy/…`. */
export function parsePolicy(source: SourceText): Checked<LoadedPolicy> {
  const parsed = parseText(source)
  const diagnostics = [...parsed.diagnostics]
  const documents = parsed.value?.documents.filter((d) => d.root !== undefined) ?? []
  const root = documents[0]?.root
  if (hasErrors(diagnostics)) return { diagnostics }
  if (root?.kind !== 'map') {
    return { diagnostics: [...diagnostics, notADocument(source, root)] }
  }
  if (documents.length > 1) {
    return { diagnostics: [...diagnostics, severalDocuments(documents[1]!.root!)] }
  }
  diagnostics.push(...checkSecurity(root, source))
  if (hasErrors(diagnostics)) return { diagnostics }
  const places = placesOf(root)
  const plain = toPlain(root)
  const checked = document.safeParse(plain)
  if (!checked.success) {
    const locate = (pointer: string, part: 'value' | 'key') => nearest(places, pointer, part)
    diagnostics.push(...schemaFindings(checked.error.issues, document, plain, locate))
    return { diagnostics }
  }
  const spanAt = (pointer: string) => places.get(pointer)?.value
  diagnostics.push(...presetFindings(checked.data, spanAt))
  if (hasErrors(diagnostics)) return { diagnostics }
  return { value: { document: checked.data, source, spanAt }, diagnostics }
}

/** Whether a tree claims to be a policy document, so that importers leave it alone. */
export function looksLikePolicy(root: Node | undefined): boolean {
  if (root?.kind !== 'map') return false
  const keys = new Set(root.entries.map((entry) => entry.key))
  const body = ['preset', 'defaults', 'operations', 'presets', 'environments']
  return keys.has('version') && body.some((key) => keys.has(key)) && ![...keys].some(isForeign)
}

function isForeign(key: string): boolean {
  return !(key in document.shape)
}

function notADocument(source: SourceText, root: Node | undefined): Diagnostic {
  const empty = root === undefined || source.text.trim() === ''
  return {
    ruleId: empty ? 'policy/empty' : 'policy/wrong-type',
    severity: 'error',
    message: empty ? 'The document is empty.' : 'A policy document is a group of settings.',
    help: 'Start with "version: 1" and "preset: simple".',
    span: root?.span ?? source.span(0, 0),
  }
}

function severalDocuments(second: Node): Diagnostic {
  return {
    ruleId: 'policy/several-documents',
    severity: 'error',
    message: 'The file holds more than one document.',
    help: 'Keep one policy in a file; use "environments" for what differs between them.',
    span: second.span,
  }
}

/** References between presets, which a schema cannot check. */
function presetFindings(
  doc: PolicyDocument,
  spanAt: (pointer: string) => Span | undefined,
): Diagnostic[] {
  const own = Object.keys(doc.presets ?? {})
  const known = [...BUILT_IN_PRESETS, ...own]
  const findings: Diagnostic[] = []
  const check = (name: string | undefined, pointer: string) => {
    if (name === undefined || known.includes(name)) return
    findings.push(unknownPreset(name, known, spanAt(pointer)))
  }
  check(doc.preset, '/preset')
  for (const [name, overlay] of Object.entries(doc.environments ?? {})) {
    check(overlay.preset, `/environments${pointerStep(name)}/preset`)
  }
  for (const [name, preset] of Object.entries(doc.presets ?? {})) {
    const at = `/presets${pointerStep(name)}`
    check(preset.extends, `${at}/extends`)
    if ((BUILT_IN_PRESETS as readonly string[]).includes(name)) {
      findings.push(shadowing(name, spanAt(at)))
    } else if (extendsItself(doc, name)) findings.push(circle(name, spanAt(`${at}/extends`)))
  }
  return findings
}

/** The finding for a preset name that nobody defines. */
export function unknownPreset(
  name: string,
  known: readonly string[],
  span: Span | undefined,
): Diagnostic {
  const meant = suggest(name, known)
  return {
    ruleId: 'policy/unknown-preset',
    severity: 'error',
    message: `There is no preset named ${JSON.stringify(name)}.`,
    help: meant ? `Did you mean ${meant}?` : `Use one of ${known.join(', ')}.`,
    ...(span ? { span } : {}),
    data: { name, ...(meant ? { suggestion: meant } : {}) },
  }
}

function shadowing(name: string, span: Span | undefined): Diagnostic {
  return {
    ruleId: 'policy/preset-name-taken',
    severity: 'error',
    message: `${name} is a built-in preset and cannot be defined anew.`,
    help: `Give your preset another name and let it extend ${name}.`,
    ...(span ? { span } : {}),
  }
}

function circle(name: string, span: Span | undefined): Diagnostic {
  return {
    ruleId: 'policy/preset-circle',
    severity: 'error',
    message: `The preset ${name} extends itself, directly or through others.`,
    help: 'Let one of them extend simple, development or production.',
    ...(span ? { span } : {}),
  }
}

function extendsItself(doc: PolicyDocument, start: string): boolean {
  const seen = new Set<string>()
  let name: string | undefined = start
  while (name !== undefined && Object.hasOwn(doc.presets ?? {}, name)) {
    if (seen.has(name)) return true
    seen.add(name)
    name = doc.presets?.[name]?.extends
  }
  return false
}
