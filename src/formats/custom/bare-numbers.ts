/**
 * The unit of a number that states none. Every role has a range in which hand-made values lie; a
 * reading outside of it is discarded, and when both readings are possible the user is asked.
 *
 * The ranges are this format's one heuristic about values. A changer must keep them such that a
 * wrong reading (a thousand times off) lies outside for the values that people really write.
 */
import type { Role } from './vocabulary.js'

export type BareUnit = 'ms' | 's'

interface Range {
  readonly low: number
  readonly high: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** In milliseconds, both ends included. */
const RANGES: Readonly<Partial<Record<Role, Range>>> = {
  openDuration: { low: second, high: 15 * minute },
  breakerTimeout: { low: second, high: 15 * minute },
  halfOpenWait: { low: second, high: 15 * minute },
  growthMax: { low: second, high: hour },
  growthMin: { low: second, high: 15 * minute },
  growthIncrement: { low: second, high: 15 * minute },
  windowDuration: { low: second, high: 15 * minute },
  slowDuration: { low: 50, high: 5 * minute },
  timeout: { low: 100, high: 10 * minute },
  attemptTimeout: { low: 100, high: 10 * minute },
  readTimeout: { low: 100, high: 10 * minute },
  totalTimeout: { low: 100, high: 15 * minute },
  connectTimeout: { low: 50, high: minute },
  initial: { low: 10, high: minute },
  wait: { low: 10, high: 15 * minute },
  backoff: { low: 10, high: minute },
  classicBase: { low: 100, high: 5 * second },
  backoffMin: { low: 10, high: minute },
  classicMin: { low: 10, high: minute },
  backoffMax: { low: 400, high: 10 * minute },
  classicMax: { low: 400, high: 10 * minute },
  increment: { low: 10, high: minute },
  jitter: { low: 10, high: 10 * second },
  jitterMax: { low: 11, high: 10 * second },
  maxElapsed: { low: 500, high: hour },
  maxRetryAfter: { low: second, high: hour },
  queueWait: { low: 10, high: minute },
  rateWait: { low: 10, high: minute },
  period: { low: 100, high: 24 * hour },
  hedgeDelay: { low: 5, high: 10 * second },
}

export interface Guess {
  /** The reading that lies in the range; absent when both or none do. */
  readonly unit?: BareUnit
  /** What told them apart. */
  readonly by?: 'range' | 'fraction' | 'sibling'
  /** What is taken until the user decides. */
  readonly suggested: BareUnit
}

/** Whole hours and parts of them: half an hour as easily as 1.8 seconds. */
const OF_MINUTES = new Set([
  1200, 1800, 2400, 3600, 5400, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
])

/**
 * The unit of a bare number in a role. `sibling` is the unit of the numbers around it; `lean` is
 * the one that the rest of the file writes, a hint only.
 */
export function guessUnit(
  role: Role,
  digits: string,
  sibling: BareUnit | undefined,
  lean?: BareUnit,
): Guess {
  const range = RANGES[role] ?? { low: 10, high: hour }
  const amount = Number(digits)
  const asMs = amount >= range.low && amount <= range.high
  const asSeconds = amount * second >= range.low && amount * second <= range.high
  if (digits.includes('.') && (asSeconds || amount < range.low))
    return { unit: 's', by: 'fraction', suggested: 's' }
  if (asMs !== asSeconds) {
    const unit = asMs ? 'ms' : 's'
    return OF_MINUTES.has(amount) ? { suggested: unit } : { unit, by: 'range', suggested: unit }
  }
  if (sibling && asMs) return { unit: sibling, by: 'sibling', suggested: sibling }
  return { suggested: sibling ?? lean ?? (amount >= 100 ? 'ms' : 's') }
}
