/**
 * The last step before anything is written: the text that would be written is parsed, resolved and
 * checked against every claim. A claim that does not hold is an error, and nothing is written.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { sourceText } from '../diagnostics/source.js'
import type { Scope } from '../formats/format.js'
import { type LoadedPolicy, parsePolicy } from '../policy/document.js'
import { LEAVES, toDocumentValue } from '../policy/leaves.js'
import { type ResolvedOperation, resolveOperation } from '../policy/resolve.js'
import { checkPolicy } from '../rules/validate.js'
import { type Claim, scopeKey } from './claims.js'
import { claimHolds } from './plan.js'

/** @param text the document as it would be written to `file` */
export function verify(file: string, text: string, claims: readonly Claim[]): Diagnostic[] {
  const { value: loaded, diagnostics } = parsePolicy(sourceText(file, text))
  if (!loaded) return [...diagnostics]
  return [...diagnostics, ...brokenClaims(loaded, claims), ...checkPolicy(loaded)]
}

function brokenClaims({ document }: LoadedPolicy, claims: readonly Claim[]): Diagnostic[] {
  const resolved = new Map<string, ResolvedOperation>()
  const resolve = (scope: Scope) => {
    const key = scopeKey(scope)
    const input = { document, ...(scope.environment ? { environment: scope.environment } : {}) }
    const found = resolved.get(key) ?? resolveOperation(input, scope.operation)
    resolved.set(key, found)
    return found
  }
  return claims
    .filter((claim) => claim.path !== 'preset' && claim.path !== 'strategy')
    .filter((claim) => !claimHolds(claim, resolve(claim.scope)))
    .map((claim) => notReproduced(claim, resolve(claim.scope)))
}

function notReproduced(claim: Claim, resolved: ResolvedOperation): Diagnostic {
  const leaf = LEAVES.get(claim.path)
  const show = (value: unknown) => JSON.stringify(leaf ? toDocumentValue(leaf, value) : value)
  const actual = resolved.leaves.get(claim.path)
  const where = claim.scope.operation ?? 'the defaults'
  return {
    ruleId: 'migrate/not-reproduced',
    severity: 'error',
    message:
      `${claim.path} of ${where} was ${show(claim.value)} and would be ` +
      `${actual ? show(actual.value) : 'off'}.`,
    help: 'Set it by hand in the new file, and report this: the migration should have done so.',
    ...(claim.setting ? { span: claim.setting.span } : {}),
    data: { path: claim.path, expected: claim.value, actual: actual?.value ?? null },
  }
}
