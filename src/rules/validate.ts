/**
 * Runs the rules over a policy: over the document alone and under each of its environments, or
 * under the one environment that is asked for.
 */
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.js'
import { recommendPreset } from '../policy/environment.js'
import { PRESETS, type PresetName } from '../policy/presets.js'
import {
  operationNames,
  type ResolvedOperation,
  type ResolveInput,
  resolveOperation,
} from '../policy/resolve.js'
import { RULES } from './index.js'
import type { CheckedOperation, Rule, RuleContext } from './rule.js'

/** Operations that are resolved at most, environments multiplied in; the rest is only counted. */
const MAX_RESOLVED = 2000

/**
 * The warnings about a valid policy, in the order of their places. A parsed document
 * (`LoadedPolicy`) is an input; with `environment` only that overlay is looked at.
 */
export function checkPolicy(input: ResolveInput, rules: readonly Rule[] = RULES): Diagnostic[] {
  const { context, left } = contextOf(input)
  const findings = rules.flatMap((rule) => rule.check(context))
  return [...sortDiagnostics(findings), ...(left > 0 ? [notAll(left)] : [])]
}

function contextOf(input: ResolveInput): { context: RuleContext; left: number } {
  const overlays = Object.keys(input.document?.environments ?? {})
  const environments = input.environment === undefined ? [undefined, ...overlays] : [undefined]
  const operations: CheckedOperation[] = []
  let left = 0
  for (const overlay of environments) {
    const within = overlay === undefined ? input : { ...input, environment: overlay }
    for (const name of [undefined, ...operationNames(within)]) {
      if (operations.length < MAX_RESOLVED) operations.push(checkedOperation(within, name))
      else left++
    }
  }
  return { context: { input, operations }, left }
}

function checkedOperation(input: ResolveInput, name: string | undefined): CheckedOperation {
  const { environment } = input
  const resolved = resolveOperation(input, name)
  const builtIn = builtInPreset(input, resolved)
  const { strategy, origin } = { ...PRESETS[builtIn], origin: resolved.preset.origin }
  const purpose =
    environment === undefined ? purposeOf(builtIn) : recommendPreset(environment).environment
  return {
    environment,
    resolved,
    strategy: resolved.strategy ?? { name: strategy, origin },
    purpose: purpose === 'unknown' ? purposeOf(builtIn) : purpose,
  }
}

/** The built-in preset at the root of the chosen one. */
function builtInPreset({ document }: ResolveInput, { preset }: ResolvedOperation): PresetName {
  let { name } = preset
  const own = document?.presets ?? {}
  while (Object.hasOwn(own, name)) name = own[name]?.extends ?? 'simple'
  return name as PresetName
}

function purposeOf(preset: PresetName) {
  return preset === 'simple' ? undefined : preset
}

function notAll(left: number): Diagnostic {
  return {
    ruleId: 'rules/not-all-checked',
    severity: 'info',
    message: `${left} more operations were not checked, of ${left + MAX_RESOLVED} in all.`,
    help: 'Check one environment at a time.',
    data: { left, limit: MAX_RESOLVED },
  }
}
