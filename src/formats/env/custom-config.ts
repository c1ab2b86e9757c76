/**
 * `RESILIENCE_CUSTOM_CONFIG`: JSON inside of a value. Every field becomes a variable of its own
 * with its place in the file, so that fields and classic variables go through one reader. Findings
 * are errors here, because the reference system refuses a configuration that breaks these rules.
 */

import type { Diagnostic, Span } from '../../diagnostics/diagnostic.js'
import { sourceText } from '../../diagnostics/source.js'
import { suggest } from '../../diagnostics/suggest.js'
import { flatRange } from '../../policy/flat-fields.js'
import { STRATEGY_NAMES } from '../../policy/schema.js'
import { parseJson } from '../../syntax/json.js'
import type { Entry, MapNode, Node } from '../../syntax/node.js'
import {
  FLAT_FIELDS,
  type FlatField,
  isInRange,
  MAX_FLAT_BYTES,
  MAX_OVERRIDES,
} from './flat-fields.js'
import { inside, type Locate } from './inside.js'
import { ignored, type Outcome, reason } from './outcome.js'
import type { Variable } from './variable.js'

/** One field as a variable, or what became of it when it is none. */
export interface FlatEntry {
  readonly variable: Variable
  readonly field?: FlatField
  /** For an entry of `operation_overrides`. */
  readonly operation?: string
  /** Present when the field was refused; nothing else is to be read then. */
  readonly refused?: Outcome
  /** A field that the form does not have. */
  readonly unknown?: boolean
}

export interface FlatConfig {
  readonly entries: readonly FlatEntry[]
  /** Present when the value as a whole is no configuration. */
  readonly refused?: Outcome
  readonly findings: readonly Diagnostic[]
}

const FIELD_NAMES = FLAT_FIELDS.map(({ field }) => field)

export function readCustomConfig(variable: Variable): FlatConfig {
  const text = variable.value
  const locate = inside(variable.source, variable.span, text)
  const parsed = parseJson(sourceText(variable.source.file, text))
  const findings = parsed.diagnostics.map((found) => moved(found, locate))
  const isBroken = parsed.diagnostics.some(
    ({ ruleId, severity }) => severity === 'error' && ruleId !== 'syntax/duplicate-key',
  )
  if (isBroken) return refusedWhole(variable, findings, 'is not valid JSON')
  const twice = new Set(
    parsed.diagnostics.flatMap(({ ruleId, data }) =>
      ruleId === 'syntax/duplicate-key' ? [String(data?.key)] : [],
    ),
  )
  const root = parsed.value?.documents[0]?.root
  if (root?.kind !== 'map') return refusedWhole(variable, findings, 'is not a JSON object')
  if (root.entries.length === 0) return refusedWhole(variable, findings, 'sets no field')
  const bytes = new TextEncoder().encode(text).length
  if (bytes > MAX_FLAT_BYTES) findings.push(tooLarge(variable, bytes))
  const entries = root.entries
    .flatMap((entry) => fieldEntries(variable, entry, locate))
    .map((entry) => (twice.has(lastStep(entry)) ? doubted(entry) : entry))
  return { entries, findings: [...findings, ...minNotBelowMax(root, locate)] }
}

function lastStep({ variable, operation }: FlatEntry): string {
  return operation ?? variable.name.split('.').at(-1)!
}

/** A key that is there twice: parsers of the old system took the last, here the first was kept. */
function doubted(entry: FlatEntry): FlatEntry {
  const text = 'the key is written twice; the first value was taken, the old system took the last'
  return { ...entry, variable: { ...entry.variable, note: reason('written-twice', text, 0.05) } }
}

function fieldEntries(config: Variable, entry: Entry, locate: Locate): FlatEntry[] {
  const field = FLAT_FIELDS.find((known) => known.field === entry.key)
  const variable = inner(config, [entry.key], entry, locate)
  if (field === undefined) {
    const refused = ignored(UNKNOWN_FIELD, unknownField(entry.key, variable.span))
    return [{ variable, unknown: true, refused }]
  }
  if (field.type === 'overrides') return overrides(config, variable, entry, field, locate)
  const wrong = faultOf(field, entry.value)
  if (wrong === undefined) return [{ variable, field }]
  return [{ variable, field, refused: refusedField(variable, wrong) }]
}

function overrides(
  config: Variable,
  variable: Variable,
  entry: Entry,
  field: FlatField,
  locate: Locate,
): FlatEntry[] {
  const { value } = entry
  if (value.kind !== 'map') {
    const wrong = 'must be an object of operation names and strategies'
    return [{ variable, field, refused: refusedField(variable, wrong) }]
  }
  if (value.entries.length === 0) {
    const why = reason('empty-value', 'no operation is named, so nothing is set')
    return [{ variable, field, refused: ignored(why) }]
  }
  return value.entries.map((item, index) => {
    const one = inner(config, [entry.key, item.key], item, locate)
    const wrong =
      index >= MAX_OVERRIDES
        ? `is more than the ${MAX_OVERRIDES} operations allowed`
        : item.key === '' || item.key.length > 200
          ? 'must name an operation in 1 to 200 characters'
          : strategyFault(item.value)
    if (wrong !== undefined) return { variable: one, field, refused: refusedField(one, wrong) }
    return { variable: one, field, operation: item.key }
  })
}

