/**
 * The wait before a retry: growth, clamp, jitter. Plain functions of the policy, the retry's number
 * and chance; the one thing that two jitters remember is handed in and out.
 *
 * A changer must keep every wait finite, not negative and within `delayBounds` of the policy
 * (policy/delay-bounds.ts, which says the formulas), up to retry 10 000 and beyond (R19): nothing
 * here may multiply 0 by Infinity or subtract Infinity.
 */
import type { ResolvedBackoff, ResolvedJitter } from '../policy/resolved.js'
import { power, realPower, tanh } from './exact-math.js'
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
      return backoff.series === 'power-minus-one'
        ? power(multiplier, k) - 1
        : power(multiplier, k - 1)
    case 'fibonacci':
      return fibonacci(k)
  }
}

/** 1, 2, 3, 5, 8 …, as SmallRye has it; it is past every cap long before the loop's bound. */
function fibonacci(k: number): number {
  let [value, next] = [1, 2]
  for (let i = 1; i < k && i < 1000; i++) [value, next] = [next, value + next]
  return value
}

/** One draw in [0, 1) for the wait before a retry; none is made where nothing depends on it. */
export function drawChance(jitter: ResolvedJitter, random: Random): number {
  return jitter.kind === 'none' ? 0 : random()
}

/**
 * Wait before retry `k` in ms, with jitter. `chance` is from `drawChance`, `previous` what
 * `jitterMemory` gave after the last wait of the same logical call (undefined before the first).
 */
export function delayMs(
  backoff: ResolvedBackoff,
  jitter: ResolvedJitter,
  k: number,
  chance: number,
  previous: number | undefined,
): number {
  const wait = backoffMs(backoff, k)
  const longest = backoff.maxMs ?? MAX_DELAY_MS
  switch (jitter.kind) {
    case 'none':
      return wait
    case 'full':
      return wait * chance
    case 'equal':
      return wait / 2 + (wait / 2) * chance
    case 'additive':
      return wait + (jitter.maxMs ?? 0) * chance
    case 'symmetric':
      return within(0, wait + (jitter.maxMs ?? 0) * (2 * chance - 1), longest)
    case 'factor':
      return within(0, wait * (1 + (jitter.factor ?? 0) * (2 * chance - 1)), longest)
    case 'decorrelated':
      return decorrelated(backoffMs(backoff, 1), longest, chance, previous)
    case 'decorrelated-v2':
      return within(0, step(backoff, previous ?? 0, k - 1 + chance), longest)
  }
}

/** What `delayMs` of the next retry wants as `previous`, after it gave `delay` for `k`. */
export function jitterMemory(
  jitter: ResolvedJitter,
  delay: number,
  k: number,
  chance: number,
): number | undefined {
  if (jitter.kind === 'decorrelated') return delay
  // How far along the curve, not how long was waited: a wait cut at the cap is not made up for.
  if (jitter.kind === 'decorrelated-v2') return k - 1 + chance
  return undefined
}

/** AWS: between the first wait and three times the last one, capped. */
function decorrelated(
  base: number,
  longest: number,
  chance: number,
  previous: number | undefined,
): number {
  const from = Math.min(base, longest)
  const to = Math.max(from, (previous ?? base) * 3)
  return Math.min(longest, from + (to - from) * chance)
}

/** Polly's DecorrelatedJitterBackoffV2: a step along m^t · tanh(√4t), from `before` to `t`. */
function step({ initialMs, multiplier }: ResolvedBackoff, before: number, t: number): number {
  if (initialMs === 0) return 0
  const curve = (at: number) =>
    (realPower(multiplier ?? 2, at) * tanh(Math.sqrt(4 * at)) * initialMs) / 1.4
  const point = curve(t)
  return Number.isFinite(point) ? point - curve(before) : point
}

function within(low: number, value: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
