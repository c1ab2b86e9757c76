/**
 * The retry module: attempts, which failures, and what the library always does; waits are
 * retry-waits.ts's.
 *
 * `maxAttempts` of the library counts the first call, as the policy does.
 */
import { PLAIN_RETRY } from '../ledger.js'
import { addExcluded, addIncluded, countsException, hasPredicate, nameList } from './exceptions.js'
import { always, NOT_THERE, notSet, type Sheet } from './lines.js'
import { REASONS } from './reasons.js'
import { addRetryWaits } from './retry-waits.js'

const MOST_ATTEMPTS = 1000

export function addRetry(sheet: Sheet): void {
  addAttempts(sheet)
  addRetryWaits(sheet)
  const included = nameList(sheet, 'retryExceptions')
  const excluded = nameList(sheet, 'ignoreExceptions')
  const hasClass = hasPredicate(sheet, 'retryExceptionPredicate')
  hasPredicate(sheet, 'resultPredicate')
  const everything = 'resilience4j retries on every exception by default'
  addIncluded(sheet, 'retry.retryOn', included, hasClass, everything)
  addExcluded(sheet, 'retry.abortOn', excluded)
  const open = hasClass
    ? undefined
    : countsException('CallNotPermittedException', included, excluded)
  if (open?.counts) {
    const why = 'resilience4j retries the rejection by an open breaker, too'
    sheet.add('retry.onOpenCircuit', 'retry', always(why))
  } else if (open) {
    const why = notSet('the exception lists keep CallNotPermittedException from being retried')
    sheet.add('retry.onOpenCircuit', 'abort', why)
  }
  const whatever = 'resilience4j retries whatever method carries its annotation'
  sheet.add('retry.nonIdempotent', true, always(whatever))
  sheet.add('retry.respectRetryAfter', false, NOT_THERE)
  const elapsed = PLAIN_RETRY.find(([path]) => path === 'retry.maxElapsed')
  if (elapsed) sheet.add(elapsed[0], elapsed[1], NOT_THERE)
}

/** More attempts than a policy can count are no limit. */
function addAttempts(sheet: Sheet): void {
  const cell = sheet.find('maxAttempts')
  const attempts = cell && sheet.values.number(cell)
  if (cell && attempts !== undefined && attempts > MOST_ATTEMPTS) {
    sheet.books.reason(cell, REASONS.clamped)
    sheet.add('retry.maxAttempts', 'unlimited', cell)
  }
  sheet.addPlainRows('retry')
}
