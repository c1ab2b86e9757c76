/**
 * How text looks: colour, signs and width, decided once by the caller and handed down. The only file
 * that knows chalk; nothing here asks the environment, so a report is the same bytes for the same
 * look.
 */
import { Chalk, type ChalkInstance } from 'chalk'

export interface Look {
  /** Columns to fill; at least 40. */
  readonly width: number
  readonly color: boolean
  /** False for terminals without box characters: ASCII signs instead. */
  readonly unicode: boolean
}

export interface Signs {
  readonly exact: string
  readonly approximate: string
  readonly decision: string
  readonly ignored: string
  readonly unknown: string
  readonly arrow: string
  readonly ellipsis: string
  readonly bar: string
  readonly corner: string
}

const UNICODE: Signs = {
  exact: '✔',
  approximate: '≈',
  decision: '?',
  ignored: '·',
  unknown: '✖',
  arrow: '→',
  ellipsis: '…',
  bar: '│',
  corner: '└',
}

const ASCII: Signs = {
  exact: '+',
  approximate: '~',
  decision: '?',
  ignored: '.',
  unknown: 'x',
  arrow: '->',
  ellipsis: '..',
  bar: '|',
  corner: '`',
}

export interface Style {
  readonly width: number
  readonly paint: ChalkInstance
  readonly sign: Signs
}

export function styleOf(look: Look): Style {
  return {
    width: Math.max(40, look.width),
    paint: new Chalk({ level: look.color ? 1 : 0 }),
    sign: look.unicode ? UNICODE : ASCII,
  }
}

/** Columns that a text takes: wide (East Asian, emoji) characters count two, marks none. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) {
    if (/\p{M}|\p{Cf}/u.test(character)) continue
    columns += isWide(character.codePointAt(0)!) ? 2 : 1
  }
  return columns
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}

/** Pads with spaces on the right up to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Cuts to `columns`; `keep` says which end matters more. Control characters become visible. */
export function cut(text: string, columns: number, sign: Signs, keep: 'start' | 'end'): string {
  const shown = visible(text)
  if (columnsOf(shown) <= columns) return shown
  const room = Math.max(1, columns - sign.ellipsis.length)
  const characters = [...shown]
  const taken: string[] = []
  let used = 0
  const ordered = keep === 'start' ? characters : characters.reverse()
  for (const character of ordered) {
    const next = columnsOf(character)
    if (used + next > room) break
    used += next
    taken.push(character)
  }
  return keep === 'start'
    ? `${taken.join('')}${sign.ellipsis}`
    : `${sign.ellipsis}${taken.reverse().join('')}`
}

/** Text of a file as one line: no control character of it reaches the terminal. */
export function visible(text: string): string {
  return text
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replace(/[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu, '\u{fffd}')
}

/** Breaks prose at spaces into lines of at most `columns`, the later ones indented. */
export function wrap(text: string, columns: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of visible(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) > columns && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].join(`\n${indent}`)
}
