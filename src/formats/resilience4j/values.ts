/**
 * From the text of a key to its value, under one environment: placeholders, grammars, ranges.
 *
 * `read` gives undefined where no value can be known (an open placeholder, a value that the library
 * refuses) and books why; the leaf is then left out, defaults included. Durations come out in
 * milliseconds, percentages as rates. Grammars are Spring's: bare durations are milliseconds, YAML
 * integers are SnakeYAML's (`010` is 8, `1_000` is 1000).
 */
import type { SyntaxId } from '../../syntax/node.js'
import { plainNumber, springDuration } from '../durations.js'
import type { Books } from './books.js'
import type { Cell } from './cells.js'
import { codePredicate, invalidValue, oldName } from './findings.js'
import type { KeyRow } from './keys.js'
import { type Filled, fillPlaceholders, hasPlaceholder, type Lookup } from './placeholders.js'
import { REASONS } from './reasons.js'
import { relaxed } from './relaxed.js'

export type Value = number | boolean | string | readonly string[]

const MAX_INT = 2_147_483_647
const TRUE = /^(true|on|yes|1)$/i
const FALSE = /^(false|off|no|0)$/i

export class Values {
  readonly #books: Books
  readonly #lookup: Lookup
  readonly #syntax: SyntaxId

  constructor(books: Books, lookup: Lookup, syntax: SyntaxId) {
    this.#books = books
    this.#lookup = lookup
    this.#syntax = syntax
  }

  /** The cell's value; undefined, with the reason booked, when it cannot be known. */
  read(cell: Cell): Value | undefined {
    if (cell.variable) this.#books.reason(cell, REASONS.variableName)
    if (cell.row.gone) {
      this.#books.reason(cell, REASONS.oldName)
      this.#books.finding(oldName(cell, cell.row.stands ?? []))
    }
    if (cell.row.code) {
      this.#books.lost(cell, REASONS.codePredicate)
      this.#books.finding(codePredicate(cell))
      return undefined
    }
    return cell.row.kind === 'classes' ? this.#classes(cell) : this.#scalar(cell)
  }

  number(cell: Cell): number | undefined {
    const value = this.read(cell)
    return typeof value === 'number' ? value : undefined
  }

  /** Undefined when unknown, as for `read`. */
  flag(cell: Cell): boolean | undefined {
    const value = this.read(cell)
    return typeof value === 'boolean' ? value : undefined
  }

  text(cell: Cell): string | undefined {
    const value = this.read(cell)
    return typeof value === 'string' ? value : undefined
  }

  list(cell: Cell): readonly string[] | undefined {
    const value = this.read(cell)
    return typeof value === 'object' ? value : undefined
  }

  /** The text of a scalar with its placeholders filled, or undefined with a decision booked. */
  #filled(cell: Cell, text: string): string | undefined {
    if (!hasPlaceholder(text)) return text
    const filled = fillPlaceholders(text, this.#lookup, this.#syntax === 'dotenv')
    this.#noteFilled(cell, filled)
    return filled.text
  }

  #noteFilled(cell: Cell, filled: Filled): void {
    if (filled.text === undefined) {
      const key = settingKey(cell)
      const question = `What is ${filled.open ?? key}, the value of ${key}?`
      this.#books.reason(cell, REASONS.placeholderOpen)
      this.#books.decide(cell, { key, question, options: [] })
    } else {
      if (filled.usedDefault) this.#books.reason(cell, REASONS.placeholderDefault)
      if (filled.usedFile) this.#books.reason(cell, REASONS.placeholderFromFile)
    }
  }

  #scalar(cell: Cell): Value | undefined {
    const node = cell.nodes[0]!
    const written = node.kind === 'scalar' ? node.text : cell.sources[0]!.text
    const text = this.#filled(cell, written)
    if (text === undefined) return undefined
    const isYamlPlain = this.#syntax === 'yaml' && node.kind === 'scalar' && !node.quoted
    const value =
      node.kind === 'scalar'
        ? parse(cell.row, isYamlPlain && text === written ? snakeYaml(text) : text.trim())
        : undefined
    if (value !== undefined) return value
    this.#books.lost(cell, REASONS.invalid)
    this.#books.finding(invalidValue(cell, text, describe(cell.row)))
    return undefined
  }

  #classes(cell: Cell): readonly string[] | undefined {
    const names: string[] = []
    for (const node of cell.nodes) {
      const items = node.kind === 'seq' ? node.items : [node]
      for (const item of items) {
        if (item.kind !== 'scalar' || item.value === null) continue
        const text = this.#filled(cell, item.text)
        if (text === undefined) return undefined
        names.push(...text.split(',').map((name) => name.trim()))
      }
    }
    return names.filter((name) => name !== '')
  }
}

