/** Tells the sink what a call does. Each function costs one test of a field when nobody listens. */
import { type Attempt, Flag } from './attempt.js'
import type { CallRecord } from './call-record.js'
import type { Outcome } from './events.js'
import type { Failure } from './failure.js'
import type { Operation } from './operation.js'

/** What names a call in an event. */
type Named = Pick<CallRecord, 'operation' | 'id'>

export function attempt({ operation, id }: Named, started: Attempt, at: number): void {
  const { sink, unusualOnly } = operation.context
  if (sink === null || unusualOnly === true) return
  const hedge = (started.flags & Flag.HEDGE) !== 0
  sink({
    type: 'attempt',
    operation: operation.name,
    call: id,
    at,
    attempt: started.number,
    hedge,
  })
}

export function attemptFailed(
  { operation, id, context }: CallRecord,
  { number }: Attempt,
  failure: Failure,
  at: number,
): void {
  const { sink } = operation.context
  if (sink === null) return
  const { name } = operation
  sink({ type: 'attempt-failed', operation: name, call: id, at, attempt: number, failure, context })
}

export function retry(call: CallRecord, failure: Failure, delayMs: number, at: number): void {
  const { operation, id, attempts, context } = call
  operation.books.retries++
  const { sink } = operation.context
  if (sink === null) return
  sink({
    type: 'retry',
    operation: operation.name,
    call: id,
    at,
    attempt: attempts + 1,
    delayMs,
    failure,
    context,
  })
}

export function queued({ operation, id, reserved }: CallRecord, at: number): void {
  const { sink } = operation.context
  if (sink === null) return
  const policy = reserved ? 'rate-limit' : 'bulkhead'
  sink({ type: 'queued', operation: operation.name, call: id, at, policy })
}

export function outcome(call: CallRecord, type: Outcome, at: number): void {
  const { meter } = call.operation
  if (meter !== null) meter.ended(type, at - call.startedAt, call.failure)
  const { sink, unusualOnly } = call.operation.context
  if (sink === null) return
  if (unusualOnly === true && type === 'success' && call.attempts === 1) return
  sink({
    type,
    operation: call.operation.name,
    call: call.id,
    at,
    attempts: call.attempts,
    elapsedMs: at - call.startedAt,
    failure: call.failure ?? undefined,
    gaveUp: call.gaveUp ?? undefined,
    context: type === 'success' ? undefined : call.context,
  })
}

export function quickSuccess(
  { name, context, meter }: Operation,
  id: number,
  startedAt: number,
  at: number,
): void {
  const elapsedMs = at - startedAt
  if (meter !== null) meter.ended('success', elapsedMs, null)
  if (context.sink === null || context.unusualOnly === true) return
  context.sink({
    type: 'success',
    operation: name,
    call: id,
    at,
    attempts: 1,
    elapsedMs,
    failure: undefined,
    gaveUp: undefined,
    context: undefined,
  })
}

export function fallback({ operation, id }: CallRecord, failure: Failure, at: number): void {
  const { sink } = operation.context
  if (sink === null) return
  sink({ type: 'fallback', operation: operation.name, call: id, at, failure })
}

export function late(
  { operation, id }: CallRecord,
  { number }: Attempt,
  failed: boolean,
  at: number,
): void {
  const { sink } = operation.context
  if (sink === null) return
  sink({ type: 'late', operation: operation.name, call: id, at, attempt: number, failed })
}
