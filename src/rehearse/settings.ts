/**
 * The settings that `--suggest` tries, and the values that it tries for each: the table of
 * candidates.ts. Some thirty runs have to do for a policy, so each setting gets two to four values.
 */
import { formatDuration } from '../policy/duration.js'
import type { LeafValue } from '../policy/leaves.js'
import type { ResolvedPolicy } from '../policy/resolved.js'

/** What a run looked like before anything went wrong; null: not known. */
export interface Healthy {
  /** Of answered calls. */
  readonly p99Ms: number | null
  /** Attempts of one client in the upstream at a time, in the mean. */
  readonly concurrency: number | null
}

export const UNKNOWN: Healthy = { p99Ms: null, concurrency: null }

/** A value to try for a setting. */
export interface Option {
  /** As a policy document writes its path: `retry.maxAttempts`. */
  readonly setting: string
  /** By leaf; more than one where a setting alone says nothing: a breaker that was off. */
  readonly leaves: Readonly<Record<string, LeafValue>>
  /** In words, where the setting is a group. Default: its value as a document writes it. */
  readonly from?: string
  readonly to?: string
  /** It takes away what protects from other faults than the one that is rehearsed. */
  readonly isLoss?: true
}

/** All options of one setting under a policy; none where it does not apply. */
export type Setting = (policy: ResolvedPolicy, healthy: Healthy) => readonly Option[]

const attempts: Setting = ({ retry }) => {
  if (retry === null) {
    return [2, 3].map((n) => ({
      setting: 'retry',
      leaves: { 'retry.maxAttempts': n, 'retry.maxElapsed': 'none', ...doublingFrom(500) },
      to: `${n} attempts, ${WAITS} from 500ms`,
    }))
  }
  const now = retry.maxAttempts
  const near = Number.isFinite(now) ? [1, 2, now - 1, now + 1] : [1, 3, 5, 10]
  const options = values(
    'retry.maxAttempts',
    now,
    near.filter((n) => n >= 1),
  )
  return options.map((option) =>
    option.leaves['retry.maxAttempts'] === 1 ? { ...option, isLoss: true } : option,
  )
}

const WAITS = 'exponential waits with full jitter'

/** All of it is said: what a document leaves open is as its preset has it for such waits. */
function doublingFrom(initialMs: number): Readonly<Record<string, LeafValue>> {
  return {
    'retry.backoff.kind': 'exponential',
    'retry.backoff.initial': initialMs,
    'retry.backoff.multiplier': 2,
    'retry.backoff.min': 0,
    'retry.backoff.max': 30_000,
    'retry.jitter.kind': 'full',
  }
}

const waits: Setting = ({ retry }) => {
  if (retry === null) return []
  const { backoff, jitter } = retry
  const doubling = (initialMs: number): Option => ({
    setting: 'retry.backoff',
    leaves: doublingFrom(initialMs),
    from: 'no wait',
    to: `${WAITS} from ${formatDuration(initialMs)}`,
  })
  if (backoff.initialMs === 0) return [doubling(500), doubling(5000)]
  return [
    ...values('retry.backoff.initial', backoff.initialMs, times(backoff.initialMs, [0.5, 4])),
    ...(jitter.kind === 'none' ? [one('retry.jitter.kind', 'full')] : []),
  ]
}

const retryBudget: Setting = ({ retry }) => {
  if (retry === null) return []
  const { budget } = retry
  if (budget === null) return [tokens('success'), inFlight(0.2)]
  const changed = [
    ...halfAndTwice('retry.budget.ratio', budget.ratio, 1),
    ...halfAndTwice('retry.budget.tokenRatio', budget.tokenRatio, 1000),
    ...halfAndTwice('retry.budget.maxConcurrent', budget.maxConcurrent, 1e9),
  ]
  const paysEarly = budget.depositOn === 'start'
  return [...changed, ...(paysEarly ? [one('retry.budget.depositOn', 'success')] : [])]
}

function tokens(depositOn: 'success'): Option {
  return {
    setting: 'retry.budget',
    leaves: {
      'retry.budget.kind': 'token-bucket',
      'retry.budget.tokenRatio': 0.1,
      'retry.budget.depositOn': depositOn,
    },
    to: 'one retry per 10 successes',
  }
}

function inFlight(ratio: number): Option {
  return {
    setting: 'retry.budget',
    leaves: { 'retry.budget.kind': 'ratio', 'retry.budget.ratio': ratio },
    to: `retries at most ${ratio * 100} % of what is in flight`,
  }
}

const attemptTimeout: Setting = ({ timeout }, { p99Ms }) => {
  const now = timeout?.attemptMs ?? null
  const sized = p99Ms === null ? [] : times(p99Ms, now === null ? [2, 5] : [2]).map(roundMs)
  const plain = now === null ? [] : times(now, [0.5, 2])
  const near = [...plain, ...sized.filter((ms) => !plain.some((other) => isNear(ms, other)))]
  return values(
    'timeout.attempt',
    now,
    near.filter((ms) => ms >= 1),
  )
}

