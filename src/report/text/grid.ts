/**
 * Figures in columns: the first column to the left, the others to the right, so that digits stand
 * below each other. Colours are given by cell, after the widths are known. What becomes of columns
 * that do not fit is decided by who asks (`gridWidth`).
 */
import { columnsOf, padTo } from './look.js'

export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

export type GridRow = readonly Cell[]

const GAP = 2

export function widthsOf(rows: readonly GridRow[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: count }, (_, at) =>
    Math.max(0, ...rows.map((row) => columnsOf(row[at]?.text ?? ''))),
  )
}

/** Columns that the widest row takes. */
export function gridWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1)
}

/** One line per row. A row may end early; its lines have no spaces at the end. */
export function gridLines(rows: readonly GridRow[], widths = widthsOf(rows)): string[] {
  return rows.map((row) => {
    const last = row.findLastIndex(({ text }) => text !== '')
    const cells = row.slice(0, last + 1).map(({ text, paint = same }, at) => {
      const room = widths[at]! - columnsOf(text)
      if (at > 0) return `${' '.repeat(room)}${text === '' ? '' : paint(text)}`
      return `${paint(text)}${last === 0 ? '' : padTo('', room)}`
    })
    return cells.join(' '.repeat(GAP))
  })
}

function same(text: string): string {
  return text
}
