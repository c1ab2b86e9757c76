/**
 * The flat configuration of the environment: RESILIENCE_PRESET names the preset, and
 * RESILIENCE_CUSTOM_CONFIG holds a JSON object of a few numbers (flat-fields.ts).
 *
 * Owns the way from the two variables to a layer, with a place for every finding. The classic
 * variables (RETRY_MAX_ATTEMPTS …) are a foreign format and no business of this file.
 */
import type * as z from 'zod'
import { type Checked, type Diagnostic, hasErrors, type Span } from '../diagnostics/diagnostic.js'
import { type SourceText, sourceText } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import { shown } from '../syntax/findings.js'
import { parseJson } from '../syntax/json.js'
import { entryOf, type MapNode, type Node } from '../syntax/node.js'
import { unknownPreset } from './document.js'
import {
  FLAT_FIELDS,
  type FlatConfig,
  flatConfig,
  flatStrategy,
  flatToLeaves,
  leavesOfField,
} from './flat-fields.js'
import type { Origin, VariableLayer } from './resolve.js'
import { BUILT_IN_PRESETS, STRATEGY_NAMES } from './schema.js'
import { checkSecurity, checkSize, FLAT_LIMITS } from './security.js'

export { type FlatConfig, flatConfig, flatToLeaves } from './flat-fields.js'

export const PRESET_VARIABLE = 'RESILIENCE_PRESET'
export const CONFIG_VARIABLE = 'RESILIENCE_CUSTOM_CONFIG'

/**
 * The layer that the two variables make; no value when neither is set or one has an error.
 * `ownPresets` are the names that the document in force defines beside the built-in ones.
 * Findings: `flat-config/…`, `syntax/…`, `security/…` and `policy/unknown-preset`, at places inside
 * the variable's value, with the variable as file.
 */
export function readVariables(
  variables: Readonly<Record<string, string | undefined>>,
  ownPresets: Iterable<string> = [],
): Checked<VariableLayer> {
  const preset = readPreset(variables[PRESET_VARIABLE] ?? '', [...BUILT_IN_PRESETS, ...ownPresets])
  const config = readConfig(variables[CONFIG_VARIABLE] ?? '')
  const diagnostics = [...preset.diagnostics, ...config.diagnostics]
  if ((!preset.value && !config.value) || hasErrors(diagnostics)) return { diagnostics }
  const nothing = { operations: {}, leaves: new Map(), origin: originOf(PRESET_VARIABLE) }
  const layer = config.value ?? nothing
  return { value: preset.value ? { ...layer, preset: preset.value } : layer, diagnostics }
}

function originOf(name: string, span?: Span): Origin {
  return { layer: 'variable', name, ...(span ? { span } : {}) }
}

function readPreset(
  text: string,
  known: readonly string[],
): Checked<NonNullable<VariableLayer['preset']>> {
  const name = text.trim()
  if (name === '') return { diagnostics: [] }
  const start = text.indexOf(name)
  const span = sourceText(PRESET_VARIABLE, text).span(start, start + name.length)
  if (!known.includes(name)) return { diagnostics: [unknownPreset(name, known, span)] }
  return { value: { name, origin: originOf(PRESET_VARIABLE, span) }, diagnostics: [] }
}

function readConfig(text: string): Checked<VariableLayer> {
  if (text.trim() === '') return { diagnostics: [] }
  const source = sourceText(CONFIG_VARIABLE, text)
  const tooLarge = checkSize(source, FLAT_LIMITS)
  if (tooLarge) return { diagnostics: [tooLarge] }
  const parsed = parseJson(source)
  const root = parsed.value?.documents[0]?.root
  const diagnostics = [...parsed.diagnostics, ...checkSecurity(root, source, FLAT_LIMITS)]
  if (hasErrors(diagnostics)) return { diagnostics }
  if (root?.kind !== 'map') return { diagnostics: [...diagnostics, notAnObject(source, root)] }
  const checked = checkFields(root)
  diagnostics.push(...checked.diagnostics)
  if (!checked.value) return { diagnostics }
  return { value: layerOf(checked.value, root), diagnostics }
}

function layerOf(config: FlatConfig, root: MapNode): VariableLayer {
  const origin = originOf(CONFIG_VARIABLE, root.span)
  const spans = new Map<string, Span>()
  for (const { key, value } of root.entries) {
    for (const [path] of leavesOfField(config, key as keyof FlatConfig)) spans.set(path, value.span)
  }
  const named = config.default_strategy
  const place = entryOf(root, 'default_strategy')?.value.span
  return {
    origin,
    leaves: flatToLeaves(config),
    spans,
    operations: config.operation_overrides ?? {},
    ...(named ? { strategy: { name: named, origin: originOf(CONFIG_VARIABLE, place) } } : {}),
  }
}

