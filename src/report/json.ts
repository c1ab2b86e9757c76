/**
 * Results as one JSON document each. `version` rises when a field changes its meaning or goes; new
 * fields may come at any time. Places are 1-based lines and columns, as everywhere.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { MigratedSetting } from '../migrate/claims.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import type { Suggestion } from '../rehearse/suggest.js'
import type { MigrationItem, MigrationView, SimulationView } from './report.js'

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

/** The whole of a simulation, with all that it takes to run it again (`--replay`). */
export function simulationJson(view: SimulationView): string {
  const { interrupted, compared, replay, suggestions } = view
  return jsonText('simulate', {
    interrupted,
    compared,
    ...(suggestions && { suggestions: suggestions.map(suggestionJson) }),
    rehearsals: view.rehearsals.map((one) => ({ ...rehearsalJson(one), replay: replay(one) })),
  })
}

/** What was found, and what each change did to the figures of all runs. */
function suggestionJson({ base, isFine, tried, planned, found, nearest }: Suggestion) {
  const change = ({ candidate, effect, rehearsal, standing }: Suggestion['found'][number]) => {
    const { subject: _, ...setting } = candidate
    return { ...setting, effect, standing, runs: rehearsal.runs }
  }
  return {
    scenario: base.scenario.name,
    isFine,
    tried,
    planned,
    found: found.map(change),
    nearest: nearest && change(nearest),
  }
}

/** A rehearsal as plain data: what was asked for, then what came of it. */
function rehearsalJson(rehearsal: Rehearsal): Record<string, unknown> {
  const { scenario, file, subject, rate, seeds, results, runs, first } = rehearsal
  const { label, operation, document } = subject
  return {
    scenario,
    file,
    policy: { label, operation, document },
    rate,
    seeds,
    expectations: results.map(({ expectation, ...rest }) => ({ text: expectation.text, ...rest })),
    runs,
    first,
  }
}
