/**
 * The typed finding: what every reader, rule and check of the project returns instead of throwing.
 *
 * Owns the shape of a finding and of a place in a file. It renders nothing (report/ does) and
 * decides no exit code (cli/ does). Data first, prose last: a changer may reword `message` and
 * `help` freely, but `ruleId`, `span` and `data` are what tests and machine readers hold on to.
 */

export type Severity = 'error' | 'warning' | 'info'

/** A place in a text. `line` and `column` count from 1; `offset` is a UTF-16 index from 0. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** A stretch of one file: `end` is the position just past the last character. */
export interface Span {
  /** Name as the user gave it; `-` is standard input, `environment` the process's variables. */
  readonly file: string
  /** JSON pointer of the value inside the document, `''` for the whole of it. */
  readonly pointer: string
  readonly start: Position
  readonly end: Position
}

/** A second place that explains the first, e.g. where a duplicate key was first written. */
export interface Related {
  readonly message: string
  readonly span: Span
}

export interface Diagnostic {
  /** `<area>/<what-is-wrong>`, stable over releases, e.g. `policy/unknown-key`. */
  readonly ruleId: string
  readonly severity: Severity
  /** The fact, with its numbers, in one sentence. */
  readonly message: string
  /** What to do about it, as one imperative sentence. */
  readonly help?: string
  readonly span?: Span
  readonly related?: readonly Related[]
  /** Machine-readable arguments of the message. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** A value with the findings made on the way to it; `value` is absent when there was none. */
export interface Checked<T> {
  readonly value?: T
  readonly diagnostics: readonly Diagnostic[]
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error')
}

/** Orders findings by file, then place, then rule, so that output never depends on run order. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.span?.file ?? '', b.span?.file ?? '') ||
      (a.span?.start.offset ?? -1) - (b.span?.start.offset ?? -1) ||
      compareText(a.ruleId, b.ruleId),
  )
}

/** Code-unit order: the same on every machine, which a locale's order is not. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