function checkFields(root: MapNode): Checked<FlatConfig> {
  if (root.entries.length === 0) return { diagnostics: [empty(root)] }
  const result = flatConfig.safeParse(toPlain(root))
  if (!result.success) return { diagnostics: faults(result.error.issues, root) }
  const { exponential_min: min, exponential_max: max } = result.data
  if (min === undefined || max === undefined || min < max) {
    return { value: result.data, diagnostics: unusedJitter(result.data, root) }
  }
  return { diagnostics: [minNotBelowMax(min, max, root)] }
}

function faults(issues: readonly z.core.$ZodIssue[], root: MapNode): Diagnostic[] {
  const findings = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownField(key, entryOf(root, key)!.keySpan))
    }
    const path = issue.path.map(String)
    return [issue.code === 'invalid_key' ? badName(path, root) : invalidValue(path, root)]
  })
  return findings.sort((a, b) => a.span!.start.offset - b.span!.start.offset)
}

function unknownField(key: string, span: Span): Diagnostic {
  const meant = suggest(key, FLAT_FIELDS)
  return {
    ruleId: 'flat-config/unknown-field',
    severity: 'error',
    message: `The flat configuration has no field ${shown(key)}.`,
    help: meant ? `Did you mean ${meant}?` : `Use one of ${FLAT_FIELDS.join(', ')}.`,
    span,
    data: { field: key, ...(meant ? { suggestion: meant } : {}) },
  }
}

function badName([field = '', operation = '']: readonly string[], root: MapNode): Diagnostic {
  return {
    ruleId: 'flat-config/invalid-value',
    severity: 'error',
    message: `${shown(operation)} is no usable name of an operation.`,
    help: 'Use a name of 1 to 200 characters.',
    span: entryOf(entryOf(root, field)?.value, operation)!.keySpan,
  }
}

function invalidValue(path: readonly string[], root: MapNode): Diagnostic {
  const [field = '', operation] = path
  const value = entryOf(root, field)!.value
  const entry = operation === undefined ? undefined : entryOf(value, operation)
  const node = entry?.value ?? value
  const type = entry ? flatStrategy : flatConfig.shape[field as keyof FlatConfig].unwrap()
  const written = node.kind === 'scalar' ? shown(JSON.stringify(node.value)) : sizeOf(node)
  const meant =
    type === flatStrategy && node.kind === 'scalar' ? suggest(node.text, STRATEGY_NAMES) : undefined
  return {
    ruleId: 'flat-config/invalid-value',
    severity: 'error',
    message: `${path.join('.')} is ${written}, and it takes ${type.description}.`,
    help: meant ? `Did you mean ${meant}?` : `Write ${type.description}.`,
    span: node.span,
    data: { field: path.join('.'), ...(meant ? { suggestion: meant } : {}) },
  }
}

function sizeOf(node: Exclude<Node, { kind: 'scalar' }>): string {
  return node.kind === 'map' ? `a map of ${node.entries.length}` : `a list of ${node.items.length}`
}

function minNotBelowMax(min: number, max: number, root: MapNode): Diagnostic {
  return {
    ruleId: 'flat-config/min-not-below-max',
    severity: 'error',
    message: `exponential_min is ${min} and exponential_max ${max}; the first must be smaller.`,
    help: 'Lower exponential_min or raise exponential_max.',
    span: entryOf(root, 'exponential_min')!.value.span,
    related: [{ message: 'exponential_max.', span: entryOf(root, 'exponential_max')!.value.span }],
    data: { min, max },
  }
}

function unusedJitter(config: FlatConfig, root: MapNode): Diagnostic[] {
  if (config.jitter_enabled !== false || config.jitter_max === undefined) return []
  return [
    {
      ruleId: 'flat-config/jitter-max-unused',
      severity: 'warning',
      message: `jitter_max is ${config.jitter_max} and does nothing: jitter_enabled is false.`,
      help: 'Delete one of the two.',
      span: entryOf(root, 'jitter_max')!.keySpan,
    },
  ]
}

function empty(root: MapNode): Diagnostic {
  return {
    ruleId: 'flat-config/empty',
    severity: 'error',
    message: 'The flat configuration is empty; at least one field is needed.',
    help: `Set a field, or unset ${CONFIG_VARIABLE}.`,
    span: root.span,
  }
}

function notAnObject(source: SourceText, root: Node | undefined): Diagnostic {
  return {
    ruleId: 'flat-config/not-an-object',
    severity: 'error',
    message: 'The flat configuration must be a JSON object.',
    help: 'Write it like {"retry_attempts": 3}.',
    span: root?.span ?? source.span(0, source.text.length),
  }
}

function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'seq') return node.items.map(toPlain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toPlain(value)]))
}
