/** Whether the system came back, in one sentence over all seeds, and how long things took. */
import type { Rehearsal, RunDigest } from '../../rehearse/rehearsal.js'
import { spreadOf } from '../../rehearse/spread.js'
import { isBack, type Verdict, verdictText } from '../../rehearse/verdict.js'
import { figureText, rangeText } from './figures.js'
import { columnsOf, type Style, wrapList } from './look.js'

type Kind = Verdict['kind']

/** `recovered in 18 of 20 seeds, after 6.2 s (5.0–8.1 s)`; one seed speaks for itself. */
export function verdictOver(runs: readonly RunDigest[], style: Style): string {
  const [only] = runs
  if (runs.length === 1) return verdictText(only!.verdict)
  const kinds: Kind[] = ['undisturbed', 'unnoticed', 'recovered', 'relapsed', 'not-recovered']
  const parts = kinds.flatMap((kind) => {
    const those = runs.filter(({ verdict }) => verdict.kind === kind)
    return those.length === 0 ? [] : [partText(kind, those, runs.length, style)]
  })
  return parts.join('; ')
}

function partText(kind: Kind, those: readonly RunDigest[], of: number, style: Style): string {
  const seeds = `in ${those.length} of ${of} seeds`
  const afterMs = those.map(({ verdict }) => ('afterMs' in verdict ? verdict.afterMs : null))
  const growth = those.map(({ verdict }) => ('backlogPerS' in verdict ? verdict.backlogPerS : null))
  switch (kind) {
    case 'undisturbed':
      return `nothing went wrong ${seeds}`
    case 'unnoticed':
      return `users saw nothing ${seeds}`
    case 'recovered':
      return afterMs.every((ms) => ms === 0)
        ? `recovered at once ${seeds}`
        : `recovered ${seeds}, after ${timeOver(afterMs, style)}`
    case 'relapsed':
      return `good again but not to the end ${seeds}, after ${timeOver(afterMs, style)}`
    case 'not-recovered': {
      const backlogPerS = spreadOf(growth)?.mean ?? 0
      return verdictText({ kind, backlogPerS }).replace(',', ` ${seeds},`)
    }
  }
}

/** Mean and range of those that came: `6.2 s (5.0–8.1 s)`; null when none did. */
function timeOver(ms: readonly (number | null)[], style: Style): string | null {
  const spread = spreadOf(ms)
  if (spread === null) return null
  const mean = timeText(spread.mean)
  if (spread.count === 1 || spread.min === spread.max) return mean
  return `${mean} (${rangeText(spread.p5, spread.p95, 'ms', style)})`
}

/** `0 s`, and not 0 ms: of what was there at once. */
export function timeText(ms: number): string {
  return ms === 0 ? '0 s' : figureText(ms, 'ms')
}

/** Green when all seeds came back, yellow when some did, red when none. */
export function verdictPaint(runs: readonly RunDigest[], { paint }: Style) {
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
  const parts = [
    `from fault: ${items(FROM_BEGIN).join(', ')}`,
    `from its end: ${items(FROM_END).join(', ')}`,
  ]
  const line = parts.join('; ')
  if (columnsOf(line) <= style.width) return [line]
  return parts.flatMap((part) => wrapList(part.split(', '), style.width, '  ').split('\n'))
}

function timeItem(name: string, runs: readonly RunDigest[], style: Style): string[] {
  const times = runs.map(({ figures }) => figures[`time-to-${name}`] ?? null)
  const missing = times.filter((ms) => ms === null).length
  const text = timeOver(times, style)
  const isBreaker = name === 'open' || name === 'close'
  if (text === null) return isBreaker ? [] : [`${name} never`]
  const never = missing === 0 ? '' : `, not in ${missing} seeds`
  return [`${name} ${text}${never}`]
}
