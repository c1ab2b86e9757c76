/**
 * Resolved policies for tests: everything off but what is asked for, with the schema's defaults.
 */
import type { ResolvedPolicy } from '../../src/policy/resolved.js'

type Deep<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: Deep<T[K]> }
    : T
export type PolicyParts = {
  [K in keyof ResolvedPolicy]?: Deep<NonNullable<ResolvedPolicy[K]>> | null
}

const TRANSIENT = { kinds: ['transient'] as const }

const NO_PLAN = { maxAttempts: null, initialMs: null, maxMs: null }

/** All policies on, as a document with empty groups would resolve; waits are short and fixed. */
const FULL = {
  timeout: { attemptMs: null, totalMs: null, connectMs: null },
  retry: {
    maxAttempts: 3,
    backoff: {
      kind: 'fixed',
      initialMs: 100,
      multiplier: null,
      series: null,
      minMs: null,
      maxMs: null,
    },
    jitter: { kind: 'none', maxMs: null, factor: null },
    plans: {
      rateLimited: NO_PLAN,
      timeout: NO_PLAN,
      connection: NO_PLAN,
      serverError: NO_PLAN,
    },
    maxElapsedMs: null,
    retryOn: TRANSIENT,
    abortOn: {},
    respectRetryAfter: true,
    maxRetryAfterMs: 300_000,
    onOpenCircuit: 'abort',
    nonIdempotent: false,
    budget: null,
  },
  circuitBreaker: {
    mode: 'consecutive',
    threshold: 3,
    failureRate: null,
    slowCallRate: null,
    slowCallDurationMs: null,
    window: { calls: null, durationMs: null, kind: null },
    minimumThroughput: null,
    compare: 'gte',
    openDurationMs: 1000,
    openGrowth: { kind: 'none', multiplier: null, maxMs: null },
    openJitter: { kind: 'none', factor: null, maxMs: null },
    halfOpen: {
      maxCalls: 1,
      decision: 'successes',
      successes: 1,
      maxWaitMs: 60_000,
      afterMaxWait: 'half-open',
    },
    scope: 'attempt',
    per: 'operation',
    maxEjectionRate: null,
    recordOn: TRANSIENT,
    ignoreOn: {},
    ignoredCountsAs: 'nothing',
    countRejections: false,
  },
  bulkhead: { maxConcurrent: 1, maxQueued: 0, maxWaitMs: null, group: null },
  rateLimit: { limit: 1, periodMs: 1000, burst: null, maxWaitMs: 0, algorithm: 'token-bucket' },
  hedge: { delayMs: 100, max: 1, continueOn: {} },
  fallback: { handler: null, value: undefined, status: null, on: { kinds: ['any'] } },
}

const BUDGET = {
  kind: 'ratio',
  ratio: null,
  minConcurrent: null,
  maxTokens: null,
  tokenRatio: null,
  depositOn: null,
  maxConcurrent: null,
}

export const ORDER = [
  'fallback',
  'totalTimeout',
  'retry',
  'hedge',
  'circuitBreaker',
  'rateLimit',
  'attemptTimeout',
  'bulkhead',
] as const

export function policy(parts: PolicyParts = {}): ResolvedPolicy {
  const made: Record<string, unknown> = { order: parts.order ?? ORDER }
  for (const [name, full] of Object.entries(FULL)) {
    const part = parts[name as keyof PolicyParts]
    made[name] = part === undefined || part === null ? null : merge(full, part)
  }
  const retry = made.retry as { budget: unknown } | null
  if (retry?.budget) retry.budget = merge(BUDGET, retry.budget)
  return made as unknown as ResolvedPolicy
}

const WHOLE = new Set(['retryOn', 'abortOn', 'recordOn', 'ignoreOn', 'continueOn', 'on'])

function merge(base: object, part: object): object {
  const made: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(part)) {
    const below = made[key]
    const deep = typeof below === 'object' && below !== null && !Array.isArray(below)
    made[key] = deep && value && !WHOLE.has(key) ? merge(below, value as object) : value
  }
  return made
}

export const breakerPolicy = (parts: PolicyParts['circuitBreaker'] = {}) =>
  policy({ circuitBreaker: parts ?? {} }).circuitBreaker!
