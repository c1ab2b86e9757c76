/**
 * How a reader books its keys: one call per key, so that none can be dropped or booked twice
 * without the harness noticing. Also the two kinds of values that no key states.
 */
import { compareText, type Diagnostic, type Span } from '../diagnostics/diagnostic.js'
import { suggest } from '../diagnostics/suggest.js'
import type { LeafValue } from '../policy/leaves.js'
import type {
  Decision,
  FormatId,
  Implied,
  Imported,
  Reason,
  Scope,
  Setting,
  Target,
} from './format.js'

/** A key as the file has it: its full name, its value as written, and the value's place. */
export interface SourceKey {
  readonly key: string
  readonly text: string
  readonly span: Span
}

export interface Ledger {
  exact(source: SourceKey, targets: readonly Target[], ...notes: readonly Reason[]): void
  approximate(source: SourceKey, targets: readonly Target[], ...reasons: readonly Reason[]): void
  /** `targets` of the suggested option are taken unless the user decides otherwise. */
  decision(source: SourceKey, decision: Decision, ...reasons: readonly Reason[]): void
  ignored(source: SourceKey, why: Reason): void
  /** `known` feeds the did-you-mean of the finding. */
  unknown(source: SourceKey, known: Iterable<string>, lastPart?: string): void
  /** A default of the old system that was in force, or something that it did not do at all. */
  implied(kind: Implied['kind'], scope: Scope, path: string, value: LeafValue, why: string): void
  finding(diagnostic: Diagnostic): void
  finish(): Imported
}

export function ledger(format: FormatId): Ledger {
  const settings: Setting[] = []
  const implied: Implied[] = []
  const diagnostics: Diagnostic[] = []
  const book = (
    fate: Setting['fate'],
    source: SourceKey,
    targets: readonly Target[],
    reasons: readonly Reason[],
    decision?: Decision,
  ) => {
    const { key, text, span } = source
    const rest = { fate, targets, reasons, ...(decision ? { decision } : {}) }
    settings.push({ key, text, span, ...rest })
  }
  return {
    exact: (source, targets, ...notes) => book('exact', source, targets, notes),
    approximate: (source, targets, ...reasons) => book('approximate', source, targets, reasons),
    decision: (source, decision, ...reasons) => {
      const taken = decision.options.find((option) => option.value === decision.suggested)
      book('decision', source, taken?.targets ?? [], reasons, decision)
    },
    ignored: (source, why) => book('ignored', source, [], [why]),
    unknown: (source, known, lastPart = source.key) => {
      const meant = suggest(lastPart, known)
      const text = meant ? `no such key; did you mean ${meant}?` : 'no such key in this format'
      book('unknown', source, [], [{ id: `${format}/unknown-key`, text, deduction: 0.05 }])
    },
    implied: (kind, scope, path, value, why) =>
      implied.push({ target: { scope, path, value }, kind, why }),
    finding: (diagnostic) => diagnostics.push(diagnostic),
    finish: () => ({ format, settings: inFileOrder(settings), implied, diagnostics }),
  }
}

function inFileOrder(settings: readonly Setting[]): Setting[] {
  return [...settings].sort(
    (a, b) => a.span.start.offset - b.span.start.offset || compareText(a.key, b.key),
  )
}

/** Leaves that every preset states and that most old systems do not have: off means these. */
export const PLAIN_RETRY: readonly (readonly [path: string, value: LeafValue])[] = [
  ['retry.backoff.series', 'power'],
  ['retry.backoff.min', 0],
  ['retry.backoff.max', null],
  ['retry.jitter.kind', 'none'],
  ['retry.maxElapsed', null],
]
