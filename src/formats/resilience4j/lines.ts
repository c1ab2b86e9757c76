/**
 * The leaves of one feature of one operation under one environment, each with what it comes from.
 *
 * A line is written once per path: the readers of the modules decide, and nothing overwrites.
 * Cells whose value is not known write no line, so that no default is claimed in their place.
 */
import { MAX_DURATION_MS } from '../../policy/duration.js'
import { LEAVES, type LeafValue } from '../../policy/leaves.js'
import type { Books } from './books.js'
import type { Cell } from './cells.js'
import { MODULES, type ModuleId } from './keys.js'
import { type Chain, nearest, type PropertySet } from './property-sets.js'
import { REASONS } from './reasons.js'
import type { Value, Values } from './values.js'

/** A value that no key states. */
export interface Assumed {
  readonly kind: 'default' | 'absent'
  readonly why: string
}

export type From = Cell | Assumed

export interface Line {
  readonly path: string
  readonly value: LeafValue
  readonly from: From
  /** Further cells that say the same. */
  readonly also?: readonly Cell[]
}

export const LIBRARY_DEFAULT: Assumed = { kind: 'default', why: 'resilience4j default' }
export const NOT_THERE: Assumed = { kind: 'absent', why: 'resilience4j has no such thing' }

export function isCell(from: From): from is Cell {
  return 'sources' in from
}

/** A way of working that the library always has. */
export function always(why: string): Assumed {
  return { kind: 'default', why }
}

/** Something that was switched off or not switched on. */
export function notSet(why: string): Assumed {
  return { kind: 'absent', why }
}

/** What the readers of the modules work on: the chain of one name, and the lines it gives. */
export class Sheet {
  readonly lines = new Map<string, Line>()
  readonly sets: readonly PropertySet[]
  readonly books: Books
  readonly values: Values
  readonly #isBroken: boolean

  constructor(chain: Chain, books: Books, values: Values) {
    this.sets = chain.sets
    this.#isBroken = chain.broken
    this.books = books
    this.values = values
  }

  find(key: string): Cell | undefined {
    return nearest(this.sets, key)
  }

  add(path: string, value: LeafValue, from: From): void {
    if (this.#isBroken && !isCell(from)) return
    if (!this.lines.has(path)) this.lines.set(path, { path, value, from })
  }

  /** A kind that other lines hang on: it is said even where no default is claimed. */
  addKind(path: string, value: LeafValue, from: From): void {
    if (!this.lines.has(path)) this.lines.set(path, { path, value, from })
  }

  /** A line from a cell's number, taken down (or up) to what the policy can hold. */
  addNumber(path: string, value: number, from: Cell, least: number, most: number): void {
    const held = Math.min(Math.max(value, least), most)
    if (held !== value) this.books.reason(from, REASONS.clamped)
    this.add(path, held, from)
  }

  addDuration(path: string, value: number, from: Cell): void {
    this.addNumber(path, value, from, 0, MAX_DURATION_MS)
  }

  /** The rows of the module's table that have a leaf of their own. */
  addPlainRows(module: ModuleId): void {
    for (const [key, row] of Object.entries(MODULES[module].keys)) {
      if (row.leaf === undefined || this.lines.has(row.leaf)) continue
      const cell = this.find(key)
      if (!cell) this.add(row.leaf, row.fallback, LIBRARY_DEFAULT)
      else this.#addPlain(row.leaf, cell, this.values.read(cell), row.most)
    }
  }

  #addPlain(path: string, cell: Cell, value: Value | undefined, most: number | undefined): void {
    if (value === undefined) return
    if (typeof value !== 'number') this.add(path, value, cell)
    else if (LEAVES.get(path)?.kind === 'duration') this.addDuration(path, value, cell)
    else this.addNumber(path, value, cell, 0, most ?? Number.MAX_VALUE)
  }
}
