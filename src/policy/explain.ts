/**
 * A resolved policy as plain data for people and machines: each setting with its origin, and what
 * the settings mean together in numbers. JSON-safe: unlimited and unbounded are `null`.
 *
 * Formulas: waits in delay-bounds.ts, durations in call-bounds.ts. Load amplification is attempts
 * sent ÷ calls, so attempts × (1 + hedge.max); a retry budget lowers what lasts:
 *   ratio r: 1 / (1 - r), as retries are at most r of the attempts · token bucket paid at the start
 *   of calls: 1 + tokenRatio; paid at success: 1 while nothing succeeds
 */
import type { Span } from '../diagnostics/diagnostic.js'
import { type BreakerWords, breakerWords } from './breaker-words.js'
import { type CallBounds, callBounds } from './call-bounds.js'
import { delayBounds } from './delay-bounds.js'
import { proseDuration } from './duration.js'
import { LEAVES, toDocumentValue } from './leaves.js'
import type { Origin, ResolvedOperation } from './resolve.js'
import type { ResolvedPolicy } from './resolved.js'

export { delayBounds } from './delay-bounds.js'

/** Retries that the schedule lists; more are only counted. */
const MAX_ROWS = 9

export interface ExplainedSetting {
  /** Path of the leaf, e.g. `retry.backoff.initial`. */
  readonly path: string
  /** The value as a document writes it: "2s", 3, "none". */
  readonly value: unknown
  readonly origin: string
  readonly span?: Span
}

export interface ExplainedRetry {
  /** 1 for the first retry, which is attempt 2. */
  readonly retry: number
  readonly beforeAttempt: number
  readonly minMs: number
  readonly maxMs: number
  /** Sum of this wait and all before it. */
  readonly cumulativeMinMs: number
  readonly cumulativeMaxMs: number
  /** False when the limits on time never let it start. */
  readonly reachable: boolean
}

export interface Explanation {
  /** null: any operation that the document does not name. */
  readonly operation: string | null
  readonly preset: { readonly name: string; readonly origin: string }
  readonly strategy: { readonly name: string; readonly origin: string } | null
  readonly settings: readonly ExplainedSetting[]
  /** Policies that are off, and who switched them off. */
  readonly off: readonly { readonly policy: string; readonly origin: string }[]
  readonly attempts: {
    /** The setting; null for unlimited. */
    readonly max: number | null
    /** What the limits on time leave of it. */
    readonly worst: number | null
    readonly text: string
  }
  readonly schedule: {
    readonly retries: readonly ExplainedRetry[]
    /** All retries, the listed ones included; null for unlimited. */
    readonly total: number | null
  }
  readonly duration: {
    /** null when nothing bounds it. */
    readonly worstMs: number | null
    readonly worst: string
    /** The worst case when the upstream asks for long waits; null when nothing bounds it. */
    readonly worstWithRetryAfterMs: number | null
    readonly best: string
  }
  readonly breaker: BreakerWords | null
  readonly load: {
    /** Attempts sent per call when everything fails; null for unlimited. */
    readonly worst: number | null
    /** What the retry budget leaves of it over time; null without a budget or a ratio. */
    readonly sustained: number | null
    readonly text: string
  }
}

/** Explains one resolved operation. */
export function explainOperation(resolved: ResolvedOperation): Explanation {
  const { policy, preset, strategy } = resolved
  const bounds = callBounds(policy)
  return {
    operation: resolved.operation ?? null,
    preset: { name: preset.name, origin: originText(preset.origin) },
    strategy: strategy ? { name: strategy.name, origin: originText(strategy.origin) } : null,
    settings: settingsOf(resolved),
    off: [...resolved.off].map(([name, origin]) => ({ policy: name, origin: originText(origin) })),
    attempts: attemptsOf(policy, bounds),
    schedule: scheduleOf(policy, bounds),
    duration: durationOf(policy, bounds),
    breaker: breakerWords(policy) ?? null,
    load: loadOf(policy, bounds),
  }
}

/**
 * Where a value comes from: `resil.yaml:12:7`, `preset production`, `strategy critical`,
 * `RESILIENCE_CUSTOM_CONFIG`, `--preset`, `default`. A variable is named, not its inner place.
 */
export function originText({ layer, name, span }: Origin): string {
  if (layer === 'variable' || layer === 'flag') return name
  if (span) return `${span.file}:${span.start.line}:${span.start.column}`
  if (layer === 'default' || layer === 'defaults') return layer
  return `${layer} ${name}`
}

