/**
 * Results as one JSON document each. `version` rises when a field changes its meaning or goes; new
 * fields may come at any time. Places are 1-based lines and columns, as everywhere.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { MigratedSetting } from '../migrate/claims.js'
import type { MigrationItem, MigrationView } from './report.js'

const VERSION = 1

export function jsonText(command: string, body: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify({ version: VERSION, command, ...body }, null, 2)
  return `${text.replace(HIDDEN, escaped)}\n`
}

/** What JSON leaves as it is and a terminal may obey: C1 controls and changes of direction. */
const HIDDEN = /[\u007f-\u009f\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The whole of a migration run, with everything that the text report shows and more. */
export function migrationJson({ items, skipped }: MigrationView): string {
  return jsonText('migrate', { migrations: items.map(itemJson), skipped })
}

function itemJson({ migration, target, output, done, writerFindings }: MigrationItem) {
  const { settings, implied, decisions, diagnostics } = migration
  return {
    status: migration.status,
    files: migration.files,
    formats: migration.formats,
    target,
    done,
    preset: migration.preset ?? null,
    fidelity: migration.fidelity ?? null,
    counts: countsOf(settings),
    otherKeys: migration.otherKeys,
    settings,
    implied,
    decisions,
    document: migration.document ?? null,
    output: output ?? null,
    diagnostics: [...diagnostics, ...writerFindings],
  }
}

export function countsOf(settings: readonly MigratedSetting[]) {
  const counts = { exact: 0, approximate: 0, decision: 0, ignored: 0, unknown: 0 }
  for (const { fate } of settings) counts[fate]++
  return counts
}

export function findingsJson(command: string, diagnostics: readonly Diagnostic[]): string {
  return jsonText(command, { diagnostics })
}
