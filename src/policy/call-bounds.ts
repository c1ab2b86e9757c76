/**
 * What a resolved policy allows one call at most: attempts and time. Pure arithmetic over
 * `delayBounds`; the words around the numbers are in explain.ts.
 *
 * Worst case, from the innermost policy of `order` outwards, d being the longest time so far:
 *   attempt        unbounded, until a timeout bounds it
 *   attemptTimeout d = min(d, timeout.attempt)
 *   bulkhead       d = d + maxWait where a queue exists · rateLimit d = d + maxWait
 *   hedge          d = d + max · delay: the last hedge starts then and takes as long as any attempt
 *   retry          attempt j starts at the earliest after the shortest waits before it, at the
 *                  latest after j - 1 times d and the longest waits; it starts only while
 *                  maxElapsed and the deadlines outside of retry allow its earliest start.
 *                  d = min(latest start of the last such attempt, maxElapsed) + d
 *   totalTimeout   d = min(d, timeout.total)
 * The breaker and the fallback add nothing; a breaker that opens ends a call sooner, except that
 * onOpenCircuit: wait may lengthen each wait to the longest open duration.
 */
import { type DelayBounds, delayBounds } from './delay-bounds.js'
import type { ResolvedBreaker, ResolvedPolicy, ResolvedRetry } from './resolved.js'

/** Attempts of one call that are reckoned out one by one; more count as unlimited. */
const MAX_STEPS = 10_000

export interface CallBounds {
  /** Attempts in a row that one call can make, hedges not counted; Infinity for unlimited. */
  readonly attempts: number
  /** Attempts that one call can send, hedges included. */
  readonly sent: number
  /** Longest duration in ms, without Retry-After of the upstream; Infinity when unbounded. */
  readonly worstMs: number
  /** The same when the upstream asks for the longest Retry-After before each retry. */
  readonly worstWithRetryAfterMs: number
  /** What bounds the duration, or why nothing does. */
  readonly by: string
}

interface Limit {
  readonly ms: number
  readonly by: string
}

/** The bounds of a call under `policy`. */
export function callBounds(policy: ResolvedPolicy): CallBounds {
  const { retry, hedge } = policy
  const plain = longestCall(policy, (k) => waitBounds(policy, k))
  const asked = longestCall(policy, (k) => {
    const { minMs, maxMs } = waitBounds(policy, k)
    return { minMs, maxMs: Math.max(maxMs, longestRetryAfter(retry)) }
  })
  const { ms: worstMs, by } = plain.limit
  const { attempts } = plain
  const sent = attempts * (1 + (hedge?.max ?? 0))
  return { attempts, sent, worstMs, worstWithRetryAfterMs: asked.limit.ms, by }
}

function longestRetryAfter(retry: ResolvedRetry | null): number {
  if (!retry?.respectRetryAfter) return 0
  return retry.maxRetryAfterMs ?? Number.POSITIVE_INFINITY
}

function waitBounds({ retry, circuitBreaker }: ResolvedPolicy, k: number): DelayBounds {
  const wait = delayBounds(retry!, k)
  if (retry?.onOpenCircuit !== 'wait' || !circuitBreaker) return wait
  return { minMs: wait.minMs, maxMs: Math.max(wait.maxMs, longestOpenMs(circuitBreaker)) }
}

/** The longest stay in open, growth and jitter included; Infinity when growth has no limit. */
export function longestOpenMs({ openDurationMs, openGrowth, openJitter }: ResolvedBreaker): number {
  const unlimited = openGrowth.maxMs ?? Number.POSITIVE_INFINITY
  const grown = openGrowth.kind === 'none' ? openDurationMs : Math.max(openDurationMs, unlimited)
  if (openJitter.kind === 'factor') return grown * (1 + (openJitter.factor ?? 0))
  return openJitter.kind === 'additive' ? grown + (openJitter.maxMs ?? 0) : grown
}

