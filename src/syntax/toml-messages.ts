/** The TOML parser's faults in this project's words: a table from its wording to a plain one. */
import { ParseError } from 'toml-eslint-parser'
import type { Fault } from './findings.js'

const WORDINGS: readonly (readonly [RegExp, message: string, help: string])[] = [
  [/^Unterminated string/, 'A string is never closed.', 'Add the closing quote.'],
  [/^Unterminated table/, 'A table header is never closed.', 'Add the closing `]`.'],
  [/^Unterminated array/, 'An array is never closed.', 'Add the closing `]`.'],
  [/^Unterminated inline table/, 'An inline table is never closed.', 'Add the closing `}`.'],
  [/^Empty bare keys/, 'A key is missing here.', 'Write `key = value`.'],
  [/^Must be a newline/, 'Text follows a complete value.', 'Begin it on the next line.'],
  [/equal \(=\)/, 'A key stands here without `=` and value.', 'Write `key = value`.'],
  [/^Unspecified values/, 'A value is missing here.', 'Write the value.'],
  [/comma/i, 'The commas between the items are not right.', 'Put one comma between two items.'],
  [/same line/, 'A key and its value are on different lines.', 'Write both on one line.'],
  [/^No newlines/, 'An inline table runs over lines.', 'Write it on one line.'],
  [/^Underscores/, 'An underscore is not between digits.', 'Delete the underscore.'],
  [/three or more quotes/i, 'There are too many quotes.', 'Escape the quotes inside the string.'],
  [/invalid (?:date|time)/i, 'The date or time does not exist.', 'Write it like `2024-01-31`.'],
  [/^Leading zeros/, 'A number begins with a zero.', 'Delete the leading zeros.'],
  [/escape sequence|code point/i, 'An escape or a character is not allowed here.', 'Escape it.'],
  [/^Control characters/, 'A control character is not allowed here.', 'Delete or escape it.'],
  [/dot/i, 'The dots of a key are not right.', 'Put one dot between two names.'],
]

const GENERAL = ['The text here does not fit TOML.', 'Put text in double quotes.'] as const

/** A thrown error as a finding; anything but a ParseError means that a limit was hit inside. */
export function tomlFault(error: unknown, text: string): Fault {
  if (!(error instanceof ParseError)) {
    const message = 'A string or number of this TOML text is too long to be read.'
    return { ruleId: 'syntax/too-large', start: 0, message, help: 'Shorten the longest value.' }
  }
  const start = placeOf(error, text)
  if (error.message.startsWith('Defining a key multiple times')) {
    const message = 'A key or table is set twice; the reading ends here.'
    return { ruleId: 'syntax/duplicate-key', start, message, help: 'Keep one of the two.' }
  }
  const wording = WORDINGS.find(([pattern]) => pattern.test(error.message))
  const [message, help] = wording === undefined ? GENERAL : [wording[1], wording[2]]
  return { ruleId: 'syntax/invalid-toml', start, message, help }
}

/** Where the error is; what misses its end is reported at the end of its line, not on the next. */
function placeOf(error: ParseError, text: string): number {
  const start = Math.max(0, Math.min(error.index, text.length))
  if (!/^(?:Unspecified|Unterminated|Expected equal)/.test(error.message)) return start
  const gap = /\s*$/.exec(text.slice(Math.max(0, start - 200), start))![0]
  return gap.includes('\n') ? start - gap.length : start
}
