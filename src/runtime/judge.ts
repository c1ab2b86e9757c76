/**
 * Turns what the user's code threw or returned into a failure for the machine, by the user's own
 * predicates first. A predicate that throws is a failure itself, for good: the call ends with what
 * it threw (R31).
 */
import { classify } from '../orchestrator/classify.js'
import { type Failure, failureOf } from '../orchestrator/failure.js'
import type { Shared } from './shared.js'

/**
 * A failure that was a result, which is its `error`: the caller gets it as a result, and of its
 * content nothing is told (error-facts.ts), other than of what was thrown.
 */
export class ResultFailure implements Failure {
  declare readonly kind: Failure['kind']
  declare readonly transient: boolean
  declare readonly status: number | undefined
  declare readonly grpc: string | undefined
  declare readonly code: string | undefined
  declare readonly retryAfterMs: number | undefined
  declare readonly reason: undefined
  declare readonly error: unknown

  constructor(facts: Failure, result: unknown) {
    Object.assign(this, facts, { error: result })
  }
}

export function judgeError(shared: Shared, operation: string, error: unknown): Failure {
  const found = classify(error, shared.wallNow, shared.classifyOptions)
  if (shared.classifier === undefined) return found
  try {
    const kind = shared.classifier(error, operation)
    if (kind === undefined || kind === found.kind) return found
    const { status, grpc, code, retryAfterMs } = found
    return failureOf(kind, { ...failureOf(kind), status, grpc, code, retryAfterMs, error })
  } catch (own) {
    return failureOf('permanent', { error: own })
  }
}

/** null when the result is none. */
export function judgeResult<T>(
  shared: Shared,
  isFailure: (result: T) => boolean | object,
  result: T,
): Failure | null {
  try {
    const verdict = isFailure(result)
    if (verdict === false || verdict == null) return null
    const facts =
      verdict === true
        ? failureOf('transient')
        : classify(verdict, shared.wallNow, shared.classifyOptions)
    return new ResultFailure(facts, result)
  } catch (own) {
    return failureOf('permanent', { error: own })
  }
}
