/**
 * How an orchestrator fares, worked out from the states of its breakers when asked: nothing is
 * kept, nothing runs in the background, so it is never out of date.
 *
 * An operation is `unhealthy` while its own breaker is open or isolated, unless its policy has a
 * fallback: then it is `degraded`, as it is in half-open, or while breakers of single hosts are not
 * closed. The whole is `unhealthy` when it is shut down, when every operation with a breaker is, or
 * one of those named critical; `degraded` when any operation is not healthy.
 */
import type { Breaker, BreakerState } from '../orchestrator/breaker.js'
import type { BreakerEntry } from '../orchestrator/machine.js'
import type { Operation } from '../orchestrator/operation.js'
import type { Clock } from './clock.js'
import { type ErrorFacts, failureFacts } from './error-facts.js'

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

export interface BreakerHealth {
  readonly operation: string
  /** null: the operation's own breaker. */
  readonly host: string | null
  readonly state: Exclude<BreakerState, 'closed'>
  /** When the state was entered: ISO 8601, UTC, by the wall clock of now. */
  readonly since: string
  readonly sinceMs: number
  /** When the next trial may be let through; null while it is isolated. */
  readonly nextTrialAt: string | null
  /** ms from now; 0: with the next call. null while it is isolated. */
  readonly nextTrialInMs: number | null
  /** What the failure was that opened it; null where it is not known. */
  readonly lastCause: ErrorFacts | null
  /** Openings since it was last closed. */
  readonly openings: number
  /** Isolations by hand that wait for their release. */
  readonly isolations: number
}

export interface OperationHealth {
  readonly operation: string
  readonly status: HealthStatus
  /** null: it has no breaker. */
  readonly breaker: BreakerState | null
}

export interface Health {
  readonly status: HealthStatus
  /** ISO 8601, UTC. */
  readonly at: string
  /** No new calls are let in any more. */
  readonly closed: boolean
  /** Operations that have been called or acted upon. */
  readonly operations: readonly OperationHealth[]
  /** All breakers that are not closed, those of single hosts included. */
  readonly breakers: readonly BreakerHealth[]
}

export interface HealthOptions {
  /** Operations without which nothing works; an unknown name is healthy. Default none. */
  readonly critical?: readonly string[]
}

/** The part of an orchestrator that health is read from. */
export interface Examinable {
  readonly clock: Clock
  readonly closed: boolean
  operations(): Operation[]
  breakers(): BreakerEntry[]
}

export function healthOf(orchestrator: Examinable, options: HealthOptions = {}): Health {
  const { clock, closed } = orchestrator
  const now = clock.now()
  const wall = clock.wallNow()
  const operations = orchestrator.operations().map(operationHealth)
  return {
    status: closed ? 'unhealthy' : statusOf(operations, options.critical ?? []),
    at: new Date(wall).toISOString(),
    closed,
    operations,
    breakers: orchestrator
      .breakers()
      .filter(({ breaker }) => breaker.state !== 'closed')
      .map((entry) => breakerHealth(entry, now, wall)),
  }
}

function statusOf(operations: readonly OperationHealth[], critical: readonly string[]) {
  const guarded = operations.filter(({ breaker }) => breaker !== null)
  const down = guarded.filter(({ status }) => status === 'unhealthy')
  if (down.length > 0 && down.length === guarded.length) return 'unhealthy'
  if (down.some(({ operation }) => critical.includes(operation))) return 'unhealthy'
  return guarded.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded'
}

function operationHealth({ name, breaker, hosts, plan }: Operation): OperationHealth {
  const state = breaker?.state ?? null
  const shut = state === 'open' || state === 'isolated'
  const open = [...(hosts ?? [])].some(([, host]) => host.state !== 'closed')
  const impaired = shut || state === 'half-open' || open
  const status = shut && plan.policy.fallback === null ? 'unhealthy' : 'degraded'
  return { operation: name, status: impaired ? status : 'healthy', breaker: state }
}

function breakerHealth(
  { operation, host, breaker }: BreakerEntry,
  now: number,
  wall: number,
): BreakerHealth {
  const sinceMs = Math.max(0, now - breaker.since)
  const nextTrialInMs = trialIn(breaker, now)
  return {
    operation,
    host,
    state: breaker.state as BreakerHealth['state'],
    since: new Date(wall - sinceMs).toISOString(),
    sinceMs,
    nextTrialAt: nextTrialInMs === null ? null : new Date(wall + nextTrialInMs).toISOString(),
    nextTrialInMs,
    lastCause: failureFacts(breaker.lastFailure),
    openings: breaker.openings,
    isolations: breaker.isolations,
  }
}

function trialIn(breaker: Breaker, now: number): number | null {
  const wait = breaker.retryAfterMs(now)
  return Number.isFinite(wait) ? wait : null
}