function faultOf(field: FlatField, node: Node): string | undefined {
  if (field.type === 'strategy') return strategyFault(node)
  if (node.kind !== 'scalar') return `must be one ${field.type}`
  if (field.type === 'boolean') {
    return typeof node.value === 'boolean' ? undefined : 'must be true or false'
  }
  const [min, max] = flatRange(field.field) ?? []
  const unit = field.unit === 's' ? ' (seconds)' : ''
  const kind = field.type === 'integer' ? 'a whole number' : 'a number'
  const wanted = `must be ${kind} from ${min} to ${max}${unit}`
  return typeof node.value === 'number' && isInRange(field, node.value) ? undefined : wanted
}

function strategyFault(node: Node): string | undefined {
  const isOne = node.kind === 'scalar' && STRATEGY_NAMES.some((name) => name === node.value)
  return isOne ? undefined : `must be one of ${STRATEGY_NAMES.join(', ')}`
}

function minNotBelowMax(root: MapNode, locate: Locate): Diagnostic[] {
  const at = (key: string) => root.entries.find((entry) => entry.key === key)?.value
  const [min, max] = [at('exponential_min'), at('exponential_max')]
  if (min?.kind !== 'scalar' || max?.kind !== 'scalar') return []
  if (typeof min.value !== 'number' || typeof max.value !== 'number') return []
  if (min.value < max.value) return []
  const { start, end, pointer } = min.span
  return [
    {
      ruleId: 'env/min-not-below-max',
      severity: 'error',
      message: `exponential_min (${min.text} s) must be less than exponential_max (${max.text} s).`,
      help: 'Lower exponential_min or raise exponential_max.',
      span: locate(start.offset, end.offset, pointer),
      data: { min: min.value, max: max.value },
    },
  ]
}

/** A field as if it were a variable: same place, same doubts as the whole value. */
function inner(config: Variable, path: readonly string[], entry: Entry, locate: Locate): Variable {
  const { value: node } = entry
  const { start, end, pointer } = node.span
  const text = node.kind === 'scalar' ? node.text : node.kind === 'map' ? '{…}' : '[…]'
  const span =
    text === ''
      ? locate(entry.keySpan.start.offset, entry.keySpan.end.offset, pointer)
      : locate(start.offset, end.offset, pointer)
  const suffix = path.map((step) => `.${step}`).join('')
  return {
    ...config,
    name: `${config.name}${suffix}`,
    key: `${config.key}${suffix}`,
    text,
    value: text,
    span,
  }
}

function moved(found: Diagnostic, locate: Locate): Diagnostic {
  const place = (span: Span) => locate(span.start.offset, span.end.offset, span.pointer)
  return {
    ...found,
    ...(found.span ? { span: place(found.span) } : {}),
    ...(found.related
      ? { related: found.related.map((one) => ({ ...one, span: place(one.span) })) }
      : {}),
  }
}

const UNKNOWN_FIELD = reason('unknown-key', 'the flat form has no such field', 0.05)

function unknownField(field: string, span: Span): Diagnostic {
  const meant = suggest(field, FIELD_NAMES)
  return {
    ruleId: 'env/unknown-field',
    severity: 'error',
    message:
      `RESILIENCE_CUSTOM_CONFIG has no field ${JSON.stringify(field)}` +
      (meant ? `; did you mean ${meant}?` : '.'),
    help: meant ? `Write ${meant}, or delete the field.` : 'Delete the field.',
    span,
    data: { field, ...(meant ? { meant } : {}) },
  }
}

function refusedField(variable: Variable, wrong: string): Outcome {
  const text = `the field ${wrong}; the old system refuses it, so nothing is taken from it`
  return ignored(reason('invalid-field', text, 0.05), {
    ruleId: 'env/invalid-field',
    severity: 'error',
    message: `${variable.name} ${wrong}, not ${variable.text || 'empty'}.`,
    help: 'Correct the value.',
    span: variable.span,
    data: { field: variable.name, value: variable.text },
  })
}

function refusedWhole(variable: Variable, findings: Diagnostic[], wrong: string): FlatConfig {
  const why = reason('invalid-value', `the value ${wrong}, so nothing is taken from it`, 0.05)
  const finding: Diagnostic = {
    ruleId: 'env/invalid-custom-config',
    severity: 'error',
    message: `The value of ${variable.name} ${wrong}.`,
    help: 'Write a JSON object with at least one field, e.g. {"retry_attempts": 3}.',
    span: variable.span,
  }
  return { entries: [], refused: ignored(why), findings: [...findings, finding] }
}

function tooLarge({ name, span }: Variable, bytes: number): Diagnostic {
  return {
    ruleId: 'env/custom-config-too-large',
    severity: 'error',
    message: `The value of ${name} has ${bytes} bytes; at most ${MAX_FLAT_BYTES} are allowed.`,
    help: 'Use a policy document for a configuration of this size.',
    span,
    data: { bytes, limit: MAX_FLAT_BYTES },
  }
}
