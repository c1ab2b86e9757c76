/**
 * What is done to an orchestrator by hand or by configuration, as plain data for
 * `orchestrator.onAct`: told after it is done. What the machine does by itself is in the events of
 * `orchestrator.on`; an isolation by hand is an act, and its transition an event.
 */
import type { SavedBreaker } from '../orchestrator/machine.js'
import type { ResolvedPolicy } from '../policy/resolved.js'

/** A breaker was isolated, released or closed by hand; said even where its state stays (R12). */
export interface BreakerAct {
  readonly type: 'isolate' | 'release' | 'close'
  readonly operation: string
  /** null: the operation's own breaker. */
  readonly host: string | null
  /** Monotonic ms, as in events. */
  readonly at: number
}

/** Changed policies are in force. */
export interface ReloadAct {
  readonly type: 'reload'
  readonly at: number
  /** Operations that have state, whether or not their policy differs. */
  readonly operations: readonly PolicyPair[]
}

export interface PolicyPair {
  readonly operation: string
  readonly before: ResolvedPolicy
  readonly after: ResolvedPolicy
}

/** Policies were refused with what `policyOf` threw; those of before stay in force (R35). */
export interface RefusedAct {
  readonly type: 'reload-refused'
  readonly at: number
  readonly error: unknown
}

export interface RestoreAct {
  readonly type: 'restore'
  readonly at: number
  readonly breakers: readonly SavedBreaker[]
}

export interface ShutdownAct {
  readonly type: 'shutdown'
  readonly at: number
}

export type Act = BreakerAct | ReloadAct | RefusedAct | RestoreAct | ShutdownAct
