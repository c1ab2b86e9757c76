/**
 * From a policy document to the `Policies` that `createOrchestrator` takes. Text and variables are
 * checked here, whole: with an error there are no policies at all, so that nothing is half-applied.
 * Operations are resolved when they are first called and kept; those that nothing names share one
 * default policy. Reads no file (policy-file.ts does) and changes nothing that runs (reload.ts).
 */
import { type Checked, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.js'
import { type SourceText, sourceText } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import type { Policies } from '../orchestrator/machine.js'
import { type LoadedPolicy, parsePolicy, unknownPreset } from '../policy/document.js'
import { readVariables } from '../policy/flat-config.js'
import { operationNames, type ResolveInput, resolveOperation } from '../policy/resolve.js'
import type { ResolvedPolicy } from '../policy/resolved.js'
import { BUILT_IN_PRESETS, type PolicyDocument } from '../policy/schema.js'
import { supportFindings } from './policy-support.js'

/** What besides the document decides on a policy. */
export interface PolicySettings {
  /** The overlay of `environments` that applies. Default: none, the document as it stands. */
  readonly environment?: string | undefined
  /** The preset, over the one that the document names. Default: the document's, else `simple`. */
  readonly preset?: string | undefined
  /** Where RESILIENCE_PRESET and RESILIENCE_CUSTOM_CONFIG are read from. Default: nowhere. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined
  /** Names of the registered fallbacks, to tell of others. Default: not known, none is told of. */
  readonly handlers?: readonly string[] | undefined
}

/**
 * Policies of a document that was checked; an unknown preset in `input` throws at its first use.
 */
export function policiesFrom(input: ResolveInput = {}): Policies {
  const operations = operationNames(input)
  const listed = new Set(operations)
  const resolved = new Map<string | undefined, ResolvedPolicy>()
  const policyOf = (operation: string): ResolvedPolicy => {
    const name = listed.has(operation) ? operation : undefined
    const known = resolved.get(name)
    if (known) return known
    const { policy } = resolveOperation(input, name)
    resolved.set(name, policy)
    return policy
  }
  return { operations, policyOf }
}

/**
 * Policies of a document (its text, or what `parsePolicy` made of it). Findings: those of
 * `parsePolicy` and of `readVariables`, `policy/unknown-preset` for `settings.preset`, and
 * warnings: `policy/unknown-environment` where the document does not have the environment's
 * overlay, and those of policy-support.ts.
 */
export function readPolicies(
  policy: SourceText | LoadedPolicy | string,
  settings: PolicySettings = {},
): Checked<Policies> {
  const { value: input, diagnostics } = resolveInput(policy, settings)
  if (!input) return { diagnostics }
  const more = supportFindings(input, settings.handlers)
  return { value: policiesFrom(input), diagnostics: [...diagnostics, ...more] }
}

function resolveInput(
  policy: SourceText | LoadedPolicy | string,
  { environment, preset, variables }: PolicySettings,
): Checked<ResolveInput> {
  const loaded = load(policy)
  const diagnostics = [...loaded.diagnostics]
  if (!loaded.value) return { diagnostics }
  const { document, spanAt } = loaded.value
  const own = Object.keys(document.presets ?? {})
  if (preset !== undefined) diagnostics.push(...presetFindings(preset, own))
  if (environment !== undefined) diagnostics.push(...environmentFindings(environment, document))
  const layer = readVariables(variables ?? {}, own)
  diagnostics.push(...layer.diagnostics)
  if (hasErrors(diagnostics)) return { diagnostics }
  const value: ResolveInput = {
    document,
    spanAt,
    ...(environment === undefined ? {} : { environment }),
    ...(preset === undefined ? {} : { preset }),
    ...(layer.value ? { variables: layer.value } : {}),
  }
  return { value, diagnostics }
}

function load(policy: SourceText | LoadedPolicy | string): Checked<LoadedPolicy> {
  if (typeof policy === 'string') return parsePolicy(sourceText('policy', policy))
  return 'document' in policy ? { value: policy, diagnostics: [] } : parsePolicy(policy)
}

function presetFindings(name: string, own: readonly string[]): Diagnostic[] {
  const known = [...BUILT_IN_PRESETS, ...own]
  return known.includes(name) ? [] : [unknownPreset(name, known, undefined)]
}

/** A document need not have an overlay for each environment; but the name may be mistyped. */
function environmentFindings(name: string, document: PolicyDocument): Diagnostic[] {
  const known = Object.keys(document.environments ?? {})
  if (known.length === 0 || known.includes(name)) return []
  const meant = suggest(name, known)
  return [
    {
      ruleId: 'policy/unknown-environment',
      severity: 'warning',
      message: `The policy says nothing about the environment ${JSON.stringify(name)}.`,
      help: meant ? `Did you mean ${meant}?` : `It has ${known.join(', ')}.`,
      data: { name, ...(meant ? { suggestion: meant } : {}) },
    },
  ]
}
