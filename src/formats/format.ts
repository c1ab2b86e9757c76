/**
 * What a foreign format is to the rest of the project: a reader that turns a parsed text into
 * settings, each with its place, its fate and its confidence.
 *
 * The rule that a changer must not break: nothing is dropped silently. Every key in the format's
 * own namespace ends as exactly one `Setting`; keys outside of it are left alone (they may be
 * another format's, and `migrate` counts the rest as "not about resilience").
 *
 * A reader says what the old system did, in the words of policy/leaves.ts: durations in
 * milliseconds, rates as 0..1, attempts with the first included. It knows no preset.
 */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js'
import type { LeafValue } from '../policy/leaves.js'
import type { ParsedText } from '../syntax/node.js'

export type FormatId = 'env' | 'custom' | 'hystrix' | 'resilience4j'

/**
 * Whom a value applies to. `{}` is the default of all operations; `environment` is an overlay
 * (a Spring profile).
 */
export interface Scope {
  readonly operation?: string
  readonly environment?: string
}

/**
 * One value in the terms of the policy. `path` is a leaf of policy/leaves.ts, a switch (`retry`,
 * value false = off), `strategy` (with its scope) or `preset` (scope `{}` or an environment).
 */
export interface Target {
  readonly scope: Scope
  readonly path: string
  readonly value: LeafValue
}

/**
 * `exact`: same meaning. `approximate`: nearest meaning, with the reason. `decision`: the text
 * leaves open what is meant. `ignored`: no part of a policy, on purpose. `unknown`: a key of the
 * format's namespace that the format does not have.
 */
export type Fate = 'exact' | 'approximate' | 'decision' | 'ignored' | 'unknown'

export interface Reason {
  /** Stable, `<format>/<what>`, e.g. `hystrix/rejections-count`. */
  readonly id: string
  /** One sentence for people: what differs and what it changes. */
  readonly text: string
  /** Taken off the confidence of 1; 0 for a mere note. Sizes: formats.md section 15. */
  readonly deduction: number
}

export interface DecisionOption {
  /** What `--decide key=value` takes. */
  readonly value: string
  readonly label: string
  readonly targets: readonly Target[]
}

/** A question that only the user can answer. */
export interface Decision {
  /** Unique in the file, e.g. `orders.timeout`. */
  readonly key: string
  readonly question: string
  readonly options: readonly DecisionOption[]
  /** The option that is taken until the user decides; absent: the setting is left out. */
  readonly suggested?: string
}

export interface Setting {
  /** The key as written, with its parents: `hystrix.command.default.fallback.enabled`. */
  readonly key: string
  /** The value as written. */
  readonly text: string
  /** Where the value stands (the key's place for an empty value). */
  readonly span: Span
  readonly fate: Fate
  readonly targets: readonly Target[]
  readonly reasons: readonly Reason[]
  readonly decision?: Decision
}

/** A value that no key states and that was in force all the same. */
export interface Implied {
  readonly target: Target
  /**
   * `default`: the old system's own default, in force since its section is there (-0.02 each).
   * `absent`: the old system did no such thing, so the new one must not either (no deduction).
   */
  readonly kind: 'default' | 'absent'
  /** One phrase with the source, e.g. "Hystrix default". */
  readonly why: string
}

export interface Imported {
  readonly format: FormatId
  readonly settings: readonly Setting[]
  readonly implied: readonly Implied[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface Detection {
  /** What gave it away, for people: "`hystrix.command.` keys". */
  readonly reason: string
  readonly span: Span
}

export interface Format {
  readonly id: FormatId
  /** As people call it: "Hystrix (with Ribbon, Feign, Zuul)". */
  readonly title: string
  /** What detection looks for, as one phrase; printed when a file holds no format at all. */
  readonly looksFor: string
  /** Undefined when the text holds nothing of this format. Cheap; by content, not by name. */
  detect(text: ParsedText): Detection | undefined
  read(text: ParsedText): Imported
}

/** Confidence of one setting: 1 less all deductions, 0 at least; an unknown key counts nothing. */
export function confidenceOf(setting: Setting): number {
  const left = setting.reasons.reduce((sum, reason) => sum - reason.deduction, 1)
  return Math.max(0, Number(left.toFixed(4)))
}
