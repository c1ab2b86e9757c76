/**
 * A policy made ready to run: matchers compiled, limits as numbers, and the order of the policies
 * as
 * two lists of gates. What `policy.order` decides:
 *
 *   default, outermost first:
 *   fallback > totalTimeout > retry > hedge > circuitBreaker > rateLimit > attemptTimeout >
 *   bulkhead
 *
 * - breaker, rate limit and bulkhead: outside of `retry` they meet the call once, inside of it each
 *   attempt; among themselves they are asked in the order given. `scope: call` puts the breaker
 *   outside whatever the order says.
 * - a time limit outside of `retry` limits the call, one inside of it each attempt. Attempt time
 *   counts from its place on: with `bulkhead` inside of it, waiting for a slot counts.
 * - a limit on attempts outside of the breaker is no verdict on the upstream: the late result is.
 *   The call's deadline is a verdict where attempts have no shorter limit of their own, and where
 *   one comes to its own limit with it.
 * - `fallback` outside of `totalTimeout` answers a timeout too; inside of `retry` it answers the
 *   first failure that it matches, so that nothing is retried.
 * - `hedge` always adds attempts, whatever its place.
 */
import type { ResolvedBackoff, ResolvedJitter, ResolvedPolicy } from '../policy/resolved.js'
import type { Budget } from './budget.js'
import type { Bulkhead } from './bulkhead.js'
import type { Failure } from './failure.js'
import type { Limiter } from './limiter.js'
import { compileMatcher, type Matches } from './matcher.js'

/** CLOCK: an attempt's own limit begins to run; TOTAL: the total one, if inside of the retry. */
export const Gate = { BREAKER: 0, LIMITER: 1, BULKHEAD: 2, CLOCK: 3, TOTAL: 4 } as const
export type Gate = (typeof Gate)[keyof typeof Gate]

/** Limits of retrying; a policy may set others for one kind of failure. */
export interface RetryLimits {
  readonly maxAttempts: number
  readonly backoff: ResolvedBackoff
  readonly jitter: ResolvedJitter
  readonly maxElapsedMs: number | null
}

/** Which kind of failure each plan of the policy is for. */
const PLAN_KINDS = {
  rateLimited: 'rate-limited',
  timeout: 'timeout',
  connection: 'connection',
  serverError: 'server-error',
} as const

type Retry = NonNullable<ResolvedPolicy['retry']>

/**
 * What the calls of an operation share and take permits of. Part of the plan, so that a call gives
 * back to where it took from, even when a reload has put another there or none (R35).
 */
export interface Pools {
  readonly bulkhead: Bulkhead | null
  readonly limiter: Limiter | null
  budget: Budget | null
}

export interface Plan {
  readonly policy: ResolvedPolicy
  readonly pools: Pools
  readonly callGates: readonly Gate[]
  readonly attemptGates: readonly Gate[]
  /** Limit of the call in ms, Infinity for none. */
  readonly deadlineMs: number
  /** Limit of an attempt in ms, Infinity for none; the shorter one where there are two. */
  readonly attemptMs: number
  /** Whether the time of each start must be exact: limits on time, hedges, slow calls need it. */
  readonly timed: boolean
  /** Whether the breaker wants to know when an attempt succeeded. */
  readonly timedEnds: boolean
  /** Whether anything may have to be done before the attempt ends by itself. */
  readonly wakes: boolean
  readonly breakerPerCall: boolean
  /** Whether the breaker takes the limit of an attempt as a verdict. */
  readonly breakerSeesAttemptLimit: boolean
  readonly records: (failure: Failure) => boolean
  readonly retry: Retry | null
  readonly retryable: (failure: Failure) => boolean
  readonly limitsFor: (failure: Failure) => RetryLimits
  readonly continues: Matches
  readonly fallsBack: Matches
  /** The fallback stands inside of the retry: what it answers is not retried. */
  readonly answersFirst: boolean
  /** The fallback stands inside of the call's deadline. */
  readonly fallbackInDeadline: boolean
  /** Nothing stands in front of an attempt but, at most, the breaker; see quick.ts. */
  readonly quick: boolean
  /** An open breaker ends the call at once, without retry or wait. */
  readonly rejectsAtOnce: boolean
}

export const NO_POOLS: Pools = { bulkhead: null, limiter: null, budget: null }

