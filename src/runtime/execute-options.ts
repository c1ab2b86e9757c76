/** What a caller hands over: the function under protection, and the options of one call. */
import type { AttemptContext } from './attempt-context.js'

export type Protected<T, C> = (attempt: AttemptContext<C>) => T | PromiseLike<T>

export interface FallbackContext<C = unknown> {
  readonly operation: string
  readonly context: C
  readonly attempts: number
}

export type Fallback<T, C = unknown> = (
  error: unknown,
  call: FallbackContext<C>,
) => T | PromiseLike<T>

export interface ExecuteOptions<T = unknown, C = unknown> {
  /** The caller's way out: aborting it ends the call at once with its reason. */
  readonly signal?: AbortSignal | undefined
  /** Handed to every attempt and to the fallback. */
  readonly context?: C
  /** Gives the answer when the call has failed; wins over the policy's own. */
  readonly fallback?: Fallback<T, C> | undefined
  /** false: neither retried (unless the policy says so) nor hedged. Default true. */
  readonly idempotent?: boolean
  /**
   * false: a second attempt cannot be made (its input is used up), so none is, whatever the policy
   * says; give `idempotent: false` with it, which rules hedges out. Default true.
   */
  readonly repeatable?: boolean
  /** The upstream host, for policies with a breaker for each. */
  readonly host?: string | undefined
  /**
   * Whether a result is a failure: true, or an object with facts of one (`{ status: 503 }`). If it
   * is not retried any more, the caller gets the result itself.
   */
  readonly isFailure?: ((result: T) => boolean | object) | undefined
}
