/**
 * What the runtime throws of its own, and what it adds to errors of others. Four kinds, told apart
 * by class: sent away by a policy (`RejectedError`), cut off at a limit (`TimeoutError`), cancelled
 * by the caller (the reason of the caller's signal, untouched; R24), and a fallback that failed
 * (`FallbackError`). Whatever a call of the user throws is passed on as it is (R22).
 */
import type { Breaker } from '../orchestrator/breaker.js'
import type { GaveUp } from '../orchestrator/events.js'
import type { RejectionReason } from '../orchestrator/failure.js'

/** How a failed call went; see `callInfo`. */
export interface CallInfo {
  readonly operation: string
  /** Attempts that were started. */
  readonly attempts: number
  readonly elapsedMs: number
  /** Why there was no further attempt; undefined where none was thought of. */
  readonly gaveUp: GaveUp | undefined
}

const INFO = Symbol('resil.call')
const FROZEN = new WeakMap<object, CallInfo>()

/** What is known of the call that ended with this error, or with this result that is a failure. */
export function callInfo(error: unknown): CallInfo | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  return FROZEN.get(error) ?? (error as { [INFO]?: CallInfo })[INFO]
}

/** R22. Not enumerable, so that the error prints and compares as before; frozen ones stay as is. */
export function addCallInfo(error: unknown, info: CallInfo): void {
  if (typeof error !== 'object' || error === null) return
  const known = error as { [INFO]?: CallInfo }
  if (known[INFO] === undefined && Object.isExtensible(error)) {
    Object.defineProperty(error, INFO, { value: info, writable: true, configurable: true })
    return
  }
  try {
    // The cheap way for an error that has been through this before.
    known[INFO] = info
  } catch {
    FROZEN.set(error, info)
  }
}

/** Without the stack of the machine, which tells nobody anything and costs 5 µs. */
class ShortError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    const limit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(message, options)
    Error.stackTraceLimit = limit
  }
}

const TEXT: Readonly<Record<RejectionReason, string>> = {
  'circuit-open': 'its circuit breaker is open',
  isolated: 'its circuit breaker is isolated by hand',
  'bulkhead-full': 'its bulkhead is full',
  'bulkhead-timeout': 'no slot of its bulkhead came free in time',
  'rate-limited': 'its rate limit is reached',
  shutdown: 'the orchestrator is shut down',
}

export interface Rejection {
  readonly reason: RejectionReason
  readonly operation: string
  /** ms from now until it makes sense to come back. */
  readonly comeBackMs: () => number
  readonly breaker?: Breaker | null
}

/**
 * A policy of our own sent the call away; nothing was sent for it, or nothing more (see
 * `callInfo`).
 * While a breaker stays open its rejections share one frozen instance: read it, do not write to it.
 * `cause`: the error that the breaker saw last, or the result that was a failure.
 */
export class RejectedError extends ShortError {
  override readonly name = 'RejectedError'
  readonly code = 'ERR_RESIL_REJECTED'
  readonly reason: RejectionReason
  readonly operation: string
  /** Name of the breaker that rejected it; undefined for other reasons. */
  readonly breaker: string | undefined
  readonly #comeBackMs: () => number

  constructor({ reason, operation, comeBackMs, breaker }: Rejection) {
    const last = breaker?.lastFailure
    const cause = last?.error ?? last?.code
    super(`${operation} was rejected: ${TEXT[reason]}`, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.operation = operation
    this.breaker = breaker?.name
    this.#comeBackMs = comeBackMs
  }

  /** ms from the moment of reading until a call may be let through; Infinity while isolated. */
  get retryAfterMs(): number {
    return this.#comeBackMs()
  }
}

/** A limit of the policy was reached; the work may still run, but nobody waits for it. */
export class TimeoutError extends ShortError {
  override readonly name = 'TimeoutError'
  readonly code = 'ERR_RESIL_TIMEOUT'

  constructor(
    readonly operation: string,
    /** Which limit: that of one attempt, or that of the call with all its attempts. */
    readonly scope: 'attempt' | 'call',
    readonly limitMs: number,
  ) {
    const what = scope === 'attempt' ? 'an attempt' : 'the call'
    super(`${operation} timed out: ${what} took longer than ${limitMs} ms`)
  }
}

/**
 * The fallback failed too: `cause` is what the call failed with (an error, or a result that was a
 * failure), `error` what the fallback threw.
 */
export class FallbackError extends ShortError {
  override readonly name = 'FallbackError'
  readonly code = 'ERR_RESIL_FALLBACK'

  constructor(
    readonly operation: string,
    readonly error: unknown,
    cause: unknown,
  ) {
    super(`${operation} failed, and so did its fallback`, { cause })
  }
}

/** The reason on the signal of an attempt that lost to a faster rival. */
export class SupersededError extends ShortError {
  override readonly name = 'AbortError'
  readonly code = 'ERR_RESIL_SUPERSEDED'

  constructor(readonly operation: string) {
    super(`${operation}: another attempt was faster`)
  }
}
