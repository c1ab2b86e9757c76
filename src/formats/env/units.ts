/**
 * Durations of variables: the unit in the value (`30s`), in the name (`_MS`), or neither.
 *
 * A number without any unit is read by its size, and only where the size is decisive: up to
 * `secondsUpTo` it must be seconds, from `msFrom` on it must be milliseconds, and between the two
 * both are likely, so the user is asked. A changer must keep both limits far from real values of
 * the other unit; the comment of each line says what was weighed.
 */
import { MAX_DURATION_MS } from '../../policy/duration.js'
import { goDuration, isoDuration, plainNumber } from '../durations.js'

export interface Unit {
  readonly name: string
  readonly ms: number
}

export const MILLISECONDS: Unit = { name: 'milliseconds', ms: 1 }
export const SECONDS: Unit = { name: 'seconds', ms: 1000 }
export const MINUTES: Unit = { name: 'minutes', ms: 60_000 }
const HOURS: Unit = { name: 'hours', ms: 3_600_000 }

/** Last words of a name that are a unit. */
export const NAME_UNITS: Readonly<Record<string, Unit>> = {
  MS: MILLISECONDS,
  MSEC: MILLISECONDS,
  MSECS: MILLISECONDS,
  MILLIS: MILLISECONDS,
  MILLISECONDS: MILLISECONDS,
  S: SECONDS,
  SEC: SECONDS,
  SECS: SECONDS,
  SECOND: SECONDS,
  SECONDS: SECONDS,
  MINUTES: MINUTES,
  MINS: MINUTES,
  HOURS: HOURS,
}

const VALUE_UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|msec|millis|milliseconds?)$/i, 1],
  [/^(s|secs?|seconds?)$/i, 1000],
  [/^(m|mins?|minutes?)$/i, 60_000],
  [/^(h|hrs?|hours?)$/i, 3_600_000],
  [/^(d|days?)$/i, 86_400_000],
]

interface Limits {
  readonly secondsUpTo: number
  readonly msFrom: number
}

/** Sizes that tell the unit. */
export const MAGNITUDES = {
  /** A first wait of 30 ms is rare, one of 100 s is rarer. */
  wait: { secondsUpTo: 30, msFrom: 100 },
  /** Caps of one wait: 5 to 300 s, or 1000 ms and more. */
  cap: { secondsUpTo: 300, msFrom: 1000 },
  /** All attempts together: at most 10 min in seconds, at least 5000 ms. */
  elapsed: { secondsUpTo: 600, msFrom: 5000 },
  /** Jitter: at most 10 s, at least 50 ms. */
  jitter: { secondsUpTo: 10, msFrom: 50 },
  /** Open durations, windows: at most 5 min in seconds (the flat form's cap), or 5000 ms on. */
  open: { secondsUpTo: 300, msFrom: 5000 },
  /** Calls: 2 min in seconds is a long one, 1000 s is none. */
  timeout: { secondsUpTo: 120, msFrom: 1000 },
  /** Rate windows of up to an hour; small numbers are minutes as often as seconds. */
  ratePeriod: { secondsUpTo: 3600, msFrom: 5000 },
  /** The classic variables are in seconds; only what cannot be is questioned. */
  classicWait: { secondsUpTo: 600, msFrom: 1000 },
  classicOpen: { secondsUpTo: 3600, msFrom: 5000 },
  classicElapsed: { secondsUpTo: 3600, msFrom: 5000 },
} as const satisfies Readonly<Record<string, Limits>>

export type Magnitude = keyof typeof MAGNITUDES

/** How a text was read: sure of its unit, by its size, or in several ways. */
export type Duration = Certain | Ambiguous

interface Certain {
  readonly kind: 'stated' | 'assumed'
  readonly ms: number
  readonly unit: Unit
}

interface Ambiguous {
  readonly kind: 'ambiguous'
  readonly readings: readonly { readonly ms: number; readonly unit: Unit }[]
}

/** Undefined when the text is no duration of 0 to 3650 days. */
export function readDuration(
  text: string,
  magnitude: Magnitude,
  nameUnit: Unit | undefined,
): Duration | undefined {
  const number = plainNumber(text)
  if (number === undefined) {
    const ms = withUnit(text)
    return ms === undefined ? undefined : legal({ kind: 'stated', ms, unit: MILLISECONDS })
  }
  if (number < 0) return undefined
  if (nameUnit !== undefined) return stated(number, nameUnit)
  if (number === 0) return legal({ kind: 'stated', ms: 0, unit: SECONDS })
  const { secondsUpTo, msFrom } = MAGNITUDES[magnitude]
  if (magnitude === 'ratePeriod' && number <= 30) return ambiguous(number, SECONDS, MINUTES)
  const classic = magnitude.startsWith('classic')
  if (number <= secondsUpTo) return classic ? stated(number, SECONDS) : assumed(number, SECONDS)
  if (number >= msFrom) return assumed(number, MILLISECONDS)
  return ambiguous(number, SECONDS, MILLISECONDS)
}

function stated(number: number, unit: Unit): Duration | undefined {
  return legal({ kind: 'stated', ms: scaled(number, unit.ms), unit })
}

function assumed(number: number, unit: Unit): Duration | undefined {
  return legal({ kind: 'assumed', ms: scaled(number, unit.ms), unit })
}

function ambiguous(number: number, ...units: readonly Unit[]): Duration {
  return {
    kind: 'ambiguous',
    readings: units.map((unit) => ({ ms: scaled(number, unit.ms), unit })),
  }
}

function legal(duration: Certain): Duration | undefined {
  return duration.ms >= 0 && duration.ms <= MAX_DURATION_MS ? duration : undefined
}

/** Milliseconds of a text that carries its own unit: `30s`, `30 sec`, `1m30s`, `PT30S`. */
function withUnit(text: string): number | undefined {
  const simple = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text)
  const unit = simple && VALUE_UNITS.find(([name]) => name.test(simple[2]!))
  if (simple && unit) return scaled(Number(simple[1]), unit[1])
  const ms = goDuration(text) ?? isoDuration(text)
  return ms === undefined ? undefined : scaled(ms, 1)
}

/** Whole nanoseconds, which is as fine as a policy goes. */
function scaled(number: number, unitMs: number): number {
  return Number((number * unitMs).toFixed(6))
}