const breakerSwitch: Setting = ({ circuitBreaker }) => {
  if (circuitBreaker !== null) return [{ setting: 'circuitBreaker', leaves: OFF, isLoss: true }]
  const rate = {
    'circuitBreaker.mode': 'time-window',
    'circuitBreaker.failureRate': 0.5,
    'circuitBreaker.window.duration': 10_000,
    'circuitBreaker.openDuration': 5000,
  }
  const inARow = {
    'circuitBreaker.mode': 'consecutive',
    'circuitBreaker.threshold': 5,
    'circuitBreaker.openDuration': 5000,
  }
  return [
    { setting: 'circuitBreaker', leaves: rate, to: 'at 50 % of 10s, open 5s' },
    { setting: 'circuitBreaker', leaves: inARow, to: 'at 5 failures in a row, open 5s' },
  ]
}

const OFF = { circuitBreaker: false }

const breakerLimits: Setting = ({ circuitBreaker: breaker }) => {
  if (breaker === null) return []
  const { failureRate, threshold, minimumThroughput: least } = breaker
  const few = breaker.mode === 'consecutive' ? null : least
  return [
    ...(failureRate === null
      ? []
      : values('circuitBreaker.failureRate', failureRate, [0.3, 0.5, 0.7])),
    ...halfAndTwice('circuitBreaker.threshold', threshold, 100_000),
    ...(few === null ? [] : values('circuitBreaker.minimumThroughput', few, [few * 3])),
  ]
}

const openDuration: Setting = ({ circuitBreaker: breaker }) => {
  if (breaker === null || breaker.openDurationMs === 0) return []
  const now = breaker.openDurationMs
  return values('circuitBreaker.openDuration', now, times(now, [0.2, 0.5, 2, 4]))
}

const breakerPerHost: Setting = ({ circuitBreaker: breaker }) =>
  breaker?.per === 'operation' ? [one('circuitBreaker.per', 'host')] : []

/** Counts calls as failed that take twice as long as 99 of 100 did. */
const slowCalls: Setting = ({ circuitBreaker: breaker, timeout }, { p99Ms }) => {
  if (breaker === null || breaker.mode === 'consecutive') return []
  if (p99Ms === null || p99Ms < 1 || breaker.slowCallRate !== null) return []
  const slowMs = roundMs(2 * p99Ms)
  if (slowMs >= (timeout?.attemptMs ?? Number.POSITIVE_INFINITY)) return []
  const leaves: Record<string, LeafValue> = {
    'circuitBreaker.slowCallRate': 0.5,
    'circuitBreaker.slowCallDuration': slowMs,
    // A document that states a slow call rate alone has no failure rate.
    ...(breaker.failureRate !== null && { 'circuitBreaker.failureRate': breaker.failureRate }),
  }
  const to = `0.5 over ${formatDuration(slowMs)}`
  return [{ setting: 'circuitBreaker.slowCallRate', leaves, to }]
}

const bulkhead: Setting = ({ bulkhead: now }, { concurrency }) => {
  if (now !== null) return halfAndTwice('bulkhead.maxConcurrent', now.maxConcurrent, 1_000_000)
  if (concurrency === null) return []
  return [1, 2].map((factor) => {
    const most = factor * busiest(concurrency)
    return {
      setting: 'bulkhead',
      leaves: { 'bulkhead.maxConcurrent': most },
      to: `${most} attempts at a time per client`,
    }
  })
}

/** Of Poisson arrivals hardly ever more are there at a time than four deviations over the mean. */
function busiest(mean: NonNullable<Healthy['concurrency']>): number {
  return Math.ceil(mean + 4 * Math.sqrt(mean) + 1)
}

export const SETTINGS: readonly Setting[] = [
  attempts,
  waits,
  retryBudget,
  attemptTimeout,
  breakerSwitch,
  breakerLimits,
  openDuration,
  breakerPerHost,
  slowCalls,
  bulkhead,
]

/** Values of one leaf but for the present one, each once. */
function values(path: string, now: LeafValue, list: readonly LeafValue[]): Option[] {
  return [...new Set(list)].filter((value) => value !== now).map((value) => one(path, value))
}

function one(path: string, value: LeafValue): Option {
  return { setting: path, leaves: { [path]: value } }
}

function halfAndTwice(path: string, now: number | null, most: number): Option[] {
  if (now === null) return []
  const half = Number.isInteger(now) ? Math.ceil(now / 2) : now / 2
  return values(
    path,
    now,
    [half, Math.min(most, 2 * now)].filter((value) => value > 0),
  )
}

function times(value: number, factors: readonly number[]): number[] {
  return factors.map((factor) => Number((value * factor).toPrecision(6)))
}

/** Too near to tell one from the other. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.25 * b
}

/** Two figures: nobody writes 503.7ms. */
function roundMs(ms: number): number {
  return Number(ms.toPrecision(2))
}
