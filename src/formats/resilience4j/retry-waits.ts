/**
 * The waits of a retry, which the library inherits as a built function and not key by key.
 *
 * The nearest set that states `waitDuration` decides. Four keys (both flags, multiplier, cap) come
 * down to it from its own bases, the nearest first; `randomizedWaitFactor` must stand beside it. In
 * sets nearer than that one these keys have no effect (CommonRetryConfigurationProperties and
 * ConfigUtils, 2.3). Whether keys come down through two named bases hangs on the order of a hash
 * map in the library; they are taken to. A changer must keep every cell either in a line or
 * explained by `dead`.
 */
import { PLAIN_RETRY } from '../ledger.js'
import type { Cell } from './cells.js'
import {
  backoffWithoutWait,
  factorNotInherited,
  invalidValue,
  withoutCompanion,
} from './findings.js'
import { LIBRARY_DEFAULT, NOT_THERE, notSet, type Sheet } from './lines.js'
import { nearest, type PropertySet, stated } from './property-sets.js'
import { REASONS } from './reasons.js'

const EXPONENTIAL = 'enableExponentialBackoff'
const RANDOMIZED = 'enableRandomizedWait'
const MULTIPLIER = 'exponentialBackoffMultiplier'
const CAP = 'exponentialMaxWaitDuration'
const FACTOR = 'randomizedWaitFactor'
const COMPANIONS = [EXPONENTIAL, RANDOMIZED, MULTIPLIER, CAP, FACTOR]

const DEFAULT_WAIT_MS = 500
const DEFAULT_MULTIPLIER = 1.5
const DEFAULT_FACTOR = 0.5

export function addRetryWaits(sheet: Sheet): void {
  const at = sheet.sets.findIndex((set) => stated(set, 'waitDuration'))
  const sets = at === -1 ? [] : sheet.sets.slice(at)
  explainWithoutWait(sheet, at === -1 ? sheet.sets : sheet.sets.slice(0, at))
  const [set] = sets
  const cell = set && stated(set, 'waitDuration')
  const hasCode = noteInterval(sheet, at)
  if (!set || !cell) {
    addFixed(sheet, undefined, undefined)
    return
  }
  if (hasCode) sheet.books.reason(cell, REASONS.codeInterval)
  addWaits(sheet, cell, new Companions(sheet, set, sets))
}

/** Whether a class computes the waits: one that stands no farther than the wait itself. */
function noteInterval(sheet: Sheet, at: number): boolean {
  const nearer = at === -1 ? sheet.sets : sheet.sets.slice(0, at + 1)
  const cell = nearest(nearer, 'intervalBiFunction')
  if (cell) sheet.values.read(cell)
  for (const set of sheet.sets.slice(nearer.length)) {
    const replaced = stated(set, 'intervalBiFunction')
    if (replaced) sheet.books.dead(replaced, REASONS.waitReplaced)
  }
  return cell !== undefined
}

/** The keys that a wait is built from, those that apply to one `waitDuration`. */
class Companions {
  readonly exponential: Cell | undefined
  readonly randomized: Cell | undefined
  readonly multiplier: Cell | undefined
  readonly cap: Cell | undefined
  readonly factor: Cell | undefined
  readonly isExponential: boolean | undefined
  readonly isRandomized: boolean | undefined

  constructor(sheet: Sheet, set: PropertySet, sets: readonly PropertySet[]) {
    this.exponential = nearest(sets, EXPONENTIAL)
    this.randomized = nearest(sets, RANDOMIZED)
    this.multiplier = nearest(sets, MULTIPLIER)
    this.cap = nearest(sets, CAP)
    this.factor = stated(set, FACTOR)
    this.isExponential = this.exponential ? sheet.values.flag(this.exponential) : false
    this.isRandomized = this.randomized ? sheet.values.flag(this.randomized) : false
    for (const farther of sets.slice(1)) {
      const factor = stated(farther, FACTOR)
      if (!factor) continue
      sheet.books.dead(factor, REASONS.waitReplaced)
      if (this.isRandomized && !this.factor) {
        const wait = stated(set, 'waitDuration')!
        sheet.books.reason(wait, REASONS.factorNotInherited)
        sheet.books.finding(factorNotInherited(wait))
      }
    }
  }
}

function addWaits(sheet: Sheet, cell: Cell, companions: Companions): void {
  const { isExponential, isRandomized, multiplier, cap, factor } = companions
  const wait = sheet.values.number(cell)
  if (isExponential === undefined || isRandomized === undefined) {
    for (const other of [cell, multiplier, cap, factor]) {
      if (other) sheet.books.lost(other, REASONS.waitUnknown)
    }
    return
  }
  if ((isExponential || isRandomized) && wait !== undefined && wait < 1) {
    sheet.books.lost(cell, REASONS.invalid)
    sheet.books.finding(invalidValue(cell, cell.sources[0]!.text, 'at least 1ms here'))
  } else if (wait !== undefined) sheet.addDuration('retry.backoff.initial', wait, cell)
  if (isExponential) addExponential(sheet, cell, companions)
  else {
    addFixed(sheet, cell, companions.exponential)
    explainFixed(sheet, companions)
  }
  addJitter(sheet, companions)
}

