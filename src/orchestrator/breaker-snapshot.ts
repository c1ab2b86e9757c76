/**
 * A breaker as plain data, and how much of it is believed when it comes back (R36). Form, version
 * and age are the store's to check; here the numbers are held to what the policy could have made.
 */
import type { ResolvedBreaker } from '../policy/resolved.js'
import { openWaitMs } from './open-wait.js'
import type { Recorder, Window } from './window.js'

export type BreakerState = 'closed' | 'open' | 'half-open' | 'isolated'

/** Times are relative, so that they survive a change of clocks. */
export interface BreakerSnapshot {
  readonly state: BreakerState
  /** Rest of the open time in ms; 0 unless open. */
  readonly remainingMs: number
  /** Openings since it was last closed: the step of the growth of the open time. */
  readonly openings: number
  readonly isolations: number
  /** Failures in a row, consecutive mode. */
  readonly failures: number
  /** What a rate window holds, oldest first; absent where that is nothing. */
  readonly window?: readonly Run[]
}

/** Outcomes alike and of one age: the age in ms; 1 for failed + 2 for slow; how many. */
export type Run = readonly [ageMs: number, outcome: number, count: number]

const FAILED = 1
const SLOW = 2

/** Most outcomes of a window that are taken over. */
const MAX_OUTCOMES = 1_000_000

/** What a rate window holds at `now`, as part of a snapshot. */
export function windowPart(window: Window, now: number): Pick<BreakerSnapshot, 'window'> {
  const runs: [ageMs: number, outcome: number, count: number][] = []
  const record = (at: number, failed: boolean, slow: boolean) => {
    const outcome = (failed ? FAILED : 0) | (slow ? SLOW : 0)
    const last = runs.at(-1)
    if (last && last[0] === now - at && last[1] === outcome) last[2]++
    else runs.push([now - at, outcome, 1])
  }
  window.replay({ record }, now)
  return runs.length === 0 ? {} : { window: runs }
}

/** Records what a trusted snapshot has seen, as of `now`. */
export function replaySaved(saved: BreakerSnapshot, into: Recorder, now: number): void {
  for (let i = 0; i < saved.failures; i++) into.record(now, true, false)
  for (const [ageMs, outcome, count] of saved.window ?? []) {
    const [failed, slow] = [(outcome & FAILED) !== 0, (outcome & SLOW) !== 0]
    for (let i = 0; i < count; i++) into.record(now - ageMs, failed, slow)
  }
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
  const rates = state === 'closed' && policy.mode !== 'consecutive'
  const window = rates ? trustedRuns(saved.window ?? []) : []
  return {
    state,
    openings,
    remainingMs: Math.min(
      rest,
      openWaitMs(policy, Math.max(1, openings), () => 1),
    ),
    isolations: state === 'isolated' ? Math.max(1, wholeNumber(saved.isolations)) : 0,
    failures: counts ? Math.min(wholeNumber(saved.failures), most) : 0,
    ...(window.length === 0 ? {} : { window }),
  }
}

/** Oldest first, which a window relies on; what is out of range is left out. */
function trustedRuns(runs: readonly Run[]): Run[] {
  let left = MAX_OUTCOMES
  const kept = runs.map(([ageMs, outcome, count]): Run => {
    const known = ageMs >= 0 && Number.isFinite(ageMs) && (outcome & (FAILED | SLOW)) === outcome
    const some = known ? Math.min(left, wholeNumber(count)) : 0
    left -= some
    return [ageMs, outcome, some]
  })
  return kept.filter((run) => run[2] > 0).sort((a, b) => b[0] - a[0])
}

function wholeNumber(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? Math.min(value, 1_000_000) : 0
}
