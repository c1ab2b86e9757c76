/**
 * Bulkhead, thread-pool bulkhead, rate limiter and time limiter.
 *
 * Each reader writes the lines of one feature from one chain. `addRateLimit` and `addTimeLimit` may
 * write none, which means that the old system limited nothing that a policy can say.
 */
import type { Cell } from './cells.js'
import { poolFromMachine, twoBulkheads, unlimitedRate, zeroTimeLimit } from './findings.js'
import { always, LIBRARY_DEFAULT, notSet, type Sheet } from './lines.js'
import { nearest, type PropertySet } from './property-sets.js'
import { REASONS } from './reasons.js'

const DEFAULT_QUEUE = 100
const DEFAULT_TIME_LIMIT_MS = 1000
const MOST = 1_000_000
const LONGEST_QUEUE = 1_000_000_000

/** The semaphore: a wait for a permit has no limit on the number of waiting calls. */
export function addBulkhead(sheet: Sheet): void {
  sheet.addPlainRows('bulkhead')
  const wait = sheet.lines.get('bulkhead.maxWait')
  if (!wait) return
  if (wait.value === 0) {
    sheet.add('bulkhead.maxQueued', 0, notSet('no wait for a permit, so nothing queues'))
  } else {
    const why = 'resilience4j lets any number of calls wait for a permit'
    sheet.add('bulkhead.maxQueued', 'unlimited', always(why))
  }
}

/** The thread pool; sizes of zero or less stand for the default, as the library takes them. */
export function addThreadPool(sheet: Sheet): void {
  const most = poolNumber(sheet, 'maxThreadPoolSize', 1)
  const core = poolNumber(sheet, 'coreThreadPoolSize', 1)
  const queue = poolNumber(sheet, 'queueCapacity', 0)
  if (core) sheet.books.dead(core.cell, REASONS.coreSize)
  if (most) {
    if (core && core.value < most.value) sheet.books.reason(most.cell, REASONS.poolGrowth)
    sheet.addNumber('bulkhead.maxConcurrent', most.value, most.cell, 1, MOST)
  } else noteMachineSize(sheet)
  if (queue) sheet.addNumber('bulkhead.maxQueued', queue.value, queue.cell, 0, LONGEST_QUEUE)
  else if (!isOpen(sheet, 'queueCapacity')) {
    sheet.add('bulkhead.maxQueued', DEFAULT_QUEUE, LIBRARY_DEFAULT)
  }
  sheet.add('bulkhead.maxWait', null, notSet('a queued call waits as long as it takes'))
}

/** The nearest set whose value is not a stand-in for the default. */
function poolNumber(sheet: Sheet, key: string, least: number) {
  for (const set of sheet.sets) {
    const cell = nearest([set], key)
    const value = cell && sheet.values.number(cell)
    if (cell && value === undefined) return undefined
    if (!cell || value === undefined) continue
    if (value >= least) return { cell, value }
    sheet.books.dead(cell, REASONS.poolDefault)
  }
  return undefined
}

/** A value is stated and cannot be known. */
function isOpen(sheet: Sheet, key: string): boolean {
  const cell = sheet.find(key)
  return cell !== undefined && sheet.values.number(cell) === undefined
}

function noteMachineSize(sheet: Sheet): void {
  if (isOpen(sheet, 'maxThreadPoolSize')) return
  const cell = firstCell(sheet.sets, ['queueCapacity', 'coreThreadPoolSize', 'maxThreadPoolSize'])
  if (!cell) return
  sheet.books.reason(cell, REASONS.poolFromMachine)
  sheet.books.finding(poolFromMachine(cell))
}

/** The pool of a name that has a semaphore too is left out. */
export function leaveOutThreadPool(sheet: Sheet): void {
  const own = sheet.sets[0]?.section === 'instances' ? sheet.sets[0] : undefined
  const [first] = own?.cells.values() ?? []
  if (first) sheet.books.finding(twoBulkheads(first))
  for (const set of sheet.sets) {
    for (const cell of set.cells.values()) {
      if (cell.key !== 'baseConfig') sheet.books.dead(cell, REASONS.otherBulkhead)
    }
  }
}

/** A fixed window of permits; without a period of its own it never limited anything. */
export function addRateLimit(sheet: Sheet): void {
  const period = sheet.find('limitRefreshPeriod')
  if (!period) {
    const cells = ['limitForPeriod', 'timeoutDuration'].map((key) => sheet.find(key))
    const told = cells.find((cell) => cell !== undefined)
    for (const cell of cells) {
      const finding = cell && cell === told ? unlimitedRate(cell) : undefined
      if (cell) sheet.books.dead(cell, REASONS.alwaysUnlimited, finding)
    }
    return
  }
  const length = sheet.values.number(period)
  if (length !== undefined) sheet.addDuration('rateLimit.period', length, period)
  sheet.addPlainRows('ratelimiter')
  const window = always('resilience4j gives all permits back at the end of a period')
  sheet.add('rateLimit.algorithm', 'fixed-window', window)
}

/** `path`: the limit of an attempt, or of the call where the limiter is outside of the retry. */
export function addTimeLimit(sheet: Sheet, path: 'timeout.attempt' | 'timeout.total'): void {
  const cell = sheet.find('timeoutDuration')
  const limit = cell ? sheet.values.number(cell) : DEFAULT_TIME_LIMIT_MS
  if (!cell) sheet.add(path, DEFAULT_TIME_LIMIT_MS, LIBRARY_DEFAULT)
  else if (limit === 0) {
    sheet.books.lost(cell, REASONS.zeroTimeLimit)
    sheet.books.finding(zeroTimeLimit(cell))
  } else if (limit !== undefined) sheet.addDuration(path, limit, cell)
  const cancel = sheet.find('cancelRunningFuture')
  const cancels = cancel && sheet.values.flag(cancel)
  if (cancel && cancels === false) sheet.books.lost(cancel, REASONS.keepsRunning)
  else if (cancel && cancels) sheet.books.dead(cancel, REASONS.cancels)
}

function firstCell(sets: readonly PropertySet[], keys: readonly string[]): Cell | undefined {
  for (const key of keys) {
    const cell = nearest(sets, key)
    if (cell) return cell
  }
  return undefined
}
