/** Whether the system came back, in one sentence over all seeds, and how long things took. */
import type { Rehearsal, RunDigest } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import { isBack, slowText, type Verdict, verdictText } from '../../rehearse/verdict.js'
import { figureText, rangeText } from './figures.js'
import { columnsOf, type Style, wrapList } from './look.js'

type Kind = Verdict['kind']

/**
 * `recovered in 18 of 20 seeds, after 6.2 s (5.0–8.1 s)`, and a part for each other end that there
 * was; one seed speaks for itself.
 */
function verdictParts(runs: readonly RunDigest[], style: Style): string[] {
  const [only] = runs
  if (runs.length === 1) return [verdictText(only!.verdict)]
  const kinds: Kind[] = ['undisturbed', 'unnoticed', 'recovered', 'relapsed', 'not-recovered']
  return kinds.flatMap((kind) => {
    const those = runs.filter(({ verdict }) => verdict.kind === kind)
    return those.length === 0 ? [] : [partText(kind, those, runs.length, style)]
  })
}

/** The same in one line, for a cell. */
export function verdictOver(runs: readonly RunDigest[], style: Style): string {
  return verdictParts(runs, style).join('; ')
}

/** In lines of at most `columns`, painted: green when all seeds came back, red when none did. */
export function verdictLines(runs: readonly RunDigest[], columns: number, style: Style): string[] {
  const paint = verdictPaint(runs, style)
  return verdictParts(runs, style)
    .flatMap((part) => wrapList(part.split(', '), columns).split('\n'))
    .map((line) => paint(line))
}

/** Columns that it takes unbroken. */
export function verdictWidth(runs: readonly RunDigest[], style: Style): number {
  return Math.max(...verdictParts(runs, style).map(columnsOf))
}

function partText(kind: Kind, those: readonly RunDigest[], of: number, style: Style): string {
  const seeds = `in ${those.length} of ${of} seeds`
  const afterMs = those.map(({ verdict }) => ('afterMs' in verdict ? verdict.afterMs : null))
  const growth = those.map(({ verdict }) => ('backlogPerS' in verdict ? verdict.backlogPerS : null))
  const slow = spreadOf(those.map(({ verdict }) => ('slowMs' in verdict ? verdict.slowMs : null)))
  const late = slow === null ? '' : `${slowText({ slowMs: slow.mean })} in ${slow.count}`
  switch (kind) {
    case 'undisturbed':
      return `${verdictText({ kind })} ${seeds}`
    case 'unnoticed':
      return `${late === '' ? verdictText({ kind }) : 'answered throughout'} ${seeds}${late}`
    case 'recovered':
      return afterMs.every((ms) => ms === 0)
        ? `recovered at once ${seeds}${late}`
        : `recovered ${seeds}, after ${timeOver(afterMs, style)}${late}`
    case 'relapsed':
      return `good again but not to the end ${seeds}, after ${timeOver(afterMs, style)}`
    case 'not-recovered': {
      const backlogPerS = spreadOf(growth)?.mean ?? 0
      return verdictText({ kind, backlogPerS }).replace(',', ` ${seeds},`)
    }
  }
}

/** Mean and range of those that came: `6.2 s (5.0–8.1 s, never in 2)`; null when none did. */
function timeOver(ms: readonly (number | null)[], style: Style, more = ''): string | null {
  const spread = spreadOf(ms)
  if (spread === null) return null
  const mean = timeText(spread.mean)
  const isOne = spread.count === 1 || spread.min === spread.max
  const range = isOne ? '' : rangeText(spread.p5, spread.p95, 'ms', style)
  const behind = [range, more].filter((part) => part !== '').join(', ')
  return behind === '' ? mean : `${mean} (${behind})`
}

/** `0 s`, and not 0 ms: of what was there at once. */
export function timeText(ms: number): string {
  return ms === 0 ? '0 s' : figureText(ms, 'ms')
}

function verdictPaint(runs: readonly RunDigest[], { paint }: Style) {
  const back = runs.filter(({ verdict }) => isBack(verdict)).length
  if (back === runs.length) return paint.green
  return back === 0 ? paint.red : paint.yellow
}

/** Times by name; those after the end of the fault apart. */
const FROM_BEGIN = ['detect', 'open'] as const
const FROM_END = ['close', 'recover', 'steady'] as const

/** `from fault: detect 1.0 s, open 440 ms; from its end: close 6.8 s …`; none without a fault. */
export function timesLines({ first, runs }: Rehearsal, style: Style): string[] {
  if (first.disturbance === null) return []
  const isUnnoticed = runs.every(({ verdict }) => verdict.kind === 'unnoticed')
  if (isUnnoticed) return []
  const items = (names: readonly string[]) => names.flatMap((name) => timeItem(name, runs, style))
  const parts = [since('from fault', items(FROM_BEGIN)), since('from its end', items(FROM_END))]
  const line = parts.map((part) => part.join(', ')).join('; ')
  if (columnsOf(line) <= style.width) return [line]
  return parts.flatMap((part) => wrapList(part, style.width, '  ').split('\n'))
}

function since(when: string, [first, ...others]: readonly string[]): string[] {
  return first === undefined ? [] : [`${when}: ${first}`, ...others]
}

function timeItem(name: string, runs: readonly RunDigest[], style: Style): string[] {
  const times = runs.map(({ figures }) => figures[`time-to-${name}`] ?? null)
  const missing = times.filter((ms) => ms === null).length
  const never = missing === 0 ? '' : `never in ${missing}`
  const text = timeOver(times, style, never)
  const isBreaker = name === 'open' || name === 'close'
  if (text === null) return isBreaker ? [] : [`${name} never`]
  return [`${name} ${text}`]
}
