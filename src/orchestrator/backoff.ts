/**
 * The wait before a retry: growth, clamp, jitter. Plain functions of the policy, the retry's number
 * and chance; the one thing that two jitters remember is handed in and out.
 *
 * A changer must keep every wait finite, not negative and within `longestDelayMs`, up to retry
 * 10 000 and beyond (R19): nothing here may multiply 0 by Infinity or subtract Infinity.
 */
import type { ResolvedBackoff, ResolvedJitter } from '../policy/resolved.js'
import type { Random } from './random.js'

/** Longest wait where the policy sets none: 3650 days, the longest duration of a document. */
export const MAX_DELAY_MS = 315_360_000_000

/** Wait before retry `k` (1, 2, …) in ms, before jitter. */
export function backoffMs(backoff: ResolvedBackoff, k: number): number {
  const longest = backoff.maxMs ?? MAX_DELAY_MS
  const grown = backoff.initialMs === 0 ? 0 : backoff.initialMs * growth(backoff, k)
  return Math.min(longest, Math.max(backoff.minMs ?? 0, grown))
}

function growth(backoff: ResolvedBackoff, k: number): number {
  const multiplier = backoff.multiplier ?? 2
  switch (backoff.kind) {
    case 'fixed':
      return 1
    case 'linear':
      return k
    case 'exponential':
      return backoff.series === 'power-minus-one' ? multiplier ** k - 1 : multiplier ** (k - 1)
    case 'fibonacci':
      return fibonacci(k)
  }
}

/** 1, 1, 2, 3, 5 …; it is past every cap long before the loop's bound. */
function fibonacci(k: number): number {
  let [previous, current] = [0, 1]
  for (let i = 1; i < k && i < 1000; i++) [previous, current] = [current, previous + current]
  return current
}

/**
 * Wait before retry `k` in ms, with jitter. `previous` is what `jitterMemory` gave after the last
 * wait of the same logical call (undefined before the first retry).
 */
export function delayMs(
  backoff: ResolvedBackoff,
  jitter: ResolvedJitter,
  k: number,
  random: Random,
  previous: number | undefined,
): number {
  const wait = backoffMs(backoff, k)
  const longest = backoff.maxMs ?? MAX_DELAY_MS
  switch (jitter.kind) {
    case 'none':
      return wait
    case 'full':
      return wait * random()
    case 'equal':
      return wait / 2 + (wait / 2) * random()
    case 'additive':
      return wait + (jitter.maxMs ?? 0) * random()
    case 'symmetric':
      return within(0, wait + (jitter.maxMs ?? 0) * (2 * random() - 1), longest)
    case 'factor':
      return within(0, wait * (1 + (jitter.factor ?? 0) * (2 * random() - 1)), longest)
    case 'decorrelated':
      return decorrelated(backoffMs(backoff, 1), longest, random, previous)
    case 'decorrelated-v2':
      return decorrelatedV2(backoff.initialMs, longest, k, random, previous)
  }
}

/** What `delayMs` of the next retry wants as `previous`, after it gave `delay`. */
export function jitterMemory(
  jitter: ResolvedJitter,
  delay: number,
  previous: number | undefined,
): number | undefined {
  if (jitter.kind === 'decorrelated') return delay
  // The point on the curve that has been reached: the sum of all waits.
  if (jitter.kind === 'decorrelated-v2') return (previous ?? 0) + delay
  return undefined
}

/** AWS: between the first wait and three times the last one, capped. */
function decorrelated(
  base: number,
  longest: number,
  random: Random,
  previous: number | undefined,
): number {
  const from = Math.min(base, longest)
  const to = Math.max(from, (previous ?? base) * 3)
  return Math.min(longest, from + (to - from) * random())
}

/** Polly's DecorrelatedJitterBackoffV2: steps along 2^t · tanh(√4t), t = k - 1 + chance. */
function decorrelatedV2(
  initial: number,
  longest: number,
  k: number,
  random: Random,
  previous: number | undefined,
): number {
  const t = Math.min(k - 1 + random(), 1000)
  const point = (2 ** t * Math.tanh(Math.sqrt(4 * t)) * initial) / 1.4
  return within(0, point - (previous ?? 0), longest)
}

function within(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
