/**
 * How the waits of one group grow, worked out once from all its variables, and ladders of waits
 * that are written out one by one (`RETRY_BACKOFF_1_MS`, `RETRY_DELAYS=100,200,400`).
 */
import type { LeafValue } from '../../policy/leaves.js'
import { plainNumber } from '../durations.js'
import type { Reason, Target } from '../format.js'
import { at, find, type Group, invalid, type Member, type Reading, switchValue } from './group.js'
import {
  approximate,
  choose,
  exact,
  ignored,
  type Outcome,
  reason,
  withReasons,
} from './outcome.js'
import { readDuration, type Unit } from './units.js'

const KIND = 'retry.backoff.kind'
const JITTER = 'retry.jitter.kind'

type Leaves = readonly (readonly [path: string, value: LeafValue])[]

/** What the words for a growth mean, in lower case. */
export const KIND_WORDS: ReadonlyMap<string, Leaves> = new Map<string, Leaves>([
  ...['exponential', 'expo', 'exp', 'exponential_backoff'].map(
    (word) => [word, [[KIND, 'exponential']]] as const,
  ),
  ...['fixed', 'constant', 'static', 'flat'].map((word) => [word, [[KIND, 'fixed']]] as const),
  ['linear', [[KIND, 'linear']]],
  ['fibonacci', [[KIND, 'fibonacci']]],
  [
    'none',
    [
      [KIND, 'fixed'],
      ['retry.backoff.initial', 0],
    ],
  ],
  ...['exponential_jitter', 'exponential-jitter', 'exponential-with-jitter', 'full-jitter'].map(
    (word) =>
      [
        word,
        [
          [KIND, 'exponential'],
          [JITTER, 'full'],
        ],
      ] as const,
  ),
  [
    'decorrelated',
    [
      [KIND, 'exponential'],
      [JITTER, 'decorrelated'],
    ],
  ],
  [
    'decorrelated-jitter',
    [
      [KIND, 'exponential'],
      [JITTER, 'decorrelated'],
    ],
  ],
])

export interface Growth {
  readonly kind: string
  /** The member that says so; undefined when it was only concluded. */
  readonly statedBy?: Member
  readonly why: Reason
}

const EQUAL_WAITS = reason(
  'equal-waits-assumed',
  'no variable says how the waits grow; they were taken as equally long',
  0.05,
)
const GROWING_WAITS = reason(
  'growth-assumed',
  'no variable says how the waits grow; they were taken as doubling, as the name suggests',
  0.05,
)

/** The kind of backoff that the group's variables lead to. */
export function growthOf(group: Group): Growth {
  const word = group.members.find(
    ({ meaning: { row }, variable }) =>
      row.topic === 'retry' &&
      ['kind', 'backoff'].includes(row.knob) &&
      KIND_WORDS.has(variable.value.toLowerCase()),
  )
  const why = GROWING_WAITS
  if (word) {
    const leaves = KIND_WORDS.get(word.variable.value.toLowerCase())!
    return { kind: String(leaves[0]![1]), statedBy: word, why }
  }
  const flag = group.members.find(
    ({ meaning: { row }, variable }) =>
      (row.knob === 'exponential' || (row.knob === 'backoff' && !/^\d/.test(variable.value))) &&
      switchValue(variable.value) !== undefined,
  )
  if (flag) {
    const kind = switchValue(flag.variable.value) ? 'exponential' : 'fixed'
    return { kind, statedBy: flag, why }
  }
  const factor =
    find(group, 'retry', 'multiplier', 'expMultiplier') ??
    members(group, 'factor', 'backoff').find((member) => isFactor(group, member))
  if (factor) return { kind: 'exponential', statedBy: factor, why }
  if (ladderOf(group) !== undefined) return { kind: 'exponential', why }
  const grows = find(group, 'retry', 'initialGrowing', 'backoff', 'max', 'min', 'expMin', 'expMax')
  return grows ? { kind: 'exponential', why } : { kind: plainKind(group), why: EQUAL_WAITS }
}

/** A group that names a first wait and nothing else waits equally long each time. */
function plainKind(group: Group): string {
  return find(group, 'retry', 'initial') === undefined ? 'exponential' : 'fixed'
}

/** RETRY_BACKOFF or BACKOFF_FACTOR beside a first wait, of a size that a factor has. */
function isFactor(group: Group, { meaning, variable }: Member): boolean {
  const number = plainNumber(variable.value)
  const waits = ['initial', 'initialGrowing']
  const others = meaning.row.knob === 'factor' ? [...waits, 'backoff'] : waits
  const most = meaning.row.knob === 'factor' ? 100 : 10
  if (number === undefined || number < 1 || number > most || meaning.unit) return false
  return find(group, 'retry', ...others) !== undefined
}

function members(group: Group, ...knobs: readonly string[]): readonly Member[] {
  return group.members.filter(
    ({ meaning: { row } }) => row.topic === 'retry' && knobs.includes(row.knob),
  )
}

/** The steps of a ladder in their order, when they are complete from the first on. */
export function ladderOf(group: Group): readonly Member[] | undefined {
  const steps = members(group, 'ladder')
    .filter(({ variable }) => variable.value !== '')
    .sort((a, b) => a.meaning.step! - b.meaning.step!)
  const first = steps[0]?.meaning.step
  const complete = steps.length > 1 && steps.every(({ meaning }, i) => meaning.step === first! + i)
  return complete && first! <= 1 ? steps : undefined
}