function settingsOf({ leaves }: ResolvedOperation): ExplainedSetting[] {
  return [...leaves].map(([path, { value, origin }]) => ({
    path,
    value: toDocumentValue(LEAVES.get(path)!, value),
    origin: originText(origin),
    ...(origin.span ? { span: origin.span } : {}),
  }))
}

/** Infinity is no JSON. */
const finite = (value: number) => (Number.isFinite(value) ? value : null)

function attemptsOf({ retry }: ResolvedPolicy, bounds: CallBounds): Explanation['attempts'] {
  const max = retry?.maxAttempts ?? 1
  const sent = bounds.sent > bounds.attempts ? `, ${countText(bounds.sent)} with hedges` : ''
  const cut = bounds.attempts < max ? ` of ${countText(max)}, as the time limits allow no more` : ''
  const text = `${countText(bounds.attempts)}${cut}${sent}`
  return { max: finite(max), worst: finite(bounds.attempts), text }
}

const countText = (count: number) => (Number.isFinite(count) ? String(count) : 'unlimited')

function scheduleOf({ retry }: ResolvedPolicy, bounds: CallBounds): Explanation['schedule'] {
  const total = (retry?.maxAttempts ?? 1) - 1
  const retries: ExplainedRetry[] = []
  let [cumulativeMinMs, cumulativeMaxMs] = [0, 0]
  for (let k = 1; retry && k <= Math.min(total, MAX_ROWS); k++) {
    const { minMs, maxMs } = delayBounds(retry, k)
    cumulativeMinMs += minMs
    cumulativeMaxMs += maxMs
    const cumulative = { cumulativeMinMs, cumulativeMaxMs }
    const reachable = k + 1 <= bounds.attempts
    retries.push({ retry: k, beforeAttempt: k + 1, minMs, maxMs, ...cumulative, reachable })
  }
  return { retries, total: finite(total) }
}

function durationOf(policy: ResolvedPolicy, bounds: CallBounds): Explanation['duration'] {
  const { worstMs, worstWithRetryAfterMs, by } = bounds
  const longer = worstWithRetryAfterMs > worstMs ? retryAfterText(bounds) : ''
  const worst =
    worstMs === Number.POSITIVE_INFINITY
      ? `unbounded: ${by}${policy.timeout?.totalMs == null ? ', and the call no deadline' : ''}`
      : `${proseDuration(worstMs)}, bounded by ${by}${longer}`
  return {
    worstMs: finite(worstMs),
    worst,
    worstWithRetryAfterMs: finite(worstWithRetryAfterMs),
    best: 'one attempt, no wait',
  }
}

function retryAfterText({ worstWithRetryAfterMs: ms }: CallBounds): string {
  const length = Number.isFinite(ms) ? proseDuration(ms) : 'without limit'
  return `; ${length} if the upstream asks for it with Retry-After`
}

function loadOf(policy: ResolvedPolicy, { sent }: CallBounds): Explanation['load'] {
  const budget = policy.retry?.budget
  const worst = Number.isFinite(sent)
    ? `${sent} times the calls`
    : 'attempts without limit for each call'
  const text = `${worst} while everything fails and the breaker is closed`
  if (!budget) return { worst: finite(sent), sustained: null, text }
  const { sustained, words } = budgetEffect(budget)
  return { worst: finite(sent), sustained, text: `${text}; ${words}` }
}

type Budget = NonNullable<NonNullable<ResolvedPolicy['retry']>['budget']>

function budgetEffect(budget: Budget): { sustained: number | null; words: string } {
  const rounded = (value: number) => Math.round(value * 1000) / 1000
  const { kind, ratio, minConcurrent, tokenRatio, depositOn, maxTokens, maxConcurrent } = budget
  if (kind === 'ratio') {
    const share = ratio ?? 0
    const sustained = share < 1 ? rounded(1 / (1 - share)) : null
    const words =
      `the budget holds it to ${sustained ?? 'no fewer'} times ` +
      `beyond ${minConcurrent ?? 0} retries in flight`
    return { sustained, words }
  }
  if (kind === 'concurrent') {
    return { sustained: null, words: `the budget allows ${maxConcurrent} retries in flight` }
  }
  const sustained = depositOn === 'start' ? rounded(1 + (tokenRatio ?? 0)) : 1
  const words = `the budget holds it to ${sustained} times once ${maxTokens} tokens are spent`
  return { sustained, words }
}
