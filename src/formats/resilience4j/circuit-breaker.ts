/**
 * The circuit breaker module, but for its open wait (open-wait.ts).
 *
 * The library's breaker opens at a rate over a window of calls or seconds, and a rate over the
 * trial calls decides in half-open. A changer must keep the minimum capped to a count window.
 */
import { addExcluded, addIncluded, countsException, hasPredicate, nameList } from './exceptions.js'
import { initialState } from './findings.js'
import { always, LIBRARY_DEFAULT, notSet, type Sheet } from './lines.js'
import { addOpenWait } from './open-wait.js'
import { REASONS } from './reasons.js'

const DEFAULT_TYPE = 'COUNT_BASED'
const DEFAULT_SIZE = 100
const DEFAULT_MINIMUM = 100
const DEFAULT_TRIALS = 10
const MOST_CALLS = 1_000_000

export function addCircuitBreaker(sheet: Sheet): void {
  addWindow(sheet)
  sheet.addPlainRows('circuitbreaker')
  addOpenWait(sheet)
  addHalfOpen(sheet)
  addFailures(sheet)
  noteInitialState(sheet)
}

function addWindow(sheet: Sheet): void {
  const typeCell = sheet.find('slidingWindowType')
  const type = typeCell ? sheet.values.text(typeCell) : DEFAULT_TYPE
  const sizeCell = sheet.find('slidingWindowSize')
  const size = sizeCell ? sheet.values.number(sizeCell) : DEFAULT_SIZE
  if (type === undefined) {
    for (const cell of [sizeCell, sheet.find('minimumNumberOfCalls')]) {
      if (cell) sheet.books.reason(cell, REASONS.windowUnknown)
    }
  }
  const isCount = (type ?? DEFAULT_TYPE) === 'COUNT_BASED'
  const mode = isCount ? 'count-window' : 'time-window'
  const said = type === undefined ? undefined : typeCell
  sheet.addKind('circuitBreaker.mode', mode, said ?? LIBRARY_DEFAULT)
  if (size !== undefined) {
    const path = isCount ? 'circuitBreaker.window.calls' : 'circuitBreaker.window.duration'
    if (!sizeCell) sheet.add(path, isCount ? size : size * 1000, LIBRARY_DEFAULT)
    else if (isCount) sheet.addNumber(path, size, sizeCell, 1, MOST_CALLS)
    else sheet.addDuration(path, size * 1000, sizeCell)
  }
  if (!isCount) {
    sheet.add('circuitBreaker.window.kind', 'sliding', always('resilience4j slides by seconds'))
  }
  addMinimum(sheet, isCount ? size : Number.POSITIVE_INFINITY)
}

/** `most`: the size of a count window; undefined when it is not known. */
function addMinimum(sheet: Sheet, most: number | undefined): void {
  const path = 'circuitBreaker.minimumThroughput'
  const cell = sheet.find('minimumNumberOfCalls')
  const minimum = cell ? sheet.values.number(cell) : DEFAULT_MINIMUM
  if (minimum === undefined) return
  const value = Math.min(minimum, most ?? minimum)
  if (cell) {
    if (value < minimum) sheet.books.reason(cell, REASONS.cappedMinimum)
    sheet.add(path, value, cell)
  } else if (most !== undefined) {
    const capped = always(`resilience4j default ${minimum}, capped to the window of ${value}`)
    sheet.add(path, value, value < minimum ? capped : LIBRARY_DEFAULT)
  }
}

function addHalfOpen(sheet: Sheet): void {
  noteEarlyVerdict(sheet)
  const rate = always('resilience4j decides by the rates over the trial calls')
  sheet.add('circuitBreaker.halfOpen.decision', 'rate', rate)
  const cell = sheet.find('maxWaitDurationInHalfOpenState')
  const after = sheet.find('transitionToStateAfterWaitDuration')
  const wait = cell ? sheet.values.number(cell) : 0
  if (wait === undefined) return
  const path = 'circuitBreaker.halfOpen.maxWait'
  if (wait === 0) {
    sheet.add(path, null, cell ?? LIBRARY_DEFAULT)
    if (after) sheet.books.dead(after, REASONS.closedWait)
    return
  }
  if (cell) sheet.addDuration(path, wait, cell)
  const state = after ? sheet.values.text(after) : 'OPEN'
  if (state === undefined) return
  const afterPath = 'circuitBreaker.halfOpen.afterMaxWait'
  sheet.add(afterPath, state === 'OPEN' ? 'open' : 'closed', after ?? LIBRARY_DEFAULT)
}

/** In half-open the library awaits no more trials than the minimum (CircuitBreakerMetrics). */
function noteEarlyVerdict(sheet: Sheet): void {
  const minimumCell = sheet.find('minimumNumberOfCalls')
  const minimum = minimumCell ? sheet.values.number(minimumCell) : DEFAULT_MINIMUM
  const trialsCell = sheet.find('permittedNumberOfCallsInHalfOpenState')
  const trials = trialsCell ? sheet.values.number(trialsCell) : DEFAULT_TRIALS
  if (minimum === undefined || trials === undefined || minimum >= trials) return
  const cell = trialsCell ?? minimumCell
  if (cell) sheet.books.reason(cell, REASONS.earlyVerdict)
}

function addFailures(sheet: Sheet): void {
  const included = nameList(sheet, 'recordExceptions')
  const excluded = nameList(sheet, 'ignoreExceptions')
  const hasClass = hasPredicate(sheet, 'recordFailurePredicate')
  hasPredicate(sheet, 'recordResultPredicate')
  hasPredicate(sheet, 'ignoreExceptionPredicate')
  const everything = 'resilience4j records every exception by default'
  addIncluded(sheet, 'circuitBreaker.recordOn', included, hasClass, everything)
  addExcluded(sheet, 'circuitBreaker.ignoreOn', excluded)
}

/** Called for operations that have a bulkhead as well: it rejects inside of the breaker. */
export function addRejections(sheet: Sheet): void {
  if (sheet.find('recordFailurePredicate') || sheet.find('ignoreExceptionPredicate')) return
  const included = nameList(sheet, 'recordExceptions')
  const excluded = nameList(sheet, 'ignoreExceptions')
  const full = countsException('BulkheadFullException', included, excluded)
  if (!full) return
  const path = 'circuitBreaker.countRejections'
  if (full.counts) {
    const why = 'the breaker is outside of the bulkhead and records its rejections'
    sheet.add(path, true, always(why))
  } else sheet.add(path, false, notSet('the exception lists leave BulkheadFullException out'))
}

/** Calls that the rate limiter sent away: failures to the old breaker, nothing to the new one. */
export function noteLimiter(breaker: Sheet, limiter: Sheet): void {
  if (breaker.find('recordFailurePredicate') || breaker.find('ignoreExceptionPredicate')) return
  const included = nameList(breaker, 'recordExceptions')
  const excluded = nameList(breaker, 'ignoreExceptions')
  const cell = limiter.find('limitForPeriod') ?? limiter.find('limitRefreshPeriod')
  if (!cell || !limiter.find('limitRefreshPeriod')) return
  if (!countsException('RequestNotPermitted', included, excluded)?.counts) return
  limiter.books.reason(cell, REASONS.limiterUncounted)
}

function noteInitialState(sheet: Sheet): void {
  const cell = sheet.find('initialState')
  const state = cell && sheet.values.text(cell)
  if (!cell || state === undefined) return
  if (state === 'CLOSED') sheet.books.dead(cell, REASONS.initialClosed)
  else {
    sheet.books.lost(cell, REASONS.initialState)
    sheet.books.finding(initialState(cell, state))
  }
}
