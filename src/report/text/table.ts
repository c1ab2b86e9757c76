/**
 * Rows and columns without borders, and what becomes of them on a narrow terminal: first the last
 * column is broken into lines, then each row becomes a list of its own. The only file that knows
 * cli-table3, which colours by itself unless told not to.
 */
import Table from 'cli-table3'
import { columnsOf, padTo, type Style, wrap } from './look.js'
import { visible } from './visible.js'

const GAP = 2
/** Columns below which a broken last column is not worth it. */
const LAST_LEAST = 14

/** @param rows plain text, one cell for each title; control characters become visible */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): string {
  const cells = rows.map((row) => row.map(visible))
  const widths = head.map((title, at) =>
    Math.max(columnsOf(title), ...cells.map((row) => columnsOf(row[at] ?? ''))),
  )
  const others = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0)
  const room = style.width - others
  if (room >= widths.at(-1)!) return drawn(head, cells, style)
  if (room < LAST_LEAST) return cells.map((row) => listed(head, row, style)).join('')
  const broken = cells.map((row) => [...row.slice(0, -1), wrap(row.at(-1) ?? '', room)])
  return drawn(head, broken, style)
}

function drawn(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { paint }: Style,
): string {
  const none = Object.fromEntries(
    [
      ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
      ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
    ].map((part) => [part, '']),
  )
  const table = new Table({
    head: head.map((title) => paint.dim(title)),
    chars: { ...none, middle: ' '.repeat(GAP) },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(...rows.map((row) => [...row]))
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

function listed(head: readonly string[], row: readonly string[], style: Style): string {
  const [first = '', ...rest] = row
  const width = Math.max(...head.slice(1).map(columnsOf))
  const lines = rest.map((cell, at) => {
    const title = style.paint.dim(padTo(head[at + 1] ?? '', width))
    return `  ${title}  ${wrap(cell, style.width - width - 4, ' '.repeat(width + 4))}`.trimEnd()
  })
  return `${[style.paint.bold(first), ...lines].join('\n')}\n`
}