export function compilePlan(policy: ResolvedPolicy, pools: Pools = NO_POOLS): Plan {
  const { retry } = policy
  const outside = (outer: Part, inner: Part) =>
    policy.order.indexOf(outer) < policy.order.indexOf(inner)
  const breakerPerCall =
    policy.circuitBreaker?.scope === 'call' || outside('circuitBreaker', 'retry')
  const { callGates, attemptGates } = gatesOf(policy, breakerPerCall)
  const limits = timeLimits(policy, outside)
  const slow = policy.circuitBreaker?.slowCallDurationMs ?? null
  const queueLimit = policy.bulkhead?.maxWaitMs ?? null
  const fallsBack = compileMatcher(policy.fallback?.on)
  const wakes =
    limits.deadlineMs !== Number.POSITIVE_INFINITY ||
    limits.attemptMs !== Number.POSITIVE_INFINITY ||
    policy.hedge !== null
  return {
    policy,
    pools,
    callGates,
    attemptGates,
    deadlineMs: limits.deadlineMs,
    attemptMs: limits.attemptMs,
    timedEnds: (policy.circuitBreaker?.window.durationMs ?? null) !== null,
    timed: wakes || slow !== null || policy.rateLimit !== null || queueLimit !== null,
    wakes,
    breakerPerCall,
    breakerSeesAttemptLimit: breakerPerCall || outside('circuitBreaker', limits.attemptLimit),
    ...breakerMatchers(policy),
    retry,
    ...retryMatchers(retry),
    continues: compileMatcher(policy.hedge?.continueOn),
    fallsBack,
    answersFirst: policy.fallback !== null && outside('retry', 'fallback'),
    fallbackInDeadline: policy.fallback !== null && outside('totalTimeout', 'fallback'),
    quick:
      callGates.length === 0 &&
      attemptGates.every((gate) => gate !== Gate.LIMITER && gate !== Gate.BULKHEAD) &&
      policy.hedge === null &&
      slow === null &&
      (retry?.budget ?? null) === null,
    rejectsAtOnce:
      callGates[0] === Gate.BREAKER ||
      (callGates.length === 0 &&
        attemptGates[0] === Gate.BREAKER &&
        (retry === null || retry.onOpenCircuit === 'abort')),
  }
}

type Part = ResolvedPolicy['order'][number]
type Outside = (outer: Part, inner: Part) => boolean

function gatesOf(policy: ResolvedPolicy, breakerPerCall: boolean) {
  const callGates: Gate[] = []
  const attemptGates: Gate[] = []
  let inRetry = false
  for (const part of policy.order) {
    const gates = inRetry ? attemptGates : callGates
    if (part === 'retry') inRetry = true
    if (part === 'circuitBreaker' && policy.circuitBreaker) {
      const own = breakerPerCall ? callGates : gates
      own.push(Gate.BREAKER)
    }
    if (part === 'rateLimit' && policy.rateLimit) gates.push(Gate.LIMITER)
    if (part === 'bulkhead' && policy.bulkhead) gates.push(Gate.BULKHEAD)
    if (inRetry && part === 'attemptTimeout' && policy.timeout?.attemptMs != null) {
      attemptGates.push(Gate.CLOCK)
    }
    if (inRetry && part === 'totalTimeout' && policy.timeout?.totalMs != null) {
      attemptGates.push(Gate.TOTAL)
    }
  }
  return { callGates, attemptGates }
}

function timeLimits(policy: ResolvedPolicy, outside: Outside) {
  const limits = { deadlineMs: Number.POSITIVE_INFINITY, attemptMs: Number.POSITIVE_INFINITY }
  const apply = (part: Part, limitMs: number | null | undefined) => {
    const name = outside(part, 'retry') ? 'deadlineMs' : 'attemptMs'
    limits[name] = Math.min(limits[name], limitMs ?? Number.POSITIVE_INFINITY)
  }
  apply('totalTimeout', policy.timeout?.totalMs)
  apply('attemptTimeout', policy.timeout?.attemptMs)
  const total = !outside('totalTimeout', 'retry') && policy.timeout?.totalMs === limits.attemptMs
  return { ...limits, attemptLimit: (total ? 'totalTimeout' : 'attemptTimeout') as Part }
}

function breakerMatchers({ circuitBreaker }: ResolvedPolicy) {
  const recordOn = compileMatcher(circuitBreaker?.recordOn)
  const ignores = compileMatcher(circuitBreaker?.ignoreOn)
  const countRejections = circuitBreaker?.countRejections === true
  const records = (failure: Failure) => {
    if (failure.kind === 'rejected') {
      return countRejections && (failure.reason?.startsWith('bulkhead') ?? false)
    }
    return recordOn(failure) && !ignores(failure)
  }
  return { records }
}

function retryMatchers(retry: Retry | null) {
  const retryOn = compileMatcher(retry?.retryOn)
  const abortOn = compileMatcher(retry?.abortOn)
  const retryable = (failure: Failure) => retryOn(failure) && !abortOn(failure)
  const plans = retry === null ? [] : plansOf(retry)
  const common = retry as RetryLimits
  const limitsFor =
    plans.length === 0
      ? () => common
      : (failure: Failure) => plans.find(({ kind }) => kind === failure.kind)?.limits ?? common
  return { retryable, limitsFor }
}

/** The limits that a policy sets for kinds of failure; what a plan leaves open is as for all. */
function plansOf(retry: Retry): { kind: string; limits: RetryLimits }[] {
  const { maxAttempts, backoff, jitter, maxElapsedMs } = retry
  return (Object.keys(PLAN_KINDS) as (keyof typeof PLAN_KINDS)[]).flatMap((name) => {
    const plan = retry.plans[name]
    if (plan.maxAttempts === null && plan.initialMs === null && plan.maxMs === null) return []
    const { kind, multiplier, series, minMs } = backoff
    const waits = {
      kind,
      multiplier,
      series,
      minMs,
      initialMs: plan.initialMs ?? backoff.initialMs,
      maxMs: plan.maxMs ?? backoff.maxMs,
    }
    const limits = {
      maxAttempts: plan.maxAttempts ?? maxAttempts,
      backoff: waits,
      jitter,
      maxElapsedMs,
    }
    return [{ kind: PLAN_KINDS[name], limits }]
  })
}
