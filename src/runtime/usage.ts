/**
 * Wrong use that types do not keep out (plain JavaScript, a value read from somewhere): told at
 * once and by name, where it would otherwise show later, as a failure of the upstream, a call that
 * never ends or a loop without one. Policies are checked elsewhere (policy/document.ts).
 */
import { MAX_TIMEOUT_MS } from './timers.js'

/** Throws a `TypeError` for what is no `Policies`. */
export function requirePolicies(policies: unknown): void {
  if (typeof policies !== 'object' || policies === null) throw new TypeError(noPolicies(policies))
  const { operations, policyOf } = policies as Readonly<Record<string, unknown>>
  if (typeof policyOf === 'function' && Array.isArray(operations)) return
  throw new TypeError(noPolicies(policies))
}

function noPolicies(found: unknown): string {
  const what = '`policies` must be the `value` of readPolicies or readPolicyFile, or policiesFrom()'
  return found === undefined
    ? `${what}; a policy with errors has no value, its diagnostics say why.`
    : `${what}.`
}

/** What is wrong with the arguments of a call; null when nothing is. */
export function wrongCall(operation: unknown, fn: unknown, signal: unknown): TypeError | null {
  if (typeof operation !== 'string') {
    return new TypeError('The first argument must be the name of an operation.')
  }
  if (typeof fn !== 'function') return new TypeError('The second argument must be a function.')
  if (signal === undefined || signal === null || isTarget(signal)) return null
  return new TypeError('`signal` must be an AbortSignal.')
}

function isTarget(signal: unknown): boolean {
  return typeof (signal as { addEventListener?: unknown }).addEventListener === 'function'
}

type Numbers = Readonly<Record<string, number | undefined>>

/**
 * Throws a `RangeError` that names the first option that is not a number of `least` or more;
 * undefined is the default's business.
 */
export function requireAtLeast(least: number, options: Numbers): void {
  requireNumbers(options, least, Number.POSITIVE_INFINITY, `of ${least} or more`)
}

/** The same for a wait in ms: a timer fires at once if it is longer than it can take (R21). */
export function requireWait(least: number, options: Numbers): void {
  requireNumbers(options, least, MAX_TIMEOUT_MS, `from ${least} to ${MAX_TIMEOUT_MS}`)
}

function requireNumbers(options: Numbers, least: number, most: number, range: string): void {
  for (const [name, value] of Object.entries(options)) {
    const fits = typeof value === 'number' && value >= least && value <= most
    if (value === undefined || fits) continue
    throw new RangeError(`\`${name}\` must be a number ${range}, not ${String(value)}.`)
  }
}
