/**
 * The wait of an open breaker, which the library inherits as a built function and not key by key.
 *
 * The nearest set that states `waitDurationInOpenState` decides, and only the flags, multiplier,
 * cap and factor of that very set count: an instance that overrides just the wait of an exponential
 * base waits a fixed time (CommonCircuitBreakerConfigurationProperties, 2.3). A changer must keep
 * every cell either in a line or explained by `dead`.
 */
import type { Cell } from './cells.js'
import { backoffWithoutWait, bothWaits, growthLost, withoutCompanion } from './findings.js'
import { LIBRARY_DEFAULT, notSet, type Sheet } from './lines.js'
import { type PropertySet, stated } from './property-sets.js'
import { REASONS } from './reasons.js'

const WAIT = 'waitDurationInOpenState'
const EXPONENTIAL = 'enableExponentialBackoff'
const RANDOMIZED = 'enableRandomizedWait'
const MULTIPLIER = 'exponentialBackoffMultiplier'
const CAP = 'exponentialMaxWaitDurationInOpenState'
const FACTOR = 'randomizedWaitFactor'
const COMPANIONS = [EXPONENTIAL, RANDOMIZED, MULTIPLIER, CAP, FACTOR]

const DEFAULT_WAIT_MS = 60_000
const DEFAULT_MULTIPLIER = 1.5
const DEFAULT_FACTOR = 0.5

const NO_GROWTH = notSet('the open wait does not grow')
const NO_JITTER = notSet('the open wait is not randomized')

export function addOpenWait(sheet: Sheet): void {
  const at = sheet.sets.findIndex((set) => stated(set, WAIT))
  const refused = sheet.sets.some((set) => refuseBoth(sheet, set))
  explainOthers(sheet, at)
  const set = sheet.sets[at]
  const cell = set && stated(set, WAIT)
  if (refused) {
    if (cell) sheet.books.lost(cell, REASONS.bothWaits)
  } else if (!set || !cell) {
    sheet.add('circuitBreaker.openDuration', DEFAULT_WAIT_MS, LIBRARY_DEFAULT)
    addKinds(sheet, undefined, undefined)
  } else addStated(sheet, set, cell)
}

/** Both flags of one set are on, which stops the library. */
function refuseBoth(sheet: Sheet, set: PropertySet): boolean {
  const flags = [EXPONENTIAL, RANDOMIZED].map((key) => stated(set, key))
  if (!flags.every((cell) => cell && sheet.values.flag(cell))) return false
  for (const cell of flags) sheet.books.lost(cell!, REASONS.bothWaits)
  sheet.books.finding(bothWaits(flags[1]!))
  return true
}

function addStated(sheet: Sheet, set: PropertySet, cell: Cell): void {
  const exponential = stated(set, EXPONENTIAL)
  const randomized = stated(set, RANDOMIZED)
  const isExponential = exponential ? sheet.values.flag(exponential) : false
  const isRandomized = randomized ? sheet.values.flag(randomized) : false
  const wait = sheet.values.number(cell)
  if (wait !== undefined) sheet.addDuration('circuitBreaker.openDuration', wait, cell)
  if (isExponential === undefined || isRandomized === undefined) {
    for (const key of [MULTIPLIER, CAP, FACTOR]) {
      const companion = stated(set, key)
      if (companion) sheet.books.lost(companion, REASONS.waitUnknown)
    }
    return
  }
  if (isExponential) addGrowth(sheet, set, exponential!)
  if (isRandomized) addJitter(sheet, set, randomized!)
  addKinds(sheet, exponential, randomized)
  if (!isExponential) explainUnneeded(sheet, set, [MULTIPLIER, CAP], REASONS.needsExponential)
  if (!isRandomized) explainUnneeded(sheet, set, [FACTOR], REASONS.needsRandomized)
}

/** The kinds that are still open: neither growth nor jitter. */
function addKinds(sheet: Sheet, exponential: Cell | undefined, randomized: Cell | undefined): void {
  sheet.add('circuitBreaker.openGrowth.kind', 'none', exponential ?? NO_GROWTH)
  sheet.add('circuitBreaker.openJitter.kind', 'none', randomized ?? NO_JITTER)
}

function addGrowth(sheet: Sheet, set: PropertySet, flag: Cell): void {
  const multiplier = stated(set, MULTIPLIER)
  const cap = stated(set, CAP)
  sheet.add('circuitBreaker.openGrowth.kind', 'exponential', flag)
  const path = 'circuitBreaker.openGrowth.multiplier'
  const growth = multiplier && sheet.values.number(multiplier)
  if (!multiplier) sheet.add(path, DEFAULT_MULTIPLIER, LIBRARY_DEFAULT)
  else if (growth !== undefined) sheet.addNumber(path, growth, multiplier, 1, 100)
  if (cap && multiplier) {
    const most = sheet.values.number(cap)
    if (most !== undefined) sheet.addDuration('circuitBreaker.openGrowth.max', most, cap)
    return
  }
  if (cap) {
    const finding = withoutCompanion(cap, MULTIPLIER)
    sheet.books.dead(cap, REASONS.maxWithoutMultiplier, finding)
  }
  sheet.add('circuitBreaker.openGrowth.max', null, notSet('no cap on the open wait'))
}

function addJitter(sheet: Sheet, set: PropertySet, flag: Cell): void {
  const factor = stated(set, FACTOR)
  const share = factor ? sheet.values.number(factor) : DEFAULT_FACTOR
  if (factor && share === 0) {
    sheet.books.used(flag)
    sheet.add('circuitBreaker.openJitter.kind', 'none', factor)
    return
  }
  sheet.add('circuitBreaker.openJitter.kind', 'factor', flag)
  if (share !== undefined) {
    sheet.add('circuitBreaker.openJitter.factor', share, factor ?? LIBRARY_DEFAULT)
  }
}

function explainUnneeded(
  sheet: Sheet,
  set: PropertySet,
  keys: readonly string[],
  why: (typeof REASONS)[keyof typeof REASONS],
): void {
  for (const key of keys) {
    const cell = stated(set, key)
    if (cell) sheet.books.dead(cell, why)
  }
}

/** Wait keys in the other sets: nearer ones lack the wait, farther ones are replaced. */
function explainOthers(sheet: Sheet, at: number): void {
  sheet.sets.forEach((set, index) => {
    if (index === at) return
    const isFarther = at !== -1 && index > at
    for (const key of COMPANIONS) {
      const cell = stated(set, key)
      if (!cell) continue
      const isOn = (key === EXPONENTIAL || key === RANDOMIZED) && sheet.values.flag(cell) === true
      if (isFarther) {
        sheet.books.dead(cell, REASONS.waitReplaced)
        if (isOn) noteLostGrowth(sheet, at, set)
      } else {
        const finding = isOn ? backoffWithoutWait(cell, WAIT) : undefined
        sheet.books.dead(cell, REASONS.backoffWithoutWait, finding)
      }
    }
  })
}

/** The base really had a growing wait, and the set at `at` says nothing about growth itself. */
function noteLostGrowth(sheet: Sheet, at: number, base: PropertySet): void {
  const own = sheet.sets[at]!
  const wait = stated(own, WAIT)
  if (!wait || !stated(base, WAIT)) return
  if (!stated(own, EXPONENTIAL) && !stated(own, RANDOMIZED)) sheet.books.finding(growthLost(wait))
}
