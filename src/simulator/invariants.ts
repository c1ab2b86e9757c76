/**
 * What must hold of a machine at every moment: books that add up (R34), permits neither lost nor
 * given twice (R3, R29). Reads the public state of the orchestrator; changes nothing.
 */
import type { Operation } from '../orchestrator/operation.js'
import { Gate } from '../orchestrator/plan.js'
import type { Watch } from './watch.js'

/** What is looked at: a service, in practice. */
export interface Examined {
  readonly name: string
  readonly operation: Operation
  readonly queue: { readonly now: number }
  /** Trials under way that the driver knows of. */
  readonly trials: number
  /** Attempts that it has sent and that have not ended, given up or not. */
  readonly running: number
}

export function checkOperation(examined: Examined, watch: Watch): void {
  const wrong = findWrong(examined)
  if (wrong !== undefined) watch.fail(examined.name, examined.queue.now, wrong)
}

function findWrong({ operation, trials, running, queue }: Examined): string | undefined {
  const { books, inFlight, bulkhead, budget, breaker } = operation
  const ended = books.success + books.failure + books.timeout + books.rejected + books.cancelled
  if (ended + inFlight !== books.calls) {
    return `${books.calls} calls, but ${ended} ended and ${inFlight} are in flight`
  }
  if (inFlight < 0) return `${inFlight} calls in flight`
  if (bulkhead !== null) {
    const { maxConcurrent, maxQueued } = bulkhead.limits
    const { inFlight: taken, queued } = bulkhead
    if (taken < 0 || taken > maxConcurrent) return `${taken} of ${maxConcurrent} slots are taken`
    if (queued < 0 || queued > maxQueued) return `${queued} wait where ${maxQueued} may`
    if (queued > 0 && taken < maxConcurrent) return `${queued} wait while slots are free`
    const eachHasOne = operation.plan.attemptGates.includes(Gate.BULKHEAD)
    if (eachHasOne && taken < running) return `${running} attempts run, with ${taken} slots`
  }
  if (budget !== null && budget.inFlight < 0) return `${budget.inFlight} permits of the budget`
  if (breaker !== null && breaker.state === 'half-open') {
    const { maxCalls } = breaker.policy.halfOpen
    if (trials > maxCalls) return `${trials} trials at once where ${maxCalls} may be`
    const idle = inFlight === 0 && running === 0
    if (idle && breaker.rejects(queue.now)) return 'a trial was never given back'
  }
  return undefined
}

/** At the end of a run that was drained: everything has been given back. */
export function checkDrained(examined: Examined, watch: Watch): void {
  checkOperation(examined, watch)
  const { operation, name, queue } = examined
  const { bulkhead, budget, inFlight } = operation
  const left = [
    inFlight > 0 && `${inFlight} calls`,
    bulkhead !== null && bulkhead.inFlight > 0 && `${bulkhead.inFlight} bulkhead slots`,
    budget !== null && budget.inFlight > 0 && `${budget.inFlight} permits of the budget`,
  ].filter((text) => text !== false)
  if (left.length > 0) watch.fail(name, queue.now, `${left.join(', ')} were never given back`)
}
