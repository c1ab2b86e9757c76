/** The result of a migration in the form that was asked for, and its way into files. */
import { resolve } from 'node:path'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { writeFlat } from '../../formats/env/write.js'
import type { Migration } from '../../migrate/migrate.js'
import { printJson } from '../../policy/print.js'
import type { MigrationItem } from '../../report/report.js'
import { appendAudit } from '../audit-log.js'
import { readIfThere, withLineEndsOf, writeAtomic } from '../io.js'
import { openJournal, undoLast } from '../journal.js'
import { UsageError } from '../usage-error.js'
import type { OutputForm } from './options.js'

/** Prepares what would be written to `target`. */
export function itemOf(migration: Migration, target: string, form: OutputForm): MigrationItem {
  if (!migration.document || migration.text === undefined) {
    return { migration, target, writerFindings: [], done: 'nothing' }
  }
  const existing = readIfThere(target)
  const { text, diagnostics } = outputOf(migration, form)
  const output = withLineEndsOf(text, existing)
  const done = existing === output ? 'unchanged' : 'nothing'
  const known = existing === undefined ? {} : { existing }
  return { migration, target, output, writerFindings: diagnostics, done, ...known }
}

function outputOf(
  { document, text }: Migration,
  form: OutputForm,
): { text: string; diagnostics: readonly Diagnostic[] } {
  if (form === 'yaml') return { text: text!, diagnostics: [] }
  if (form === 'json') return { text: printJson(document!), diagnostics: [] }
  return writeFlat(document!, form)
}

/**
 * Writes what is not refused: a target that exists with another content needs `force`. All or
 * nothing: one refused target keeps every file of the run unwritten.
 */
export function writeItems(items: readonly MigrationItem[], force: boolean): MigrationItem[] {
  const pending = items.filter((item) => item.output !== undefined && item.done === 'nothing')
  const refused = pending.filter((item) => item.existing !== undefined && !force)
  if (refused.length > 0) {
    return items.map((item) => (refused.includes(item) ? { ...item, done: 'refused' } : item))
  }
  if (pending.length === 0) return [...items]
  keepSources(items, pending)
  const at = new Date().toISOString()
  const files = openJournal(
    at,
    pending.map((item) => ({ path: item.target, after: item.output! })),
  )
  try {
    for (const item of pending) writeAtomic(item.target, item.output!)
  } catch (error) {
    undoLast(true)
    throw error
  }
  appendAudit(
    files.map(({ path, before, after }, index) => ({
      at,
      action: 'migrate' as const,
      file: path,
      sources: pending[index]!.migration.files,
      before,
      after,
    })),
  )
  return items.map((item) => (pending.includes(item) ? { ...item, done: 'written' } : item))
}

/** No result replaces a file that it was made from, not even by force. */
function keepSources(items: readonly MigrationItem[], pending: readonly MigrationItem[]): void {
  const sources = new Set(
    items.flatMap((item) => item.migration.files).map((file) => resolve(file)),
  )
  const [own] = pending.filter((item) => sources.has(resolve(item.target)))
  if (own) {
    throw new UsageError(`${own.target} is one of the sources.`, 'Choose another -o FILE.')
  }
}
