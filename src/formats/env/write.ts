/**
 * A policy as the flat form: `RESILIENCE_PRESET` and `RESILIENCE_CUSTOM_CONFIG`, for a .env file,
 * docker compose, Kubernetes or a shell. What the flat form cannot hold is a finding each, never
 * silently left out. `flat-fields.ts` says what fits where; this file must not know ranges.
 */
import { compareText, type Diagnostic } from '../../diagnostics/diagnostic.js'
import {
  defaultOf,
  LEAVES,
  type LeafValue,
  leavesOf,
  sameLeaf,
  toDocumentValue,
} from '../../policy/leaves.js'
import {
  BUILT_IN_PRESETS,
  type OperationSettings,
  type PolicyDocument,
} from '../../policy/schema.js'
import { FLAT_FIELDS, FLAT_FIXED, fieldOfPath, flatValue, MAX_OVERRIDES } from './flat-fields.js'
import { type FlatKind, renderFlat } from './render.js'

/** The flat form of a policy, ready to save; the text ends with a line end. */
export function writeFlat(
  document: PolicyDocument,
  kind: FlatKind,
): { text: string; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const miss = (path: string, value: LeafValue, operation?: string) =>
    diagnostics.push(cannotHold(path, value, operation))
  const preset = builtInPreset(document, miss)
  const config = defaultsOf(document.defaults, miss)
  const overrides = overridesOf(document, miss)
  if (Object.keys(overrides).length > 0) config.operation_overrides = overrides
  for (const name of Object.keys(document.presets ?? {})) miss(`presets.${name}`, undefined)
  for (const name of Object.keys(document.environments ?? {})) {
    miss(`environments.${name}`, undefined)
  }
  return { text: renderFlat(kind, preset, inTableOrder(config)), diagnostics }
}

type Miss = (path: string, value: LeafValue, operation?: string) => void

/** The built-in preset that the document's one stands on. */
function builtInPreset(document: PolicyDocument, miss: Miss): string {
  const isBuiltIn = (name: string) => BUILT_IN_PRESETS.some((known) => known === name)
  const stated = document.preset ?? 'simple'
  if (isBuiltIn(stated)) return stated
  miss('preset', stated)
  const presets = document.presets ?? {}
  const seen = new Set<string>()
  let name = stated
  while (!isBuiltIn(name) && !seen.has(name)) {
    seen.add(name)
    name = (Object.hasOwn(presets, name) ? presets[name]?.extends : undefined) ?? 'simple'
  }
  return isBuiltIn(name) ? name : 'simple'
}

type Config = Record<string, LeafValue>

function defaultsOf(defaults: OperationSettings | undefined, miss: Miss): Config {
  const config: Config = {}
  if (defaults === undefined) return config
  const { strategy, ...stated } = defaults
  if (strategy !== undefined) config.default_strategy = strategy
  const leaves = leavesOf(stated)
  for (const [path, value] of leaves) {
    if (path === 'retry' && value === false) {
      // One attempt is no retry: the same behaviour in a form that the flat form has.
      config.retry_attempts = 1
      continue
    }
    const field = fieldOfPath(path)
    const flat = field && flatValue(field, value)
    if (field && flat !== undefined) config[field.field] = flat
    else if (!saysNothingNew(path, value, leaves)) miss(path, value)
  }
  if (!(Number(config.exponential_min) < Number(config.exponential_max))) {
    dropMin(config, leaves, miss)
  }
  return config
}

/** The flat form refuses a shortest wait that is not below the longest one. */
function dropMin(config: Config, leaves: ReadonlyMap<string, LeafValue>, miss: Miss): void {
  if (config.exponential_min === undefined || config.exponential_max === undefined) return
  delete config.exponential_min
  miss('retry.backoff.min', leaves.get('retry.backoff.min'))
}

/** What the flat form means anyway, and what holds where nothing is said. */
function saysNothingNew(
  path: string,
  value: LeafValue,
  leaves: ReadonlyMap<string, LeafValue>,
): boolean {
  if (FLAT_FIXED.has(path)) return sameLeaf(FLAT_FIXED.get(path), value)
  if (fieldOfPath(path) !== undefined) return false
  const leaf = LEAVES.get(path)
  if (leaf === undefined) return path === 'timeout' || isInEveryPreset(path) === value
  const isOff = OFF_UNLESS_STATED.some((feature) => path.startsWith(`${feature}.`))
  return (
    !isOff &&
    sameLeaf(
      defaultOf(leaf, (other) => leaves.get(other)),
      value,
    )
  )
}

/** Retry and breaker are on in all presets; what must be stated to be on is off in all. */
function isInEveryPreset(feature: string): boolean {
  return !OFF_UNLESS_STATED.includes(feature)
}

/** Stating any leaf of these, even its default, switches them on. */
const OFF_UNLESS_STATED = ['bulkhead', 'rateLimit', 'hedge', 'fallback', 'retry.budget']

function overridesOf(document: PolicyDocument, miss: Miss): Record<string, string> {
  const overrides: [string, string][] = []
  for (const [operation, settings] of Object.entries(document.operations ?? {})) {
    const { strategy, ...stated } = settings
    if (strategy !== undefined) {
      if (overrides.length < MAX_OVERRIDES) overrides.push([operation, strategy])
      else miss('strategy', strategy, operation)
    }
    for (const [path, value] of leavesOf(stated)) miss(path, value, operation)
  }
  return Object.fromEntries(overrides.sort(([a], [b]) => compareText(a, b)))
}

function inTableOrder(config: Config): Config {
  return Object.fromEntries(
    FLAT_FIELDS.flatMap(({ field }) => (field in config ? [[field, config[field]]] : [])),
  )
}

function cannotHold(path: string, value: LeafValue, operation: string | undefined): Diagnostic {
  const leaf = LEAVES.get(path)
  const written = leaf && value !== undefined ? toDocumentValue(leaf, value) : value
  const of = operation === undefined ? '' : ` of operation ${operation}`
  const shown = written === undefined ? '' : ` (${JSON.stringify(written)})`
  return {
    ruleId: 'env/cannot-hold',
    severity: 'warning',
    message: `The flat form cannot hold ${path}${shown}${of}; it is left out.`,
    help: 'Use the policy document itself, or accept what the preset says instead.',
    data: {
      path,
      ...(operation === undefined ? {} : { operation }),
      ...(written === undefined ? {} : { value: written }),
    },
  }
}