/** `cell`: the wait; it says `fixed` too, where no flag does and its own value is known. */
function addFixed(sheet: Sheet, cell: Cell | undefined, flag: Cell | undefined): void {
  const isKnown = sheet.lines.has('retry.backoff.initial')
  const noFlag = cell ? notSet('the wait does not grow') : LIBRARY_DEFAULT
  sheet.add('retry.backoff.kind', 'fixed', flag ?? (isKnown && cell ? cell : noFlag))
  if (cell) return
  sheet.add('retry.backoff.initial', DEFAULT_WAIT_MS, LIBRARY_DEFAULT)
  sheet.add('retry.jitter.kind', 'none', notSet('the wait is not randomized'))
}

function addExponential(sheet: Sheet, cell: Cell, companions: Companions): void {
  const { exponential, multiplier } = companions
  sheet.add('retry.backoff.kind', 'exponential', exponential ?? cell)
  const growth = multiplier && sheet.values.number(multiplier)
  if (multiplier && growth !== undefined) {
    sheet.addNumber('retry.backoff.multiplier', growth, multiplier, 1, 100)
  } else if (!multiplier) {
    sheet.add('retry.backoff.multiplier', DEFAULT_MULTIPLIER, LIBRARY_DEFAULT)
  }
  addCap(sheet, companions)
  for (const [path, value] of PLAIN_RETRY) {
    if (path.startsWith('retry.backoff.')) sheet.add(path, value, NOT_THERE)
  }
}

function addCap(sheet: Sheet, { multiplier, cap, factor, isRandomized }: Companions): void {
  if (!cap || !multiplier || (isRandomized && !factor)) {
    const why = multiplier ? REASONS.maxWithoutFactor : REASONS.maxWithoutMultiplier
    const missing = multiplier ? FACTOR : MULTIPLIER
    if (cap) sheet.books.dead(cap, why, withoutCompanion(cap, missing))
    sheet.add('retry.backoff.max', null, notSet('no cap on the waits'))
    return
  }
  const most = sheet.values.number(cap)
  if (most === undefined) return
  const share = factor && isRandomized ? sheet.values.number(factor) : 0
  if (share !== 0) sheet.books.reason(cap, REASONS.capBeforeJitter)
  if (most < 1) {
    sheet.books.lost(cap, REASONS.invalid)
    sheet.books.finding(invalidValue(cap, cap.sources[0]!.text, 'at least 1ms here'))
  } else sheet.addDuration('retry.backoff.max', most, cap)
}

function addJitter(sheet: Sheet, companions: Companions): void {
  const { randomized, isRandomized, isExponential, multiplier } = companions
  const isUnread = isRandomized && isExponential && !multiplier
  if (isUnread && companions.factor) {
    const finding = withoutCompanion(companions.factor, MULTIPLIER)
    sheet.books.dead(companions.factor, REASONS.factorWithoutMultiplier, finding)
  }
  const factor = isUnread ? undefined : companions.factor
  const share = factor ? sheet.values.number(factor) : DEFAULT_FACTOR
  if (!isRandomized || share === 0) {
    const none = randomized ?? notSet('the wait is not randomized')
    sheet.add('retry.jitter.kind', 'none', isRandomized && factor ? factor : none)
    if (isRandomized && randomized) sheet.books.used(randomized)
    if (!isRandomized && factor) sheet.books.dead(factor, REASONS.needsRandomized)
    return
  }
  if (randomized) sheet.add('retry.jitter.kind', 'factor', randomized)
  if (share !== undefined) sheet.add('retry.jitter.factor', share, factor ?? LIBRARY_DEFAULT)
}

/** Growth keys beside a fixed wait. */
function explainFixed(sheet: Sheet, { multiplier, cap }: Companions): void {
  for (const cell of [multiplier, cap]) if (cell) sheet.books.dead(cell, REASONS.needsExponential)
}

/** Wait keys in sets that state no `waitDuration` and are nearer than the one that does. */
function explainWithoutWait(sheet: Sheet, sets: readonly PropertySet[]): void {
  for (const set of sets) {
    for (const key of COMPANIONS) {
      const cell = stated(set, key)
      if (!cell) continue
      const isOn = (key === EXPONENTIAL || key === RANDOMIZED) && sheet.values.flag(cell)
      const finding = isOn ? backoffWithoutWait(cell, 'waitDuration') : undefined
      sheet.books.dead(cell, REASONS.backoffWithoutWait, finding)
    }
  }
}
