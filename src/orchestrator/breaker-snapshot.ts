/**
 * A breaker as plain data, and how much of it is believed when it comes back (R36). Form, version
 * and age are the store's to check; here the numbers are held to what the policy could have made.
 */
import type { ResolvedBreaker } from '../policy/resolved.js'
import { openWaitMs } from './open-wait.js'

export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated'

/** Times are relative, so that they survive a change of clocks. */
export interface BreakerSnapshot {
  readonly state: BreakerState
  /** Rest of the open time in ms; 0 unless open. */
  readonly remainingMs: number
  /** Openings since it was last closed: the step of the growth of the open time. */
  readonly openings: number
  readonly isolations: number
  /** Failures in a row, consecutive mode; windows begin anew. */
  readonly failures: number
}

/** The snapshot with numbers that the policy could have made; what does not fit the state is 0. */
export function trusted(saved: BreakerSnapshot, policy: ResolvedBreaker): BreakerSnapshot {
  const { state } = saved
  const open = state === 'open'
  const openings = Math.max(open ? 1 : 0, wholeNumber(saved.openings))
  const rest = open && Number.isFinite(saved.remainingMs) ? Math.max(0, saved.remainingMs) : 0
  const counts = state === 'closed' && policy.mode === 'consecutive'
  // One failure short of opening: a breaker opens by what it sees, not by what it reads.
  const most = Math.max(0, (policy.threshold ?? 1) - 1)
  return {
    state,
    openings,
    remainingMs: Math.min(
      rest,
      openWaitMs(policy, Math.max(1, openings), () => 1),
    ),
    isolations: state === 'isolated' ? Math.max(1, wholeNumber(saved.isolations)) : 0,
    failures: counts ? Math.min(wholeNumber(saved.failures), most) : 0,
  }
}

function wholeNumber(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? Math.min(value, 1_000_000) : 0
}
