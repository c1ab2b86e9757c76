/**
 * The variables of one scope, which are read together: what `RETRY_MAX_DELAY` means depends on what
 * stands beside it. Also the plain kinds of values (counts, switches, shares, durations).
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { LeafValue } from '../../policy/leaves.js'
import { plainNumber } from '../durations.js'
import type { Reason, Scope, Target } from '../format.js'
import type { Topic } from './names.js'
import { choose, ignored, type Outcome, reason, withReasons } from './outcome.js'
import type { Meaning } from './recognise.js'
import { readDuration, type Unit } from './units.js'
import type { Variable } from './variable.js'

export interface Member {
  readonly meaning: Meaning
  readonly variable: Variable
  /** The same variable with other values, in other places of the file. */
  readonly others: readonly Variable[]
  /** Whose word counts first when two set the same: 0 flat field, 1 classic variable, 2 others. */
  readonly rank: number
}

export interface Group {
  readonly scope: Scope
  readonly members: readonly Member[]
}

/** One member with one of its values: what the readers of the topics get. */
export interface Reading {
  readonly variable: Variable
  readonly meaning: Meaning
  readonly group: Group
}

export type Reader = (reading: Reading) => Outcome

/** The first member with a value that sets one of the knobs. */
export function find(group: Group, topic: Topic, ...knobs: readonly string[]): Member | undefined {
  return group.members.find(
    ({ meaning: { row }, variable }) =>
      row.topic === topic && knobs.includes(row.knob) && variable.value !== '',
  )
}

export function at({ group }: Reading, path: string, value: LeafValue): Target {
  return { scope: group.scope, path, value }
}

/** A value that is none: nothing is taken from it, and the user hears of it. */
export function invalid({ variable }: Reading, expected: string, meant?: string): Outcome {
  return invalidAt(variable, variable.span, expected, meant)
}

function invalidAt(
  { name, value }: Variable,
  span: Span,
  expected: string,
  meant?: string,
): Outcome {
  const text = `the value is not ${expected}, so nothing is taken from it`
  return ignored(reason('invalid-value', text, 0.05), {
    ruleId: 'env/invalid-value',
    severity: 'warning',
    message: `${name} is ${JSON.stringify(value.slice(0, 60))}, which is not ${expected}.`,
    help: meant ? `Did you mean ${meant}?` : `Set it to ${expected}, or delete it.`,
    span,
    data: { variable: name, value: value.slice(0, 200), expected },
  })
}

/** A whole number, `3` or `3.0`; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const number = plainNumber(text)
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined
}

/** Calls `use` with a whole number of the range, else says what was expected. */
export function count(
  reading: Reading,
  [min, max]: readonly [number, number],
  use: (value: number) => Outcome,
): Outcome {
  const number = wholeNumber(reading.variable.value)
  if (number === undefined || number < min || number > max) {
    return invalid(reading, `a whole number from ${min} to ${max}`)
  }
  return use(number)
}

const YES = ['true', '1', 'yes', 'on']
const NO = ['false', '0', 'no', 'off']

/** Reference-facts: true, 1, yes, on in any case; their opposites; undefined for other words. */
export function switchValue(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return YES.includes(word) ? true : NO.includes(word) ? false : undefined
}

/** Calls `use` with milliseconds; asks for the unit where the size leaves it open. */
export function duration(reading: Reading, use: (ms: number) => Outcome): Outcome {
  const { variable, meaning } = reading
  const read = readDuration(variable.value, meaning.row.magnitude ?? 'open', meaning.unit)
  if (read === undefined) return invalid(reading, 'a duration')
  if (read.kind !== 'ambiguous') {
    const outcome = use(read.ms)
    const isStated = read.kind === 'stated'
    return isStated ? outcome : withReasons(outcome, unitAssumed(variable, read.unit))
  }
  const choices = read.readings.map(({ ms, unit }) => ({
    value: unit.name,
    label: `${variable.value} ${unit.name}`,
    outcome: use(ms),
  }))
  return choose(`In which unit is ${variable.name}=${variable.value}?`, choices, undefined)
}

function unitAssumed({ value }: Variable, unit: Unit): Reason {
  const text = `the variable names no unit; ${value} was read as ${unit.name}, by its size`
  return reason('unit-assumed', text, 0.05)
}
