/**
 * The language of the conformance scripts, and the text of a trace. Both drivers are given the same
 * script and must leave the same lines. Times are whole ms; a script keeps its moments apart, since
 * what happens within one ms has no order that two drivers share.
 *
 * `restart`: a new machine takes over what a snapshot of the old one holds, by way of JSON, at the
 * same moment. Calls are numbered anew. For when nothing is in flight.
 */
import { classify } from '../../src/orchestrator/classify.js'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import type { Failure } from '../../src/orchestrator/failure.js'
import type { PolicyParts } from '../orchestrator/policies.js'

/**
 * What an attempt does: `ok 50` (after 50 ms), `503 20`, `ECONNRESET 20`, `TypeError 5`,
 * `429/2 10` (with Retry-After: 2), `hang` (never ends, not even when told to stop).
 * Without a time it happens at once, before the function returns.
 */
export type Behaviour = string

export interface CallOptions {
  readonly idempotent?: boolean
  readonly fallback?: boolean
  readonly host?: string
}

export type Act =
  | readonly [at: number, act: 'call', attempts: string, options?: CallOptions]
  | readonly [at: number, act: 'abort', call: number]
  | readonly [at: number, act: 'isolate' | 'release' | 'close' | 'shutdown' | 'restart']
  | readonly [at: number, act: 'reload', policy: PolicyParts]

export interface Script {
  readonly title: string
  readonly policy: PolicyParts
  /** In order of time. The attempts of a call are parted by commas; the last one repeats. */
  readonly acts: readonly Act[]
  readonly trace: readonly string[]
}

/** Long enough for every script, short of the end of time. */
export const HORIZON_MS = 1_000_000

export interface Ending {
  /** undefined: never; null: at once. */
  readonly afterMs: number | null | undefined
  readonly error: Error | undefined
}

export function endingOf(attempts: string, number: number): Ending {
  const list = attempts.split(',')
  const [what, after] = list[Math.min(number, list.length) - 1]!.trim().split(' ')
  if (what === 'hang') return { afterMs: undefined, error: undefined }
  return { afterMs: after === undefined ? null : Number(after), error: errorOf(what!) }
}

function errorOf(what: string): Error | undefined {
  if (what === 'ok') return undefined
  const [name, retryAfter] = what.split('/')
  const error = new Error(what)
  if (/^\d+$/.test(name!)) Object.assign(error, { status: Number(name) })
  else if (name!.endsWith('Error')) error.name = name!
  else Object.assign(error, { code: name })
  if (retryAfter) Object.assign(error, { headers: { 'retry-after': retryAfter } })
  return error
}

export const failureFor = (error: unknown): Failure => classify(error, () => 0)

/** One line of a trace, or undefined for what is no part of it. */
export function lineOf(event: MachineEvent): string | undefined {
  const at = `${round(event.at)}`
  switch (event.type) {
    case 'transition': {
      const until = event.openUntil === undefined ? '' : ` until ${round(event.openUntil)}`
      const host = event.breaker === 'op' ? '' : `${event.breaker.replace('op ', '')} `
      return `${at} ${host}${event.from} > ${event.to} (${event.trigger})${until}`
    }
    case 'attempt':
      return `${at} #${event.call} ${event.hedge ? 'hedge' : 'attempt'} ${event.attempt}`
    case 'retry':
      return `${at} #${event.call} retry in ${round(event.delayMs)}`
    case 'queued':
      return `${at} #${event.call} queued for ${event.policy}`
    case 'fallback':
      return `${at} #${event.call} fallback`
    case 'late':
      return `${at} #${event.call} late ${event.attempt}`
    case 'attempt-failed':
      return undefined
    default: {
      const { failure, gaveUp } = event
      const what = failure?.reason ?? failure?.status ?? failure?.code ?? failure?.kind
      const why = [event.type === what ? '' : (what ?? ''), gaveUp ? `(${gaveUp})` : '']
      return [`${at} #${event.call} ${event.type}`, ...why].filter(Boolean).join(' ')
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
