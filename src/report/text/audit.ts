/** The audit trail as a table: when, who, what, and from what. */
import Table from 'cli-table3'
import { type Style, visible } from './look.js'

/** A line of the trail, or one that could not be read. */
export type AuditEntry =
  | {
      readonly at: string
      readonly who: string
      readonly action: string
      readonly file: string
      readonly sources: readonly string[]
      readonly before: string | null
      readonly after: string | null
    }
  | { readonly damaged: string }

export function auditText(entries: readonly AuditEntry[], style: Style): string {
  const table = plainTable(['when', 'who', 'what', 'file', 'before → after', 'from'], style)
  for (const entry of entries) {
    if ('damaged' in entry) {
      table.push([
        style.paint.red('damaged line'),
        '',
        '',
        visible(entry.damaged).slice(0, 40),
        '',
        '',
      ])
      continue
    }
    table.push([
      entry.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
      visible(entry.who),
      entry.action,
      visible(entry.file),
      `${shortHash(entry.before)} ${style.sign.arrow} ${shortHash(entry.after)}`,
      entry.sources.map(visible).join(', '),
    ])
  }
  return `${table.toString().replace(/ +$/gm, '')}\n`
}

function shortHash(hash: string | null): string {
  return hash === null ? 'none' : hash.slice(0, 8)
}

/** A table without borders; cli-table3 colours by itself unless told not to. */
export function plainTable(head: readonly string[], { paint }: Style): Table.Table {
  const none = Object.fromEntries(
    [
      ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'],
      ...['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
    ].map((part) => [part, '']),
  )
  return new Table({
    head: head.map((title) => paint.dim(title)),
    chars: { ...none, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
}
