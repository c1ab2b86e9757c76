/**
 * What every output format offers to the commands. A report turns results into text and nothing
 * else: it writes nowhere, asks nobody, and decides no exit code.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import type { Migration } from '../migrate/migrate.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import type { Suggestion } from '../rehearse/suggest.js'

/** One migration with what happened to its result. */
export interface MigrationItem {
  readonly migration: Migration
  /** Name of the file that the result goes to. */
  readonly target: string
  /** The result in the wished form (YAML, JSON, variables …); absent when there is none. */
  readonly output?: string
  /** What stands in the target now; absent when there is no such file. */
  readonly existing?: string
  /** Findings of the writer of the wished form. */
  readonly writerFindings: readonly Diagnostic[]
  /** What was done: nothing (dry run), written, unchanged, refused. */
  readonly done: 'nothing' | 'written' | 'unchanged' | 'refused'
}

/** A file of a folder that became nothing. */
export interface SkippedFile {
  readonly file: string
  /** Why it could not be read; empty when it merely holds no resilience configuration. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface MigrationView {
  readonly items: readonly MigrationItem[]
  readonly skipped: readonly SkippedFile[]
  /** The command line that writes what was shown, without the leading `resil`; absent: no hints. */
  readonly nextCommand?: string
  /** Results only. */
  readonly quiet: boolean
  readonly sources: ReadonlyMap<string, SourceText>
}

/** Rehearsals with what a reader has to know about how they were run. */
export interface SimulationView {
  /** By scenario; those of one scenario under several policies stand side by side. */
  readonly rehearsals: readonly Rehearsal[]
  /** For the rehearsals, in their order, where they were asked for. */
  readonly suggestions?: readonly Suggestion[]
  /** Whether the policies of a scenario are to be compared. */
  readonly compared: boolean
  /** The command line that repeats a rehearsal, `resil` included. */
  readonly replay: (rehearsal: Rehearsal) => string
  /** Ctrl-C came: some seeds are missing. */
  readonly interrupted: boolean
  /** Results only. */
  readonly quiet: boolean
}
