/**
 * How text looks: colour, signs and width, decided once by the caller and handed down. The only
 * file that knows chalk; nothing here asks the environment, so a report is the same bytes for the
 * same look.
 */
import { Chalk, type ChalkInstance } from 'chalk'
import { visible } from './visible.js'

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
  readonly none: string
  readonly times: string
  /** Heights from least to full, one column each: little bars, or tenths. */
  readonly levels: string
  /** A stretch of time in which something holds. */
  readonly stretch: string
  /** Between reports. */
  readonly rule: string
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
  none: '–',
  times: '×',
  levels: '▁▂▃▄▅▆▇█',
  stretch: '━',
  rule: '─',
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
  none: '-',
  times: 'x',
  levels: '0123456789#',
  stretch: '=',
  rule: '-',
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
    columns += isWide(character) ? 2 : 1
  }
  return columns
}

function isWide(character: string): boolean {
  const code = character.codePointAt(0)!
  return (
    /\p{Emoji_Presentation}/u.test(character) ||
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
  const { ellipsis } = sign
  const room = columns - ellipsis.length
  if (room <= 0) return ellipsis.slice(0, Math.max(0, columns))
  if (keep === 'start') return `${takeColumns([...shown], room).join('')}${ellipsis}`
  const taken = takeColumns([...shown].reverse(), room)
  return `${ellipsis}${taken.reverse().join('')}`
}

/** The first characters that fit into `columns`. */
export function takeColumns(characters: readonly string[], columns: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += columnsOf(character)
    if (used > columns) break
    taken.push(character)
  }
  return taken
}

/**
 * A dotted or underscored name in `columns`: whole first parts go before a part is cut, since the
 * last part says most.
 */
export function cutName(name: string, columns: number, sign: Signs): string {
  const shown = visible(name)
  if (columnsOf(shown) <= columns) return shown
  for (const { index } of shown.matchAll(/[._/]+/g)) {
    const rest = shown.slice(index).replace(/^[._/]+/, '')
    if (rest !== '' && columnsOf(rest) + sign.ellipsis.length <= columns) {
      return `${sign.ellipsis}${rest}`
    }
  }
  return cut(shown, columns, sign, 'end')
}

/** A value on one line, as YAML's flow style writes it: `{kinds: [any]}`. */
export function flowText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${flowText(one)}`)
  return `{${entries.join(', ')}}`
}

/**
 * Breaks prose at spaces into lines of at most `columns`, the later ones indented. A longer word
 * (a path, a key) stays whole, so that it can be copied.
 */
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

/** A list broken between its items; an item is broken only when it alone is too wide. */
export function wrapList(items: readonly string[], columns: number, indent = ''): string {
  const whole = items.map((item) => {
    const fits = columnsOf(item) < columns
    return fits ? visible(item).replaceAll(' ', STUCK) : item
  })
  return wrap(whole.join(', '), columns, indent).replaceAll(STUCK, ' ')
}

/** A private character, one column wide, in the place of a space that must not break. */
const STUCK = '\u{f8ff}'
