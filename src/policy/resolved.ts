/**
 * The resolved policy of one operation: every value present, durations in milliseconds with the
 * unit in the name, a policy that is off is `null`. The orchestrator, the runtime and the simulator
 * take this and nothing else. Units, ranges and defaults of each value: schema.ts, same path.
 */
import { type Feature, LEAVES, type LeafValue, switchesOf } from './leaves.js'
import type { Matcher, ORDER_PARTS } from './schema.js'

export interface ResolvedTimeout {
  readonly attemptMs: number | null
  readonly totalMs: number | null
  readonly connectMs: number | null
}

export interface ResolvedBackoff {
  readonly kind: 'fixed' | 'linear' | 'exponential' | 'fibonacci'
  readonly initialMs: number
  /** null unless exponential. */
  readonly multiplier: number | null
  readonly series: 'power' | 'power-minus-one' | null
  readonly minMs: number | null
  readonly maxMs: number | null
}

export interface ResolvedJitter {
  readonly kind:
    | 'none'
    | 'full'
    | 'equal'
    | 'decorrelated'
    | 'decorrelated-v2'
    | 'additive'
    | 'symmetric'
    | 'factor'
  /** null unless additive or symmetric. */
  readonly maxMs: number | null
  /** null unless factor. */
  readonly factor: number | null
}

export interface ResolvedBudget {
  readonly kind: 'ratio' | 'token-bucket' | 'concurrent'
  readonly ratio: number | null
  readonly minConcurrent: number | null
  readonly maxTokens: number | null
  readonly tokenRatio: number | null
  readonly depositOn: 'start' | 'success' | null
  readonly maxConcurrent: number | null
}

/** null: as for all kinds of failure. */
export interface ResolvedRetryPlan {
  readonly maxAttempts: number | null
  readonly initialMs: number | null
  readonly maxMs: number | null
}

export interface ResolvedRetry {
  /** All attempts, the first included; Infinity for unlimited. */
  readonly maxAttempts: number
  readonly backoff: ResolvedBackoff
  readonly jitter: ResolvedJitter
  readonly plans: {
    readonly rateLimited: ResolvedRetryPlan
    readonly timeout: ResolvedRetryPlan
    readonly connection: ResolvedRetryPlan
    readonly serverError: ResolvedRetryPlan
  }
  readonly maxElapsedMs: number | null
  readonly retryOn: Matcher
  readonly abortOn: Matcher
  readonly respectRetryAfter: boolean
  readonly maxRetryAfterMs: number | null
  readonly onOpenCircuit: 'abort' | 'retry' | 'wait'
  readonly nonIdempotent: boolean
  readonly budget: ResolvedBudget | null
}

export interface ResolvedBreaker {
  readonly mode: 'consecutive' | 'count-window' | 'time-window'
  readonly threshold: number | null
  readonly failureRate: number | null
  readonly slowCallRate: number | null
  readonly slowCallDurationMs: number | null
  readonly window: {
    readonly calls: number | null
    readonly durationMs: number | null
    readonly kind: 'sliding' | 'tumbling' | null
  }
  readonly minimumThroughput: number | null
  readonly compare: 'gte' | 'gt'
  readonly openDurationMs: number
  readonly openGrowth: {
    readonly kind: 'none' | 'linear' | 'exponential'
    readonly multiplier: number | null
    readonly maxMs: number | null
  }
  readonly openJitter: {
    readonly kind: 'none' | 'factor' | 'additive'
    readonly factor: number | null
    readonly maxMs: number | null
  }
  readonly halfOpen: {
    readonly maxCalls: number
    readonly decision: 'successes' | 'rate'
    readonly successes: number
    readonly maxWaitMs: number | null
    readonly afterMaxWait: 'half-open' | 'open' | 'closed'
  }
  readonly scope: 'attempt' | 'call'
  readonly per: 'operation' | 'host'
  readonly maxEjectionRate: number | null
  readonly recordOn: Matcher
  readonly ignoreOn: Matcher
  readonly ignoredCountsAs: 'nothing' | 'success'
  readonly countRejections: boolean
}

export interface ResolvedPolicy {
  readonly timeout: ResolvedTimeout | null
  readonly retry: ResolvedRetry | null
  readonly circuitBreaker: ResolvedBreaker | null
  readonly bulkhead: {
    readonly maxConcurrent: number
    /** Infinity for unlimited. */
    readonly maxQueued: number
    readonly maxWaitMs: number | null
    readonly group: string | null
  } | null
  readonly rateLimit: {
    readonly limit: number
    readonly periodMs: number
    readonly burst: number | null
    readonly maxWaitMs: number
    readonly algorithm: 'token-bucket' | 'fixed-window' | 'sliding-window' | 'smooth'
  } | null
  readonly hedge: {
    readonly delayMs: number
    readonly max: number
    readonly continueOn: Matcher
  } | null
  readonly fallback: {
    readonly handler: string | null
    readonly value: unknown
    readonly status: number | null
    readonly on: Matcher
  } | null
  /** From the outermost to the innermost. */
  readonly order: readonly (typeof ORDER_PARTS)[number][]
}

/** Builds the typed policy from resolved leaves; a leaf that is absent reads as null. */
export function toResolvedPolicy(
  leaves: ReadonlyMap<string, LeafValue>,
  enabled: (name: Feature | string) => boolean,
): ResolvedPolicy {
  const root: Record<string, unknown> = {}
  for (const leaf of LEAVES.values()) {
    const off = switchesOf(leaf.path).find((name) => !enabled(name))
    if (off) {
      place(root, off.split('.'), null)
      continue
    }
    const value = leaves.get(leaf.path)
    const keys = leaf.path.split('.')
    if (leaf.kind === 'duration') keys.push(`${keys.pop()}Ms`)
    place(root, keys, value === 'unlimited' ? Number.POSITIVE_INFINITY : (value ?? null))
  }
  return root as unknown as ResolvedPolicy
}

function place(root: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let node = root
  for (const key of keys.slice(0, -1)) {
    node[key] ??= {}
    node = node[key] as Record<string, unknown>
  }
  node[keys.at(-1)!] = value
}
