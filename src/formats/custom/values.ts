/**
 * One value as it is written: placeholders, words for "none", numbers, switches, shares and
 * durations with a unit of their own. What a bare number means is bare-numbers.ts's business.
 */
import type { ScalarNode } from '../../syntax/node.js'
import { isoDuration, plainNumber } from '../durations.js'
import type { Unit } from './words.js'

export const UNIT_MS: Readonly<Record<Exclude<Unit, 'percent'>, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

const UNIT_OF: readonly (readonly [RegExp, Exclude<Unit, 'percent'>])[] = [
  [/^(ns|nanos(econds?)?)$/i, 'ns'],
  [/^(us|µs|micros(econds?)?)$/i, 'us'],
  [/^(ms|msecs?|millis(econds?)?|milliseconds?)$/i, 'ms'],
  [/^(s|secs?|seconds?)$/i, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hrs?|hours?)$/i, 'h'],
  [/^(d|days?)$/i, 'd'],
]

export interface Text {
  readonly text: string
  /** The variable that fills the value in at run time. */
  readonly variable?: string
  /** Set when nothing in the file says the value. */
  readonly isOpen?: boolean
}

/** `${NAME:default}` and `${NAME:-default}` give the default; other templates give nothing. */
export function resolvePlaceholder(text: string): Text {
  const whole = /^\$\{\s*([\w.-]+?)\s*(?::-?(.*))?\}$/s.exec(text.trim())
  if (whole) {
    const [, variable = '', fallback] = whole
    return fallback === undefined ? { text, variable, isOpen: true } : { text: fallback, variable }
  }
  const template = /^(?:\{\{.*\}\}|#\{.*\}#?|<%.*%>|%\(.*\)s|\$[A-Z_]\w*|os\.environ\/\w+)$/s.exec(
    text.trim(),
  )
  if (template) return { text, variable: text.trim(), isOpen: true }
  return { text: text.trim() }
}

export function isNone(node: ScalarNode, text: string): boolean {
  if (node.value === null && !/^\S/.test(text)) return true
  return /^(null|~|none|never|off|disabled|false)$/i.test(text)
}

/** Words that leave the value to the level above. */
export function isInherited(text: string): boolean {
  return /^(inherit(ed)?|default|auto|parent|global|same)$/i.test(text)
}

export function isUnlimited(text: string): boolean {
  return /^(unlimited|infinite|infinity|\.?inf|forever|always|max|-1)$/i.test(text)
}

/** Switches as people write them; numbers only 0 and 1. */
export function switchOf(text: string): boolean | undefined {
  if (/^(true|yes|on|1|enabled|y)$/i.test(text)) return true
  if (/^(false|no|off|0|disabled|n|none|never)$/i.test(text)) return false
  return undefined
}

export function numberOf(text: string): number | undefined {
  const plain = /^\d{1,3}(_\d{3})+$/.test(text) ? text.replaceAll('_', '') : text
  return plainNumber(plain)
}

/** `50%` as 0.5. */
export function percentOf(text: string): number | undefined {
  const digits = /^(.*\S)\s*%$/.exec(text)?.[1]
  const number = digits === undefined ? undefined : numberOf(digits)
  return number === undefined ? undefined : share(number)
}

/** Percent as a share of 1, without binary dust. */
export function share(percent: number): number {
  return Number((percent / 100).toPrecision(12))
}

/** Milliseconds, rounded to whole nanoseconds, which is what a policy can write. */
export function toMs(amount: number, unit: Exclude<Unit, 'percent'>): number {
  return Number(Number((amount * UNIT_MS[unit]).toPrecision(15)).toFixed(6))
}

const AMOUNTS = /^(\d+(\.\d+)?\s*[a-zµ]+[\s,]*(and\s+)?)+$/i

/** A duration that names its unit: `30s`, `1m30s`, `2 minutes`, `PT30S`, `00:00:30`. */
export function durationOf(text: string): number | undefined {
  if (/^P/i.test(text)) return isoDuration(text)
  const clock = /^(?:(\d+)\.)?(\d{1,2}):([0-5]\d):([0-5]\d(?:\.\d{1,7})?)$/.exec(text)
  if (clock) {
    const [, days = '0', hours, minutes, seconds] = clock
    const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60
    return toMs(whole + Number(seconds), 's')
  }
  if (text.length > 60 || !AMOUNTS.test(text)) return undefined
  let total = 0
  for (const [, digits, word] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµ]+)/gi)) {
    const unit = UNIT_OF.find(([pattern]) => pattern.test(word!))?.[1]
    if (!unit) return undefined
    total += toMs(Number(digits), unit)
  }
  return toMs(total, 'ms')
}
