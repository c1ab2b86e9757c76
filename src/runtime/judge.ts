/**
 * Turns what the user's code threw or returned into a failure for the machine, by the user's own
 * predicates first. A predicate that throws is a failure itself, for good: the call ends with what
 * it threw (R31).
 */
import { classify } from '../orchestrator/classify.js'
import { type Failure, failureOf } from '../orchestrator/failure.js'
import type { Shared } from './shared.js'

/** Stands as the error of a failure that was a result; the caller gets the result. */
export class ResultFailure {
  constructor(readonly result: unknown) {}
}

/** What the user's code threw, or the result of it that was a failure: as users know it. */
export function thrownOrGiven(error: unknown): unknown {
  return error instanceof ResultFailure ? error.result : error
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
    const error = new ResultFailure(result)
    if (verdict === true) return failureOf('transient', { error })
    const found = classify(verdict, shared.wallNow, shared.classifyOptions)
    return { ...found, error }
  } catch (own) {
    return failureOf('permanent', { error: own })
  }
}
