/**
 * R34, checked: success + failure + timeout + rejected + cancelled + in flight = calls, for each
 * operation, in the machine's books and in metrics alike. For tests, and for whoever wants to
 * assert it in production.
 */
import type { Books, Operation } from '../../orchestrator/operation.js'
import type { Metrics } from './metrics.js'
import type { MetricsSnapshot } from './snapshot.js'

/** What has books: an orchestrator, its metrics, or a snapshot of them. */
export type Accountable =
  | { operations(): readonly Pick<Operation, 'name' | 'books' | 'inFlight'>[] }
  | Metrics
  | MetricsSnapshot

interface Account extends Readonly<Books> {
  readonly operation: string
  readonly inFlight: number
  /** Durations that were recorded; undefined where none are. */
  readonly latencies?: number
}

/** What is wrong with the books, a line each; empty when they balance. */
export function bookProblems(subject: Accountable): string[] {
  return accountsOf(subject).flatMap((account) =>
    RULES.flatMap(([says, holds]) => {
      return holds(account) ? [] : [`${account.operation}: not ${says}: ${JSON.stringify(account)}`]
    }),
  )
}

/** Throws when the books do not balance, naming each operation and what does not add up. */
export function assertBooks(subject: Accountable): void {
  const problems = bookProblems(subject)
  if (problems.length > 0) throw new Error(`The books do not balance.\n${problems.join('\n')}`)
}

/** How many calls have their outcome. */
function ended({ success, failure, timeout, rejected, cancelled }: Account): number {
  return success + failure + timeout + rejected + cancelled
}

const RULES: readonly (readonly [string, (account: Account) => boolean])[] = [
  ['outcomes + in flight = calls', (a) => ended(a) + a.inFlight === a.calls],
  ['0 or more of each', (a) => Object.values(a).every((v) => typeof v !== 'number' || v >= 0)],
  [
    'latencies = calls that ended and were not rejected',
    (a) => a.latencies === undefined || a.latencies === ended(a) - a.rejected,
  ],
]

function accountsOf(subject: Accountable): Account[] {
  if (!('operations' in subject)) return accountsOf(subject.snapshot())
  if (typeof subject.operations === 'function') {
    return subject.operations().map(({ name, books, inFlight }) => {
      return { operation: name, ...books, inFlight }
    })
  }
  return subject.operations.map((metrics) => {
    const { operation, calls, success, failure, timeout, rejected, cancelled } = metrics
    const { attempts, retries, fallbacks, inFlight, latency } = metrics
    return {
      ...{ operation, calls, success, failure, timeout, rejected, cancelled },
      ...{ attempts, retries, fallbacks, inFlight, latencies: latency.count },
    }
  })
}
