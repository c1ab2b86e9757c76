/**
 * From a found key to its value in the policy's terms, or to the reason why there is none: the
 * value leaves it open, states no unit, leaves it to the level above, or is no such value at all.
 *
 * Owns the units of bare numbers and the sizes of the deductions for them; the readers of the
 * features own what the values mean.
 */
import { MAX_DURATION_MS } from '../../policy/duration.js'
import type { Reason } from '../format.js'
import { type BareUnit, guessUnit } from './bare-numbers.js'
import type { Found } from './harvest.js'
import * as values from './values.js'
import type { Unit } from './words.js'

export interface Choice<T> {
  readonly value: string
  readonly label: string
  readonly result: T
}

export type Reading<T> =
  | { readonly is: 'value'; readonly value: T; readonly reasons: readonly Reason[] }
  | {
      readonly is: 'choice'
      readonly question: string
      readonly options: readonly Choice<T>[]
      readonly suggested?: string
      readonly reasons: readonly Reason[]
    }
  | { readonly is: 'left'; readonly why: Reason }
  | { readonly is: 'bad'; readonly expected: string }

export const UNIT_NAMES = { ms: 'milliseconds', s: 'seconds' } as const

export function reason(id: string, text: string, deduction: number): Reason {
  return { id: `custom/${id}`, text, deduction }
}

const INHERITED = reason('inherited', 'the value is left to the level above, which states it', 0)
const EMPTY = reason('empty', 'the key has no value, so it changes nothing', 0)

/** The text of a scalar with its placeholder resolved, or the reading that ends the matter. */
export function plainText(
  found: Found,
):
  | { readonly text: string; readonly reasons: readonly Reason[] }
  | { readonly end: Reading<never> } {
  const { node } = found
  if (node.kind !== 'scalar') return { end: { is: 'bad', expected: 'a single value' } }
  const { text, variable, isOpen } = values.resolvePlaceholder(node.text)
  if (isOpen) {
    const question = `What is the value of ${variable}? The file leaves it to run time.`
    return { end: { is: 'choice', question, options: [], reasons: [] } }
  }
  if (node.kind === 'scalar' && text === '') return { end: { is: 'left', why: EMPTY } }
  if (values.isInherited(text)) return { end: { is: 'left', why: INHERITED } }
  const run = `the value comes from ${variable} at run time; its default was taken`
  return { text, reasons: variable ? [reason('placeholder', run, 0.05)] : [] }
}

/** Reads the text, and says what was expected when it is no such thing. */
export function readText<T>(
  found: Found,
  expected: string,
  parse: (text: string) => T | undefined,
): Reading<T> {
  const plain = plainText(found)
  if ('end' in plain) return plain.end
  const value = parse(plain.text)
  if (value === undefined) return { is: 'bad', expected }
  return { is: 'value', value, reasons: plain.reasons }
}

export function readSwitch(found: Found): Reading<boolean> {
  return readText(found, 'true or false', values.switchOf)
}

/** A whole number from `least` to `most`. */
export function readCount(found: Found, least: number, most = 1_000_000): Reading<number> {
  return readText(found, `a whole number of at least ${least}`, (text) => {
    const number = values.numberOf(text)
    const fits = number !== undefined && Number.isInteger(number) && number >= least
    return fits && number <= most ? number : undefined
  })
}

export function readNumber(found: Found, least: number, most: number): Reading<number> {
  return readText(found, `a number from ${least} to ${most}`, (text) => {
    const number = values.numberOf(text)
    return number !== undefined && number >= least && number <= most ? number : undefined
  })
}

const PERCENT = reason('percent', 'a share above 1 can only be meant in percent', 0)
/** Below it, a share is no setting but dust. */
const LEAST_SHARE = 1e-9
const SHARE_EXPECTED = 'a share above 0 and up to 1, or a percentage up to 100'

/** A share in (0, 1]: a fraction, a percentage by its key, its sign, or its size. */
export function readShare(found: Found): Reading<number> {
  const plain = plainText(found)
  if ('end' in plain) return plain.end
  const signed = values.percentOf(plain.text)
  const number = signed ?? values.numberOf(plain.text)
  if (number === undefined || number < LEAST_SHARE) return { is: 'bad', expected: SHARE_EXPECTED }
  const { reasons } = plain
  if (signed !== undefined) {
    return signed <= 1
      ? { is: 'value', value: signed, reasons }
      : { is: 'bad', expected: SHARE_EXPECTED }
  }
  if (number > 100) return { is: 'bad', expected: SHARE_EXPECTED }
  if (found.meaning.unit === 'percent') {
    if (number > 1) return { is: 'value', value: values.share(number), reasons }
    return {
      is: 'choice',
      question: `Is ${plain.text} a share of 1 or percent? The key says percent, the size a share.`,
      options: [
        { value: 'share', label: `${values.share(number * 10_000)} %`, result: number },
        { value: 'percent', label: `${number} %`, result: values.share(number) },
      ],
      suggested: 'share',
      reasons,
    }
  }
  if (number > 1)
    return { is: 'value', value: values.share(number), reasons: [...reasons, PERCENT] }
  return { is: 'value', value: number, reasons }
}

