/** The audit trail as a table: when, who, what, and from what. */
import { cut, type Style } from './look.js'
import { tableText } from './table.js'

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

/** Oldest first; damaged lines last, so that a table stays a table. */
export function auditText(entries: readonly AuditEntry[], style: Style): string {
  const rows = entries.flatMap((entry) => ('damaged' in entry ? [] : [rowOf(entry, style)]))
  const damaged = entries.flatMap((entry) => ('damaged' in entry ? [entry.damaged] : []))
  const table =
    rows.length === 0
      ? ''
      : tableText(['when', 'who', 'what', 'file', 'before', 'after', 'from'], rows, style)
  return `${table}${damagedText(damaged, style)}`
}

type Change = Exclude<AuditEntry, { readonly damaged: string }>

function rowOf({ at, who, action, file, before, after, sources }: Change, { sign }: Style) {
  const when = at.replace('T', ' ').replace(/\.\d+Z$/, 'Z')
  const from = sources.length === 0 ? sign.none : sources.join(', ')
  return [when, who, action, file, shortHash(before), shortHash(after), from]
}

function shortHash(hash: string | null): string {
  return hash === null ? 'no file' : hash.slice(0, 8)
}

function damagedText(lines: readonly string[], { paint, sign, width }: Style): string {
  if (lines.length === 0) return ''
  const count = lines.length === 1 ? '1 line cannot' : `${lines.length} lines cannot`
  const shown = lines.map((line) => `  ${cut(line, width - 2, sign, 'start')}\n`)
  return `${paint.red(`${count} be read:`)}\n${shown.join('')}`
}
