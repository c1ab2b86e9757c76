/**
 * What is done to an orchestrator by hand or by configuration, as plain data for
 * `orchestrator.onAct`: told after it is done. What the machine does by itself is in the events of
 * `orchestrator.on`; an isolation by hand is an act, and its transition an event.
 */
import type { Policies, SavedBreaker } from '../orchestrator/machine.js'
import { SPARE } from '../orchestrator/registry.js'
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
  /** Listed operations, all others as one, and those with state that differ from these. */
  readonly operations: readonly PolicyPair[]
}

export interface PolicyPair {
  /** `UNLISTED` for those without a name in the policies. */
  readonly operation: string
  readonly before: ResolvedPolicy
  readonly after: ResolvedPolicy
}

/** Changed policies were refused; those of before stay in force (R35). */
export interface RefusedAct {
  readonly type: 'reload-refused'
  readonly at: number
  /** What `policyOf` threw; a `PolicyError` with its findings where a file had errors. */
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

/** Stands for the operations that policies do not list. */
export const UNLISTED = '(others)'

/**
 * What operations had and have: those listed, all others as one, and each of `withState` whose
 * policy is not the very same as that. Throws what `policyOf` throws.
 */
export function policyPairs(
  withState: readonly string[],
  before: Policies,
  after: Policies,
): PolicyPair[] {
  const pairOf = (name: string, operation = name): PolicyPair => {
    return { operation, before: before.policyOf(name), after: after.policyOf(name) }
  }
  const others = pairOf(SPARE, UNLISTED)
  const listed = new Set([...before.operations, ...after.operations])
  const rest = withState.filter((name) => name !== SPARE && !listed.has(name))
  const own = rest.map((name) => pairOf(name))
  return [
    ...[...listed].map((name) => pairOf(name)),
    others,
    ...own.filter((pair) => pair.before !== others.before || pair.after !== others.after),
  ]
}