/** How the unit of bare numbers is told apart from the block around them. */
export interface Surroundings {
  /** The unit of the other bare numbers of the block, when they agree. */
  readonly sibling?: BareUnit | undefined
  /** The unit that all keys of the file with a unit in their name have. */
  readonly lean?: BareUnit | undefined
  /** The classic configuration: its durations are seconds by contract. */
  readonly isClassic?: boolean
  /** Whether `none`, `null` and `unlimited` are possible, standing for no limit. */
  readonly mayBeNone?: boolean
}

const DURATION_EXPECTED = 'a duration: a number, perhaps with a unit, not below 0'

/** Milliseconds; `null` for none. */
export function readDuration(found: Found, around: Surroundings): Reading<number | null> {
  const plain = plainText(found)
  if ('end' in plain) return plain.end
  const { text, reasons } = plain
  const isNone = found.node.kind === 'scalar' && values.isNone(found.node, text)
  if (isNone || (values.isUnlimited(text) && around.mayBeNone)) {
    if (around.mayBeNone) return { is: 'value', value: null, reasons }
    return { is: 'bad', expected: DURATION_EXPECTED }
  }
  const named = values.durationOf(text)
  if (named !== undefined) return inRange(named, reasons)
  const amount = values.numberOf(text)
  if (amount === undefined || amount < 0) return { is: 'bad', expected: DURATION_EXPECTED }
  const unit = statedUnit(found, amount, around)
  if (unit) return inRange(values.toMs(amount, unit), reasons, amount === 0)
  if (amount === 0) return { is: 'value', value: 0, reasons }
  return guessed(found, text, amount, reasons, around)
}

function inRange(ms: number, reasons: readonly Reason[], isZero = ms === 0): Reading<number> {
  if (ms > MAX_DURATION_MS) return { is: 'bad', expected: 'a duration of at most ten years' }
  if (ms === 0 && !isZero) return { is: 'bad', expected: 'a duration of at least a nanosecond' }
  return { is: 'value', value: ms, reasons }
}

function statedUnit(found: Found, amount: number, around: Surroundings) {
  const { unit } = found.meaning
  if (unit && unit !== 'percent') return unit
  if (around.isClassic && amount <= 3600) return 's'
  return found.unit && found.unit !== 'percent'
    ? (found.unit as Exclude<Unit, 'percent'>)
    : undefined
}

const WHY_UNIT = {
  range: { s: 'in milliseconds it would be too short', ms: 'in seconds it would be too long' },
  fraction: { s: 'it is a fraction', ms: 'it is a fraction' },
  sibling: { s: 'so are the numbers around it', ms: 'so are the numbers around it' },
} as const

function guessed(
  found: Found,
  digits: string,
  amount: number,
  reasons: readonly Reason[],
  around: Surroundings,
): Reading<number> {
  const guess = guessUnit(found.meaning.role, digits, around.sibling, around.lean)
  const { unit, by = 'range', suggested } = guess
  if (unit) {
    const why = `no unit is stated; taken as ${UNIT_NAMES[unit]}, since ${WHY_UNIT[by][unit]}`
    const note = reason(`unit-assumed-${unit}`, why, 0.05)
    return inRange(values.toMs(amount, unit), [...reasons, note], false)
  }
  const ms = values.toMs(amount, 'ms')
  const s = values.toMs(amount, 's')
  if (ms === 0 || s > MAX_DURATION_MS) return inRange(ms === 0 ? s : ms, reasons, false)
  const options: Choice<number>[] = [
    { value: 'ms', label: `${digits} milliseconds`, result: ms },
    { value: 's', label: `${digits} seconds`, result: s },
  ]
  const question = `Is ${digits} in seconds or in milliseconds? Neither key nor file says it.`
  return { is: 'choice', question, options, suggested, reasons }
}

/** The value that counts for comparisons: the one read, or the one suggested. */
export function likely<T>(reading: Reading<T>): T | undefined {
  if (reading.is === 'value') return reading.value
  if (reading.is !== 'choice') return undefined
  return reading.options.find(({ value }) => value === reading.suggested)?.result
}
