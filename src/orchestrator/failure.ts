/**
 * What the machine knows of a failed attempt: its kind and the few facts that matchers and retry
 * read. How an error becomes a failure is classify.ts; the machine itself never looks into `error`.
 */

/** `transient`: of no known kind, but worth a retry. `rejected`: by a policy of our own. */
export type FailureKind =
  | 'timeout'
  | 'connection'
  | 'rate-limited'
  | 'server-error'
  | 'transient'
  | 'permanent'
  | 'cancelled'
  | 'rejected'

/** Why a policy of our own sent a call away. */
export type RejectionReason =
  | 'circuit-open'
  | 'isolated'
  | 'bulkhead-full'
  | 'bulkhead-timeout'
  | 'rate-limited'
  | 'shutdown'

export interface Failure {
  readonly kind: FailureKind
  /** Whether another attempt may help. */
  readonly transient: boolean
  /** HTTP status; undefined where there is none. */
  readonly status: number | undefined
  /** gRPC status name, e.g. UNAVAILABLE. */
  readonly grpc: string | undefined
  /** Error code, e.g. ECONNRESET; a proxy's condition for `tokens`. */
  readonly code: string | undefined
  /** What the upstream asks for, in ms from now, never negative; undefined when it says nothing. */
  readonly retryAfterMs: number | undefined
  /** Set for kind `rejected` alone. */
  readonly reason: RejectionReason | undefined
  /** What was thrown, or the result that counts as a failure; undefined in a simulation. */
  readonly error: unknown
}

/** A failure with every fact in place; `facts` overrides. */
export function failureOf(kind: FailureKind, facts: Partial<Failure> = {}): Failure {
  return {
    kind,
    transient:
      facts.transient ?? !(kind === 'permanent' || kind === 'cancelled' || kind === 'rejected'),
    status: facts.status,
    grpc: facts.grpc,
    code: facts.code,
    retryAfterMs: facts.retryAfterMs,
    reason: facts.reason,
    error: facts.error,
  }
}

/** The attempt was cut at its limit. */
export const ATTEMPT_TIMEOUT: Failure = failureOf('timeout', { code: 'attempt-timeout' })
/** The call reached its deadline. */
export const CALL_TIMEOUT: Failure = failureOf('timeout', { code: 'call-timeout' })
/** The caller gave up. */
export const CANCELLED: Failure = failureOf('cancelled')

/** One failure for each reason: rejections cost no allocation. */
export const REJECTIONS: Readonly<Record<RejectionReason, Failure>> = {
  'circuit-open': failureOf('rejected', { reason: 'circuit-open' }),
  isolated: failureOf('rejected', { reason: 'isolated' }),
  'bulkhead-full': failureOf('rejected', { reason: 'bulkhead-full' }),
  'bulkhead-timeout': failureOf('rejected', { reason: 'bulkhead-timeout' }),
  'rate-limited': failureOf('rejected', { reason: 'rate-limited' }),
  shutdown: failureOf('rejected', { reason: 'shutdown' }),
}