/** How a decision or a report calls the cell: `retry.orders.maxAttempts`. */
function settingKey({ module, section, name, key, document }: Cell): string {
  const place = section === 'configs' ? `configs.${name}` : name
  const which = document === 0 ? '' : `#${document}`
  return `${module}.${place}.${key}${which}`
}

/** A plain YAML integer as SnakeYAML hands it to Spring, in decimal digits. */
function snakeYaml(text: string): string {
  if (/^[+-]?0[0-7_]+$/.test(text)) return String(Number.parseInt(text.replaceAll('_', ''), 8))
  if (/^[+-]?[1-9][\d_]*$/.test(text)) return text.replaceAll('_', '')
  return text.trim()
}

function parse(row: KeyRow, text: string): Value | undefined {
  switch (row.kind) {
    case 'int': {
      const value = /^[+-]?\d+$/.test(text) ? Number(text) : undefined
      if (value === undefined || Math.abs(value) > MAX_INT) return undefined
      return inRange(row, value, exact(value * (row.unit ?? 1)))
    }
    case 'number':
      return inRange(row, plainNumber(text))
    case 'percent': {
      const value = plainNumber(text)
      return inRange(row, value, value === undefined ? undefined : exact(value / 100))
    }
    case 'duration':
      return inRange(row, wholeNanoseconds(springDuration(text)))
    case 'boolean':
      return TRUE.test(text) ? true : FALSE.test(text) ? false : undefined
    case 'choice':
      return row.choices?.find((choice) => relaxed(choice) === relaxed(text))
    default:
      return text
  }
}

function inRange(row: KeyRow, value: number | undefined, result = value): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined
  if (row.min !== undefined && value < row.min) return undefined
  if (row.max !== undefined && (value > row.max || (row.below && value === row.max))) {
    return undefined
  }
  return result
}

/** Java's Duration has no smaller unit. */
function wholeNanoseconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Number(ms.toFixed(6))
}

function exact(value: number): number {
  return Number(value.toPrecision(15))
}

/** What a key takes, for people. */
function describe({ kind, min, max, below, choices }: KeyRow): string {
  const from = min === undefined || min < 1e-9 ? (min === undefined ? undefined : 0) : min
  switch (kind) {
    case 'boolean':
      return 'true or false'
    case 'choice':
      return (choices ?? []).join(' or ')
    case 'duration':
      return from === undefined || from === 0
        ? 'a duration such as 500ms or PT2S'
        : `a duration such as 500ms, of at least ${from === 1 ? '1ms' : '1ns'}`
    case 'percent':
      return `a percentage from ${min} to ${max}, without the sign`
    case 'int':
    case 'number': {
      const what = kind === 'int' ? 'a whole number' : 'a number'
      const atLeast = from === undefined ? '' : ` from ${from}`
      const atMost = max === undefined ? '' : below ? ` to below ${max}` : ` to ${max}`
      return what + (atLeast === '' && atMost === '' ? '' : atLeast + (atMost || ' up'))
    }
    default:
      return 'a name'
  }
}
