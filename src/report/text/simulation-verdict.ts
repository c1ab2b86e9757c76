/** Whether the system came back, in one sentence over all seeds, and how long things took. */
import type { Rehearsal, RunDigest } from '../../rehearse/rehearsal.js'
import { type Spread, spreadOf } from '../../rehearse/spread.js'
import { toneOf, verdictParts } from '../../rehearse/verdicts.js'
import { figureText, rangeText } from './figures.js'
import { columnsOf, type Style, wrapList } from './look.js'

/** In words, over all seeds. */
function parts(runs: readonly RunDigest[], style: Style): string[] {
  return verdictParts(
    runs.map(({ verdict }) => verdict),
    (spread) => spreadOver(spread, style),
  )
}

/** In one line, for a cell. */
export function verdictOver(runs: readonly RunDigest[], style: Style): string {
  return parts(runs, style).join('; ')
}

/** In lines of at most `columns`, painted by how good it is. */
export function verdictLines(runs: readonly RunDigest[], columns: number, style: Style): string[] {
  const paint = verdictPaint(runs, style)
  return parts(runs, style)
    .flatMap((part) => wrapList(part.split(', '), columns).split('\n'))
    .map((line) => paint(line))
}

/** Columns that it takes unbroken. */
export function verdictWidth(runs: readonly RunDigest[], style: Style): number {
  return Math.max(...parts(runs, style).map(columnsOf))
}

/** Mean and range of those that came: `6.2 s (5.0–8.1 s, never in 2)`; null when none did. */
function timeOver(ms: readonly (number | null)[], style: Style, more = ''): string | null {
  const spread = spreadOf(ms)
  return spread === null ? null : spreadOver(spread, style, more)
}

function spreadOver(spread: Spread, style: Style, more = ''): string {
  const mean = timeText(spread.mean)
  const isOne = spread.count === 1 || spread.min === spread.max
  const ends = isOne ? '' : rangeText(spread.p5, spread.p95, 'ms', style)
  const range = ends === mean ? '' : ends
  const behind = [range, more].filter((part) => part !== '').join(', ')
  return behind === '' ? mean : `${mean} (${behind})`
}

/** `0 s`, and not 0 ms: of what was there at once. */
export function timeText(ms: number): string {
  return ms === 0 ? '0 s' : figureText(ms, 'ms')
}

function verdictPaint(runs: readonly RunDigest[], { paint }: Style) {
  const paints = { good: paint.green, fair: paint.yellow, bad: paint.red }
  return paints[toneOf(runs.map(({ verdict }) => verdict))]
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
  const sides = [since('from fault', items(FROM_BEGIN)), since('from its end', items(FROM_END))]
  const line = sides.map((side) => side.join(', ')).join('; ')
  if (columnsOf(line) <= style.width) return [line]
  return sides.flatMap((side) => wrapList(side, style.width, '  ').split('\n'))
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
