/**
 * Between which bounds the wait before a retry lies. Pure arithmetic, no chance: the machine draws
 * within these bounds (orchestrator/backoff.ts), `explain` and the rules reckon with them.
 *
 * Base wait b(k) before retry k = 1, 2, … with initial i, multiplier m, clamped to [min, max]:
 *   fixed i · linear i·k · exponential power i·m^(k-1), power-minus-one i·(m^k - 1)
 *   fibonacci i·(1, 2, 3, 5, 8 …), as SmallRye has it
 * Jitter, with amount J and factor f; max caps the result of all but additive:
 *   none b · full [0, b] · equal [b/2, b] · additive [b, b + J) · symmetric [b - J, b + J]
 *   factor [b·(1 - f), b·(1 + f)] · decorrelated [b(1), 3^k·b(1)] (AWS)
 *   decorrelated-v2: steps along g(t) = m^t·tanh(√4t)·i/1.4, t uniform in [k - 1, k) for retry k
 *   (Polly), so from 0 to g(k) - g(k - 2)
 * Every bound is finite, not negative, and at most MAX_DURATION_MS plus J.
 */
import { MAX_DURATION_MS } from './duration.js'
import type { ResolvedBackoff, ResolvedRetry } from './resolved.js'

export interface DelayBounds {
  readonly minMs: number
  readonly maxMs: number
}

/** Bounds of the wait before retry `k` (1, 2, …), in milliseconds. */
export function delayBounds(
  { backoff, jitter }: Pick<ResolvedRetry, 'backoff' | 'jitter'>,
  k: number,
): DelayBounds {
  const wait = baseWait(backoff, k)
  const longest = backoff.maxMs ?? MAX_DURATION_MS
  const between = (low: number, high: number): DelayBounds => ({
    minMs: tidy(Math.min(longest, Math.max(0, low))),
    maxMs: tidy(Math.min(longest, Math.max(0, high))),
  })
  const amount = jitter.maxMs ?? 0
  const factor = jitter.factor ?? 0
  switch (jitter.kind) {
    case 'none':
      return between(wait, wait)
    case 'full':
      return between(0, wait)
    case 'equal':
      return between(wait / 2, wait)
    case 'additive':
      return { minMs: tidy(wait), maxMs: tidy(wait + amount) }
    case 'symmetric':
      return between(wait - amount, wait + amount)
    case 'factor':
      return between(wait * (1 - factor), wait * (1 + factor))
    case 'decorrelated': {
      const first = baseWait(backoff, 1)
      return between(first, first === 0 ? 0 : first * 3 ** k)
    }
    case 'decorrelated-v2':
      return between(0, longestStep(backoff, k))
  }
}

/** The wait before retry `k` without jitter, in milliseconds. */
export function baseWait(backoff: ResolvedBackoff, k: number): number {
  const grown = backoff.initialMs === 0 ? 0 : backoff.initialMs * growth(backoff, k)
  return tidy(Math.min(backoff.maxMs ?? MAX_DURATION_MS, Math.max(backoff.minMs ?? 0, grown)))
}

function growth({ kind, multiplier, series }: ResolvedBackoff, k: number): number {
  const m = multiplier ?? 2
  switch (kind) {
    case 'fixed':
      return 1
    case 'linear':
      return k
    case 'exponential':
      return series === 'power-minus-one' ? m ** k - 1 : m ** (k - 1)
    case 'fibonacci':
      return fibonacci(k)
  }
}

function fibonacci(k: number): number {
  let [value, next] = [1, 2]
  // Past every cap long before the bound.
  for (let i = 1; i < k && i < 1000; i++) [value, next] = [next, value + next]
  return value
}

function longestStep(backoff: ResolvedBackoff, k: number): number {
  if (backoff.initialMs === 0) return 0
  const m = backoff.multiplier ?? 2
  const curve = (t: number) => (m ** t * Math.tanh(Math.sqrt(4 * t)) * backoff.initialMs) / 1.4
  const high = curve(k)
  return Number.isFinite(high) ? high - curve(Math.max(0, k - 2)) : high
}

/** Drops the dust of binary fractions: `0.1 * 3` reads 0.3. */
function tidy(ms: number): number {
  return Number(ms.toPrecision(12))
}
