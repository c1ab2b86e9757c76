/**
 * What the audit trail says of an event: which events are told, and as what. Plain data of known
 * size. Of errors only name, message, code and status are told; of a call's context nothing but
 * what was asked for by name.
 */
import type { MachineEvent } from '../../orchestrator/events.js'
import type { Failure } from '../../orchestrator/failure.js'
import type { Act } from '../acts.js'
import { errorFacts, failureFacts } from '../error-facts.js'
import { policyChanges } from './policy-changes.js'

export interface EntryOptions {
  /** Properties of a call's context to write, if they are texts, numbers or booleans. */
  readonly contextKeys: readonly string[]
}

/** One line of the trail, without its number and time. */
export interface Entry {
  readonly type: string
  readonly [key: string]: unknown
}

/**
 * Whether the trail tells of it: failures, retries, transitions, and what made up for a failure.
 */
export function isTold(event: MachineEvent): boolean {
  switch (event.type) {
    case 'attempt':
    case 'queued':
    case 'late':
      return false
    case 'success':
      return event.attempts > 1
    default:
      return true
  }
}

export function entryOfEvent(event: MachineEvent, options: EntryOptions): Entry {
  switch (event.type) {
    case 'transition': {
      const { type, operation, breaker, from, to, trigger, at, openUntil } = event
      const openMs = openUntil === undefined ? {} : { openMs: openUntil - at }
      return { type, operation, breaker, from, to, trigger, ...openMs }
    }
    case 'attempt':
    case 'queued':
    case 'late': {
      const { type, operation, call } = event
      return { type, operation, call }
    }
    case 'attempt-failed': {
      const { type, operation, call, attempt, failure } = event
      return { type, operation, call, attempt, ...told(failure), ...contextOf(event, options) }
    }
    case 'retry': {
      const { type, operation, call, attempt, delayMs, failure } = event
      const why = told(failure)
      return { type, operation, call, attempt, delayMs, ...why, ...contextOf(event, options) }
    }
    case 'fallback': {
      const { type, operation, call, failure } = event
      return { type, operation, call, ...told(failure) }
    }
    default: {
      const { type, operation, call, attempts, elapsedMs, failure, gaveUp } = event
      const why = failure === undefined ? {} : told(failure)
      const end = gaveUp === undefined ? {} : { gaveUp }
      const base = { type, operation, call, attempts, elapsedMs }
      return { ...base, ...why, ...end, ...contextOf(event, options) }
    }
  }
}

/** Most settings that a single entry lists. */
const MAX_CHANGES = 100

export function entryOfAct(act: Act): Entry {
  switch (act.type) {
    case 'reload': {
      const changes = act.operations.flatMap(({ operation, before, after }) =>
        policyChanges(operation, before, after),
      )
      const more = Math.max(0, changes.length - MAX_CHANGES)
      return {
        type: 'configuration',
        applied: true,
        changes: changes.slice(0, MAX_CHANGES),
        ...(more > 0 ? { more } : {}),
      }
    }
    case 'reload-refused':
      return { type: 'configuration', applied: false, error: errorFacts(act.error) }
    case 'restore': {
      const breakers = act.breakers.map(({ operation, host, state }) => ({
        operation,
        host,
        state,
      }))
      return { type: 'restore', breakers: breakers.slice(0, MAX_CHANGES), total: breakers.length }
    }
    case 'shutdown':
      return { type: 'shutdown' }
    default: {
      const { type, operation, host } = act
      return { type: 'by-hand', act: type, operation, ...(host === null ? {} : { host }) }
    }
  }
}

function told(failure: Failure): object {
  const { kind, status, code, reason, error } = failure
  return {
    kind,
    ...(reason === undefined ? {} : { reason }),
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...(error === undefined ? {} : { error: failureFacts(failure) }),
  }
}

const MAX_LENGTH = 200

function contextOf({ context }: { context: unknown }, { contextKeys }: EntryOptions): object {
  if (contextKeys.length === 0 || typeof context !== 'object' || context === null) return {}
  const found: Record<string, string | number | boolean> = {}
  for (const key of contextKeys) {
    const value = propertyOf(context, key)
    if (typeof value === 'string') found[key] = value.slice(0, MAX_LENGTH)
    else if (typeof value === 'boolean' || Number.isFinite(value)) found[key] = value as number
  }
  return { context: found }
}

function propertyOf(context: object, key: string): unknown {
  try {
    return (context as Readonly<Record<string, unknown>>)[key]
  } catch {
    return undefined
  }
}
