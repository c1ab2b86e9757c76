/**
 * The text of a state file: JSON with a name, a version, a checksum and the records. Reading checks
 * everything by hand and trusts nothing: a text is either whole and ours, or it gives no record and
 * one finding says why.
 *
 *   {"format":"resil-state","version":1,"checksum":"<sha-256 of the records' JSON>","records":[…]}
 *
 * A changer must raise VERSION with any change of meaning; a version that is not known is left
 * alone.
 */
import { createHash } from 'node:crypto'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { StateRecord } from './records.js'

export const FORMAT = 'resil-state'
export const VERSION = 1

/** What is in a file. `writable`: whether its owner may replace it. */
export interface StateText {
  readonly records: readonly StateRecord[]
  readonly problem: Diagnostic | undefined
  readonly writable: boolean
}

export function encodeState(records: readonly StateRecord[]): string {
  const body = JSON.stringify(records)
  const head = `"format":"${FORMAT}","version":${VERSION},"checksum":"${checksumOf(body)}"`
  return `{${head},"records":${body}}\n`
}

/** An empty text is an empty store. */
export function decodeState(file: string, text: string): StateText {
  if (text.trim() === '') return { records: [], problem: undefined, writable: true }
  const ours = isOurs(text)
  const damaged = (what: string): StateText =>
    ours
      ? refused('state/damaged', `${file} is damaged: ${what}; it is not used.`, true)
      : refused('state/foreign', `${file} is no state file of resil; it is left alone.`, false)
  const content = parsed(text)
  if (!isObject(content)) return damaged('it is no JSON object')
  if (content.format !== FORMAT) return damaged('it does not name its format')
  if (content.version !== VERSION) {
    const known = `version ${VERSION} is known`
    const message = `${file} has version ${String(content.version)}, but only ${known}.`
    return refused('state/unknown-version', message, false)
  }
  const { records, checksum } = content
  if (!Array.isArray(records)) return damaged('it holds no list of records')
  if (checksum !== checksumOf(JSON.stringify(records))) return damaged('its checksum is wrong')
  const wrong = records.findIndex((record) => !isRecord(record))
  if (wrong >= 0) return damaged(`record ${wrong} has a value out of its range`)
  return { records: records as StateRecord[], problem: undefined, writable: true }
}

const HEAD = `{"format":"${FORMAT}",`

/** Ours, or what a crash of the system may leave of ours: its first few bytes, or zeros. */
function isOurs(text: string): boolean {
  return text.startsWith(HEAD) || HEAD.startsWith(text) || text.replaceAll('\0', '') === ''
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function refused(ruleId: string, message: string, writable: boolean): StateText {
  const help = writable
    ? 'Breakers begin closed; the next save replaces the file.'
    : 'Name another file for the state, or move this one away.'
  return { records: [], problem: { ruleId, severity: 'warning', message, help }, writable }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Loose = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const STATES: readonly unknown[] = ['closed', 'open', 'half-open', 'isolated']

const isText = (value: unknown) => typeof value === 'string' && value.length <= 10_000
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isMs = (value: unknown) => Number.isFinite(value) && (value as number) >= 0

/** Each value that a record has, and what it must be. */
const CHECKS: Readonly<Record<keyof StateRecord, (value: unknown) => boolean>> = {
  operation: isText,
  host: (value) => value === null || isText(value),
  state: (value) => STATES.includes(value),
  remainingMs: isMs,
  openings: isCount,
  isolations: isCount,
  failures: isCount,
  changedAtMs: isMs,
  savedAtMs: isMs,
}

function isRecord(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(CHECKS).every(([key, check]) => Object.hasOwn(value, key) && check(value[key]))
  )
}
