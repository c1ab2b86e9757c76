/** Tells the sink what a call does. Each function costs one test of a field when nobody listens. */
import { type Attempt, Flag } from './attempt.js'
import type { CallRecord } from './call-record.js'
import { tell } from './context.js'
import type { Outcome } from './events.js'
import type { Failure } from './failure.js'
import type { Operation } from './operation.js'

/** What names a call in an event. */
type Named = Pick<CallRecord, 'operation' | 'id'>

export function attempt({ operation, id }: Named, started: Attempt, at: number): void {
  const { sink, unusualOnly } = operation.context
  if (sink === null || unusualOnly === true) return
  const hedge = (started.flags & Flag.HEDGE) !== 0
  tell(operation.context, {
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
  tell(operation.context, {
    type: 'attempt-failed',
    operation: name,
    call: id,
    at,
    attempt: number,
    failure,
    context,
  })
}

export function retry(call: CallRecord, failure: Failure, delayMs: number, at: number): void {
  const { operation, id, attempts, context } = call
  operation.books.retries++
  const { sink } = operation.context
  if (sink === null) return
  tell(operation.context, {
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

export function queued(call: CallRecord, at: number): void {
  const { operation, id, breaker } = call
  const { sink } = operation.context
  if (sink === null) return
  const inQueue = call.reserved ? 'rate-limit' : 'bulkhead'
  const policy = breaker?.waiting.has(call) ? 'circuit-breaker' : inQueue
  tell(operation.context, { type: 'queued', operation: operation.name, call: id, at, policy })
}

export function outcome(call: CallRecord, type: Outcome, at: number): void {
  const { meter } = call.operation
  if (meter !== null) meter.ended(type, at - call.startedAt, call.failure)
  const { context } = call.operation
  if (context.sink === null) return
  if (context.unusualOnly === true && type === 'success' && call.attempts === 1) return
  tell(context, {
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
  tell(context, {
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
  tell(operation.context, { type: 'fallback', operation: operation.name, call: id, at, failure })
}

export function late(
  { operation, id }: CallRecord,
  { number }: Attempt,
  failed: boolean,
  at: number,
): void {
  const { sink } = operation.context
  if (sink === null) return
  tell(operation.context, {
    type: 'late',
    operation: operation.name,
    call: id,
    at,
    attempt: number,
    failed,
  })
}
