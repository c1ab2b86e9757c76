/**
 * What the reader makes of one variable before it is booked: an `Outcome`, and the ways to put
 * several together into one question. Nothing here knows a variable's name.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Decision, Reason, Target } from '../format.js'

export interface Outcome {
  readonly fate: 'exact' | 'approximate' | 'decision' | 'ignored'
  /** For a decision: those of the suggested option. */
  readonly targets: readonly Target[]
  readonly reasons: readonly Reason[]
  /** Without its key, which is the variable's name. */
  readonly decision?: Omit<Decision, 'key'>
  readonly findings: readonly Diagnostic[]
}

/** One way to read a variable; several make a question. */
export interface Choice {
  readonly value: string
  readonly label: string
  readonly outcome: Outcome
}

/** A reason of this format. Deductions: formats.md section 15. */
export function reason(id: string, text: string, deduction = 0): Reason {
  return { id: `env/${id}`, text, deduction }
}

export function exact(targets: readonly Target[], ...notes: readonly Reason[]): Outcome {
  return { fate: 'exact', targets, reasons: notes, findings: [] }
}

export function approximate(targets: readonly Target[], ...reasons: readonly Reason[]): Outcome {
  return { fate: 'approximate', targets, reasons, findings: [] }
}

export function ignored(why: Reason, ...findings: readonly Diagnostic[]): Outcome {
  return { fate: 'ignored', targets: [], reasons: [why], findings }
}

/** A value that stands nowhere in the text: the question has no options to choose from. */
export function open(question: string, why: Reason): Outcome {
  return {
    fate: 'decision',
    targets: [],
    reasons: [why],
    decision: { question, options: [] },
    findings: [],
  }
}

export function withFindings(outcome: Outcome, ...findings: readonly Diagnostic[]): Outcome {
  return { ...outcome, findings: [...outcome.findings, ...findings] }
}

/** Adds reasons; one that takes confidence off turns exact into approximate. */
export function withReasons(outcome: Outcome, ...reasons: readonly Reason[]): Outcome {
  const news = reasons.filter(({ id }) => !outcome.reasons.some((known) => known.id === id))
  const less = outcome.fate === 'exact' && news.some(({ deduction }) => deduction > 0)
  return {
    ...outcome,
    fate: less ? 'approximate' : outcome.fate,
    reasons: [...outcome.reasons, ...news],
  }
}

/**
 * One question out of several readings. A reading that is a question itself is put in its place
 * with all its options (`api/seconds`). `suggested` names one of `choices`; when that one is a
 * question, its own suggestion counts.
 */
export function choose(
  question: string,
  choices: readonly Choice[],
  suggested: string | undefined,
  ...reasons: readonly Reason[]
): Outcome {
  const options = choices.flatMap(({ value, label, outcome }) =>
    outcome.decision
      ? outcome.decision.options.map((inner) => ({
          value: `${value}/${inner.value}`,
          label: `${label}, ${inner.label}`,
          targets: inner.targets,
        }))
      : [{ value, label, targets: outcome.targets }],
  )
  const favourite = choices.find((choice) => choice.value === suggested)
  const inner = favourite?.outcome.decision
  const value = !inner
    ? favourite?.value
    : inner.suggested === undefined
      ? undefined
      : `${favourite.value}/${inner.suggested}`
  const decision = { question, options, ...(value === undefined ? {} : { suggested: value }) }
  const findings = choices.flatMap(({ outcome }) => outcome.findings)
  const outcome: Outcome = {
    fate: 'decision',
    targets: options.find((option) => option.value === value)?.targets ?? [],
    reasons: favourite?.outcome.reasons ?? [],
    decision,
    findings,
  }
  return withReasons(outcome, ...reasons)
}
