/** The flags of `resil simulate`, and their meaning where it is more than a word. */
import { type Expectation, parseExpectation } from '../../rehearse/expectation.js'
import type { GlobalOptions } from '../terminal.js'
import { UsageError } from '../usage-error.js'

export const REPORT_FORMS = ['text', 'json', 'html', 'svg'] as const
export type ReportForm = (typeof REPORT_FORMS)[number]

/** The flags as commander gives them. */
export interface SimulateFlags extends GlobalOptions {
  readonly list?: boolean
  readonly config?: string
  readonly env?: string
  readonly operation?: string
  readonly preset?: string
  readonly rps?: string
  readonly seed?: string
  readonly seeds?: string
  readonly expect?: readonly string[]
  readonly compare?: string
  readonly suggest?: boolean
  readonly report?: ReportForm
  readonly output?: string
  readonly json?: boolean
  readonly replay?: string
}

/** What the flags say about each rehearsal; undefined: what a file says, else the default. */
export interface Wishes {
  readonly operation: string | undefined
  readonly rate: number | undefined
  readonly seed: number | string | undefined
  readonly seeds: number | undefined
  readonly expectations: readonly Expectation[]
}

export function wishesOf(flags: SimulateFlags): Wishes {
  return {
    operation: flags.operation,
    rate: flags.rps === undefined ? undefined : positive('--rps', flags.rps, 1e6),
    seed: flags.seed === undefined ? undefined : seedIn(flags.seed),
    seeds: flags.seeds === undefined ? undefined : whole('--seeds', flags.seeds, 10_000),
    expectations: (flags.expect ?? []).map((text) => {
      const expectation = parseExpectation(text)
      if (typeof expectation !== 'string') return expectation
      throw new UsageError(`--expect ${text}: ${expectation}`, 'resil simulate --list metrics')
    }),
  }
}

/** Digits are a number, as the default seed is one; anything else is a text. */
export function seedIn(text: string): number | string {
  if (text === '' || text.length > 90) {
    throw new UsageError('--seed is a number, or a text of 1 to 90 characters.')
  }
  const number = Number(text)
  return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : text
}

function positive(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (/^[\d.]+(e\+?\d+)?$/i.test(text) && value > 0 && value <= most) return value
  throw new UsageError(`${flag} ${text} is no number above 0 and up to ${most}.`)
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value
  throw new UsageError(`${flag} ${text} is no whole number from 1 to ${most}.`)
}

/** Pairs of flags of which one would be ignored. */
const EXCLUSIVE: readonly (readonly [keyof SimulateFlags, keyof SimulateFlags])[] = [
  ['json', 'report'],
  ['suggest', 'compare'],
  ...(['list', 'replay'] as const).flatMap((alone) =>
    (['config', 'env', 'operation', 'preset', 'rps', 'seed', 'seeds', 'expect'] as const).map(
      (other) => [alone, other] as const,
    ),
  ),
  ...(['compare', 'suggest', 'replay', 'report', 'output'] as const).map(
    (other) => ['list', other] as const,
  ),
  ['replay', 'compare'],
  ['replay', 'suggest'],
]

/** Refuses flags that contradict each other; one that would be ignored is a slip. */
export function checkFlags(scenarios: readonly string[], flags: SimulateFlags): void {
  for (const [a, b] of EXCLUSIVE) {
    if (flags[a] === undefined || flags[b] === undefined) continue
    throw new UsageError(`--${a} and --${b} exclude each other.`, 'Drop one.')
  }
  if (flags.replay !== undefined && scenarios.length > 0) {
    throw new UsageError('--replay runs what the report says, not a scenario.', 'Drop one.')
  }
  const { form, file } = reportOf(flags)
  if (file === undefined && isDrawn(form) && process.stdout.isTTY) {
    throw new UsageError(`A report in ${form} is for a file.`, `Add -o report.${form}`)
  }
}

/** The wished report, and the file that it goes to; undefined: to standard output. */
export function reportOf({ report, json, output }: SimulateFlags): {
  readonly form: ReportForm
  readonly file: string | undefined
} {
  if (json) return { form: 'json', file: output }
  if (report !== undefined) return { form: report, file: output }
  if (output === undefined) return { form: 'text', file: undefined }
  const ending = /\.([a-z]+)$/i.exec(output)?.[1]?.toLowerCase()
  const form = ending === 'txt' ? 'text' : REPORT_FORMS.find((one) => one === ending)
  if (form) return { form, file: output }
  throw new UsageError(
    `The name ${output} does not say which report it is.`,
    `Add --report ${REPORT_FORMS.join('|')}, or name it report.html.`,
  )
}

function isDrawn(form: ReportForm): boolean {
  return form === 'html' || form === 'svg'
}
