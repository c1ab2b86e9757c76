/**
 * Foreign duration grammars, one parser each; none guesses. All give milliseconds, or undefined
 * when the text is not of the grammar. Ranges are the readers' business.
 */
import { UNIT_MS as POLICY_UNIT_MS } from '../policy/duration.js'

/** Go writes microseconds with a µ, too. */
const UNIT_MS: Readonly<Record<string, number>> = { ...POLICY_UNIT_MS, µs: 1e-3 }

function times(digits: string, unitMs: number): number {
  return Number((Number(digits) * unitMs).toPrecision(15))
}

/** A number and nothing else: `30`, `1.5`, `-1`, `1_000` is none. */
export function plainNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined
}

/** ISO 8601 as java.time.Duration reads it: `PT10S`, `P1DT2H`, `PT0.5S`; no years or months. */
export function isoDuration(text: string): number | undefined {
  const parts = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text)
  if (!parts || parts.slice(1).every((part) => part === undefined)) return undefined
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = parts
  return (
    times(days, UNIT_MS.d!) +
    times(hours, UNIT_MS.h!) +
    times(minutes, UNIT_MS.m!) +
    times(seconds, UNIT_MS.s!)
  )
}

/** Go's time.ParseDuration: `1h30m`, `300ms`, `1.5s`; no days, no bare number but 0. */
export function goDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  let total = 0
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    total += times(digits!, UNIT_MS[unit!]!)
  }
  return total
}

/**
 * Spring's DurationStyle: a number with ns, us, ms, s, m, h or d (any case; milliseconds without),
 * or ISO 8601. Fractions are taken too, since resilience4j's own converter does.
 */
export function springDuration(text: string): number | undefined {
  const simple = /^([+-]?\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|h|d)?$/i.exec(text)
  if (!simple) return isoDuration(text)
  return times(simple[1]!, UNIT_MS[(simple[2] ?? 'ms').toLowerCase()]!)
}
