/**
 * Lists of exception classes as matchers, and what a list says about the library's own exceptions.
 *
 * Names of Java classes stay as written; only the two that stand for every exception become the
 * kind `any`, and the time limiter's own exception brings the kind `timeout` along. Subclasses are
 * beyond a matcher, which is why named classes cost confidence.
 */
import type { Matcher } from '../../policy/schema.js'
import type { Cell } from './cells.js'
import { always, type Sheet } from './lines.js'
import { REASONS } from './reasons.js'

const EVERYTHING = new Set(['java.lang.Throwable', 'java.lang.Exception', 'Throwable', 'Exception'])
const UNCHECKED = new Set([...EVERYTHING, 'java.lang.RuntimeException', 'RuntimeException'])
/** What the library's own time limiter throws. */
const TIMEOUTS = new Set(['java.util.concurrent.TimeoutException', 'TimeoutException'])
const MAX_NAMES = 100
const MAX_LENGTH = 200

/** A list that is in force: its cell, and its names unless a placeholder hides them. */
export interface NameList {
  readonly cell: Cell
  readonly names: readonly string[] | undefined
}

export function nameList(sheet: Sheet, key: string): NameList | undefined {
  const cell = sheet.find(key)
  return cell && { cell, names: sheet.values.list(cell) }
}

/** Whether the library runs a class of the user's to decide; reading it books the loss. */
export function hasPredicate(sheet: Sheet, key: string): boolean {
  const cell = sheet.find(key)
  if (cell) sheet.values.read(cell)
  return cell !== undefined
}

/** Which failures count: all of them when the list is empty and no class decides. */
export function addIncluded(
  sheet: Sheet,
  path: string,
  list: NameList | undefined,
  hasClass: boolean,
  everything: string,
): void {
  if (list && list.names === undefined) return
  const names = list?.names ?? []
  if (list && names.length > 0) addNames(sheet, path, list.cell, names)
  else if (list && !hasClass) sheet.add(path, { kinds: ['any'] }, list.cell)
  else if (!hasClass) sheet.add(path, { kinds: ['any'] }, always(everything))
}

/** Which failures are passed over: none when the list is empty. */
export function addExcluded(sheet: Sheet, path: string, list: NameList | undefined): void {
  if (list && list.names === undefined) return
  const names = list?.names ?? []
  if (list && names.length > 0) addNames(sheet, path, list.cell, names)
  else if (list) sheet.add(path, {}, list.cell)
}

/**
 * Whether an unchecked exception of the library (`CallNotPermittedException`) counts, as far as the
 * lists tell; the cell is the list that decides, undefined when no list does.
 */
export function countsException(
  simpleName: string,
  included: NameList | undefined,
  excluded: NameList | undefined,
): { counts: boolean; because: Cell | undefined } | undefined {
  const names = (name: string) => UNCHECKED.has(name) || name.endsWith(`.${simpleName}`)
  const holds = (list: NameList) => list.names?.some((n) => n === simpleName || names(n))
  if ([included, excluded].some((list) => list && list.names === undefined)) return undefined
  if (excluded && holds(excluded)) return { counts: false, because: excluded.cell }
  if (!included || included.names?.length === 0) return { counts: true, because: undefined }
  return { counts: holds(included) === true, because: included.cell }
}

function addNames(sheet: Sheet, path: string, cell: Cell, names: readonly string[]): void {
  if (names.some((name) => EVERYTHING.has(name))) {
    sheet.add(path, { kinds: ['any'] }, cell)
    return
  }
  const errors = [...new Set(names)].filter((name) => name.length <= MAX_LENGTH)
  if (errors.length < new Set(names).size || errors.length > MAX_NAMES) {
    sheet.books.reason(cell, REASONS.clamped)
  }
  sheet.books.reason(cell, REASONS.exceptionNames)
  const hasTimeouts = names.some((name) => TIMEOUTS.has(name))
  if (hasTimeouts) sheet.books.reason(cell, REASONS.ownTimeouts)
  const kinds: Matcher = hasTimeouts ? { kinds: ['timeout'] } : {}
  const value: Matcher = { ...kinds, errors: errors.slice(0, MAX_NAMES) }
  sheet.add(path, value, cell)
}