/** Books one step of a ladder, or a list of waits in one value. */
export function readLadder(reading: Reading): Outcome {
  if (reading.meaning.step === undefined) return list(reading)
  const steps = ladderOf(reading.group)
  const index = steps?.findIndex(({ variable }) => variable.key === reading.variable.key) ?? -1
  if (steps === undefined || index === -1) {
    const text = 'A single step, or one of a ladder with gaps, says too little about the waits.'
    return ignored(reason('incomplete-ladder', text, 0.05))
  }
  const texts = steps.map(({ variable }, i) => (i === index ? reading.variable : variable).value)
  const units = steps.map(({ meaning }) => meaning.unit)
  return perUnit(reading, texts, units, (fit, waits) => {
    const targets =
      index === 0
        ? fit.leaves.slice(0, 2)
        : index === waits.length - 1
          ? fit.leaves.slice(2)
          : fit.leaves.slice(2, 3).filter(([path]) => path !== 'retry.backoff.max')
    return booked(reading, targets, fit, waits, [index])
  })
}

function list(reading: Reading): Outcome {
  const texts = reading.variable.value
    .replace(/^\[|\]$/g, '')
    .split(/[\s,;]+/)
    .filter(Boolean)
  if (texts.length === 0) return invalid(reading, 'a list of waits')
  const { unit } = reading.meaning
  const units = texts.map(() => unit)
  const all = texts.map((_, index) => index)
  return perUnit(reading, texts, units, (fit, waits) =>
    booked(reading, fit.leaves, fit, waits, all),
  )
}

/** Reads all waits in one unit; the largest decides, or the user. */
function perUnit(
  reading: Reading,
  texts: readonly string[],
  units: readonly (Unit | undefined)[],
  use: (fit: Fit, waits: readonly number[]) => Outcome,
): Outcome {
  const longest = texts.reduce((a, b) => (Number(b) > Number(a) ? b : a))
  const overall = readDuration(longest, 'wait', units[texts.indexOf(longest)])
  if (overall === undefined) return invalid(reading, 'a wait')
  const asked = overall.kind === 'ambiguous' ? overall.readings.map(({ unit }) => unit) : []
  const inUnit = (unit: Unit | undefined): Outcome => {
    const waits = texts.map((text, i) => {
      const own = plainNumber(text) === undefined ? undefined : (units[i] ?? unit)
      const read = readDuration(text, 'wait', own)
      return read === undefined || read.kind === 'ambiguous' ? Number.NaN : read.ms
    })
    return waits.some(Number.isNaN) ? invalid(reading, 'a wait') : use(fitOf(waits), waits)
  }
  if (overall.kind === 'stated') return inUnit(undefined)
  if (overall.kind === 'assumed') {
    const text = `the waits name no unit; they were read as ${overall.unit.name}, by their size`
    return withReasons(inUnit(overall.unit), reason('unit-assumed', text, 0.05))
  }
  const choices = asked.map((unit) => ({
    value: unit.name,
    label: `${longest} ${unit.name}`,
    outcome: inUnit(unit),
  }))
  return choose(`In which unit is ${reading.variable.name}?`, choices, undefined)
}

interface Fit {
  /** kind and first wait, then what follows from the later steps. */
  readonly leaves: Leaves
  /** The wait that the policy makes before retry k = index + 1. */
  wait(index: number): number
}

/** The nearest backoff to a row of waits: equal, linear, or exponential through both ends. */
function fitOf(waits: readonly number[]): Fit {
  const [first = 0] = waits
  const last = waits.at(-1) ?? first
  const initial = ['retry.backoff.initial', first] as const
  if (waits.every((wait) => wait === first)) {
    return { leaves: [[KIND, 'fixed'], initial], wait: () => first }
  }
  const cap = ['retry.backoff.max', last] as const
  if (waits.every((wait, i) => wait === first * (i + 1))) {
    return {
      leaves: [[KIND, 'linear'], initial, cap],
      wait: (i) => Math.min(first * (i + 1), last),
    }
  }
  const ratio = first > 0 ? (last / first) ** (1 / (waits.length - 1)) : 2
  const multiplier = Math.min(100, Math.max(1, Number(ratio.toFixed(3))))
  return {
    leaves: [[KIND, 'exponential'], initial, ['retry.backoff.multiplier', multiplier], cap],
    wait: (i) => Math.min(first * multiplier ** i, Math.max(first, last)),
  }
}

/** Exact when the policy waits the same at these steps, else with what it waits instead. */
function booked(
  reading: Reading,
  leaves: Leaves,
  fit: Fit,
  waits: readonly number[],
  steps: readonly number[],
): Outcome {
  const targets: Target[] = leaves.map(([path, value]) => at(reading, path, value))
  const differing = steps.filter((index) => Math.abs(fit.wait(index) - waits[index]!) > 0.5)
  if (differing.length === 0) return exact(targets, LADDER)
  const made = differing.map((index) => `${Number(fit.wait(index).toFixed(1))} ms`).join(', ')
  const text = `A policy has no list of waits; the nearest growth waits ${made} here.`
  return approximate(targets, reason('ladder-fitted', text, 0.05))
}

const LADDER = reason('ladder', 'the waits that are written out one by one follow this growth')
