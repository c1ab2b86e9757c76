/**
 * What a value's text means to the old system, per type of key, placeholders resolved first.
 *
 * Three outcomes that a changer must keep apart: `read`; `bad` (not of the type: Archaius logs it
 * and takes the next level, so the key is as good as absent); `open` (nobody can know, or the old
 * system would not start: neither the value nor a default may be claimed).
 */
import type { Reason } from '../format.js'
import type { KeyRow } from './key-table.js'
import { REASONS } from './reasons.js'

export type PlainValue = number | boolean | string | readonly (number | string)[]

export type KeyValue =
  | { readonly state: 'read'; readonly value: PlainValue; readonly notes: readonly Reason[] }
  | { readonly state: 'bad'; readonly expected: string }
  | { readonly state: 'open'; readonly why: 'placeholder' | 'range'; readonly expected: string }

/** Longest text while placeholders are filled, so that names that double each other end. */
const MAX_LENGTH = 2000

const EXPECTED = {
  int: 'a whole number',
  bool: 'true or false',
  strategy: 'THREAD or SEMAPHORE',
  'relaxed-strategy': 'THREAD or SEMAPHORE',
  text: 'a name',
  statuses: 'HTTP status codes',
} as const

/** The value of a property of this file; null where it depends on the profile. */
export type Lookup = (name: string) => string | null | undefined

/** `integer`: the number as the file's syntax has read it, if it did. */
export function readValue(
  text: string,
  integer: number | undefined,
  row: KeyRow,
  lookup: Lookup,
): KeyValue {
  const expected = EXPECTED[row.type]
  const written = text.trim()
  const filled = fill(written, lookup)
  if (filled === undefined) return { state: 'open', why: 'placeholder', expected }
  if (filled.text === written) return judge(parse(filled.text, integer, row), row, [])
  const first = judge(parse(filled.text, undefined, row), row, filled.notes)
  if (first.state === 'read' || !written.includes(':-')) return first
  // Spring reads `${A:-5}` as minus five; where that is illegal, a shell's 5 was meant.
  const shell = fill(written.replaceAll(':-', ':'), lookup)
  return shell === undefined ? first : judge(parse(shell.text, undefined, row), row, shell.notes)
}

/** The text with its placeholders filled, and from where; undefined when one is open. */
function fill(written: string, lookup: Lookup) {
  const sources = { file: false, fallback: false }
  const text = resolvePlaceholders(written, lookup, sources)
  if (text === undefined) return undefined
  const notes = [
    ...(sources.fallback ? [REASONS.placeholder] : []),
    ...(sources.file ? [REASONS.placeholderFromFile] : []),
  ]
  return { text, notes }
}

function judge(value: PlainValue | undefined, row: KeyRow, notes: readonly Reason[]): KeyValue {
  if (value === undefined) return { state: 'bad', expected: EXPECTED[row.type] }
  if (row.min !== undefined && (value as number) < row.min) {
    return { state: 'open', why: 'range', expected: `a whole number from ${row.min}` }
  }
  return { state: 'read', value, notes }
}

/**
 * `${A:${B:0}}` with the file's values or its defaults put in; undefined when a variable has
 * neither, or when there are too many steps (a name that leads back to itself).
 */
function resolvePlaceholders(
  text: string,
  lookup: Lookup,
  from: { file: boolean; fallback: boolean },
  depth = 0,
): string | undefined {
  if (/^@[\w.-]+@$/.test(text) || depth > 20) return undefined
  const start = text.indexOf('${')
  if (start === -1) return text
  const end = closing(text, start + 2)
  if (end === undefined) return text
  const inner = text.slice(start + 2, end)
  const colon = inner.indexOf(':')
  const stated = lookup((colon === -1 ? inner : inner.slice(0, colon)).trim())
  if (stated === null || (stated === undefined && colon === -1)) return undefined
  from[stated === undefined ? 'fallback' : 'file'] = true
  const value = resolvePlaceholders(stated ?? inner.slice(colon + 1), lookup, from, depth + 1)
  if (value === undefined) return undefined
  const rest = text.slice(0, start) + value + text.slice(end + 1)
  return rest.length > MAX_LENGTH ? undefined : resolvePlaceholders(rest, lookup, from, depth + 1)
}

function closing(text: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

function parse(text: string, integer: number | undefined, row: KeyRow): PlainValue | undefined {
  switch (row.type) {
    case 'int':
      return integer32(text, integer)
    case 'bool':
      return boolean(text)
    case 'strategy':
      return /^(THREAD|SEMAPHORE)$/.test(text) ? text : undefined
    case 'relaxed-strategy':
      return /^(THREAD|SEMAPHORE)$/i.test(text) ? text.toUpperCase() : undefined
    case 'statuses':
      return statuses(text)
    case 'text':
      return text === '' ? undefined : text
  }
}

/** As `Integer.orElse`; the syntax's own reading goes first where it has one. */
function integer32(text: string, integer: number | undefined): number | undefined {
  const value = integer ?? (/^[+-]?\d{1,12}$/.test(text) ? Number(text) : undefined)
  const fits = value !== undefined && value >= -(2 ** 31) && value < 2 ** 31
  return fits ? value : undefined
}

/** The words of Archaius' DynamicProperty, any case. */
function boolean(text: string): boolean | undefined {
  if (/^(true|t|yes|y|on)$/i.test(text)) return true
  return /^(false|f|no|n|off)$/i.test(text) ? false : undefined
}

function statuses(text: string): number[] | undefined {
  const parts = text.split(',').map((part) => part.trim())
  const known = parts.every((part) => /^[1-5]\d\d$/.test(part))
  return known ? [...new Set(parts.map(Number))] : undefined
}
