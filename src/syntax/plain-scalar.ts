/**
 * What an unquoted YAML scalar means: the core schema of 1.2, and the types of 1.1 as SnakeYAML
 * (so Spring) resolves them. The two tables are all that is known about YAML types; dates stay text
 * in both. Every pattern is linear, because the scalar's length is not bounded.
 */
import type { ScalarValue } from './node.js'

type Reading = (text: string) => ScalarValue | undefined

const isNull: Reading = (text) => (/^(?:~|null|Null|NULL)?$/.test(text) ? null : undefined)

const float = (pattern: RegExp): Reading => {
  return (text) => {
    if (pattern.test(text)) return Number(text.replaceAll('_', ''))
    if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) {
      return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    }
    return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : undefined
  }
}

const radix = (pattern: RegExp, base: number): Reading => {
  return (text) => {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const value = Number.parseInt(match[2]!.replaceAll('_', ''), base)
    return match[1] === '-' ? -value : value
  }
}

const words = (yes: RegExp, no: RegExp): Reading => {
  return (text) => (yes.test(text) ? true : no.test(text) ? false : undefined)
}

/** `1:30` is ninety: base 60, written with colons. */
const sexagesimal: Reading = (text) => {
  const match = /^([-+]?)([0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)$/.exec(text)
  if (match === null) return undefined
  const parts = match[2]!.replaceAll('_', '').split(':')
  const value = parts.reduce((sum, part) => sum * 60 + Number(part), 0)
  return match[1] === '-' ? -value : value
}

const CORE_1_2: readonly Reading[] = [
  isNull,
  words(/^(?:true|True|TRUE)$/, /^(?:false|False|FALSE)$/),
  radix(/^()0o([0-7]+)$/, 8),
  radix(/^()0x([0-9a-fA-F]+)$/, 16),
  float(/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/),
]

const SNAKE_1_1: readonly Reading[] = [
  isNull,
  words(
    /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
    /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  ),
  radix(/^([-+]?)0b_*([01][01_]*)$/, 2),
  radix(/^([-+]?)0x_*([0-9a-fA-F][0-9a-fA-F_]*)$/, 16),
  radix(/^([-+]?)0_*([0-7][0-7_]*)$/, 8),
  float(/^[-+]?(?:0|[1-9][0-9_]*)$/),
  float(/^[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)$/),
  float(/^\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?$/),
  sexagesimal,
]

/** What any typed scalar of either version begins with: saves most texts the tables. */
const MAY_BE_TYPED = /^(?:$|[-+.~0-9nNtTfFyYoO])/
/** The whole numbers that both versions read alike. */
const DECIMAL = /^(?:0|-?[1-9][0-9]*)$/

/** The value of an unquoted scalar; text that no type claims is a string. */
export function plainValue(text: string, version: '1.1' | '1.2'): ScalarValue {
  if (!MAY_BE_TYPED.test(text)) return text
  if (DECIMAL.test(text)) return Number(text)
  for (const reading of version === '1.1' ? SNAKE_1_1 : CORE_1_2) {
    const value = reading(text)
    if (value !== undefined) return value
  }
  return text
}