function longestCall(policy: ResolvedPolicy, wait: (k: number) => DelayBounds) {
  let limit: Limit = { ms: Number.POSITIVE_INFINITY, by: 'attempt 1 has no timeout' }
  let attempts = 1
  for (const [i, part] of [...policy.order.entries()].toReversed()) {
    if (part === 'retry' && policy.retry) {
      const deadlineMs = deadlineOutside(policy, i)
      const run = retried(policy.retry, limit, deadlineMs, wait)
      attempts = run.attempts
      limit = run.limit
    } else limit = around(part, policy, limit)
  }
  return { limit, attempts }
}

/** The shortest timeout that is further out than the policy at `index` of the order. */
function deadlineOutside({ order, timeout }: ResolvedPolicy, index: number): number {
  const outside = order.slice(0, index).map((part) => {
    if (part === 'totalTimeout') return timeout?.totalMs ?? Number.POSITIVE_INFINITY
    if (part === 'attemptTimeout') return timeout?.attemptMs ?? Number.POSITIVE_INFINITY
    return Number.POSITIVE_INFINITY
  })
  return Math.min(Number.POSITIVE_INFINITY, ...outside)
}

function around(part: string, policy: ResolvedPolicy, inner: Limit): Limit {
  const { timeout, bulkhead, rateLimit, hedge } = policy
  switch (part) {
    case 'attemptTimeout':
      return cutAt(inner, timeout?.attemptMs, 'timeout.attempt')
    case 'totalTimeout':
      return cutAt(inner, timeout?.totalMs, 'timeout.total')
    case 'bulkhead': {
      if (!bulkhead || bulkhead.maxQueued === 0) return inner
      return plus(inner, bulkhead.maxWaitMs, 'the wait for a bulkhead slot has no limit')
    }
    case 'rateLimit':
      return plus(inner, rateLimit?.maxWaitMs ?? 0, '')
    case 'hedge':
      return plus(inner, (hedge?.max ?? 0) * (hedge?.delayMs ?? 0), '')
    default:
      return inner
  }
}

function cutAt(inner: Limit, atMs: number | null | undefined, by: string): Limit {
  return atMs == null || atMs >= inner.ms ? inner : { ms: atMs, by }
}

/** `null` is a wait without limit. */
function plus(inner: Limit, waitMs: number | null, unbounded: string): Limit {
  if (waitMs !== null) return { ms: inner.ms + waitMs, by: inner.by }
  return { ms: Number.POSITIVE_INFINITY, by: Number.isFinite(inner.ms) ? unbounded : inner.by }
}

function retried(
  retry: ResolvedRetry,
  attempt: Limit,
  deadlineMs: number,
  wait: (k: number) => DelayBounds,
): { limit: Limit; attempts: number } {
  const elapsedMs = retry.maxElapsedMs ?? Number.POSITIVE_INFINITY
  let [attempts, earliest, latest] = [1, 0, 0]
  while (attempts < Math.min(retry.maxAttempts, MAX_STEPS)) {
    const { minMs, maxMs } = wait(attempts)
    earliest += minMs
    if (earliest > elapsedMs || earliest >= deadlineMs) break
    latest += maxMs + attempt.ms
    attempts++
  }
  const endless = attempts === MAX_STEPS && retry.maxAttempts > MAX_STEPS
  if (endless) attempts = Number.POSITIVE_INFINITY
  if (attempts === 1 || attempt.ms === Number.POSITIVE_INFINITY) return { limit: attempt, attempts }
  const lastStart = endless ? Number.POSITIVE_INFINITY : latest
  const ms = Math.min(lastStart, elapsedMs) + attempt.ms
  return { limit: { ms, by: boundOf(ms, lastStart, elapsedMs, endless) }, attempts }
}

function boundOf(ms: number, lastStart: number, elapsedMs: number, endless: boolean): string {
  if (ms !== Number.POSITIVE_INFINITY) {
    return elapsedMs < lastStart
      ? 'retry.maxElapsed and one attempt more'
      : 'all attempts and waits'
  }
  return endless ? 'the attempts are unlimited' : 'a wait between attempts has no limit'
}
