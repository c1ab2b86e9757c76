/**
 * The list that one reader fills with findings while it walks one text.
 *
 * Owns the cap: a rule that holds at more than 20 places of a file is written 20 times and then
 * once more with the number of the rest, so that a broken file cannot flood a report. Readers call
 * `add` with offsets and never build a Diagnostic themselves.
 */
import type { Diagnostic, Severity, Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'

/** How often one rule is written out per text before the rest is only counted. */
export const MAX_FINDINGS_PER_RULE = 20

/** One finding as a reader states it: offsets into the text instead of a span. */
export interface Fault {
  readonly ruleId: string
  readonly severity?: Severity
  readonly start: number
  /** Just past the last character; default is one character after `start`. */
  readonly end?: number
  readonly pointer?: string
  /** A function when it is worth not building a text that the cap would drop. */
  readonly message: string | (() => string)
  readonly help?: string
  readonly related?: { readonly message: string; readonly span: Span }
  readonly data?: Readonly<Record<string, unknown>>
}

export class Findings {
  readonly #source: SourceText
  readonly #written: Diagnostic[] = []
  readonly #perRule = new Map<string, { count: number; firstLeftOut?: Fault }>()

  constructor(source: SourceText) {
    this.#source = source
  }

  add(fault: Fault): void {
    const rule = this.#perRule.get(fault.ruleId) ?? { count: 0 }
    this.#perRule.set(fault.ruleId, rule)
    rule.count++
    if (rule.count <= MAX_FINDINGS_PER_RULE) this.#written.push(this.#diagnostic(fault))
    else rule.firstLeftOut ??= fault
  }

  /** All findings, those of capped rules closed by one that counts the rest. */
  list(): Diagnostic[] {
    const rests: Diagnostic[] = []
    for (const { count, firstLeftOut } of this.#perRule.values()) {
      if (firstLeftOut === undefined) continue
      const more = count - MAX_FINDINGS_PER_RULE
      const message =
        more === 1
          ? 'One more place like the ones before follows.'
          : `${more} more places like the ones before follow, the first of them here.`
      const { related: _, data: __, ...place } = firstLeftOut
      rests.push(this.#diagnostic({ ...place, message, data: { more } }))
    }
    return [...this.#written, ...rests]
  }

  #diagnostic(fault: Fault): Diagnostic {
    const end = fault.end ?? Math.min(fault.start + 1, this.#source.text.length)
    return {
      ruleId: fault.ruleId,
      severity: fault.severity ?? 'error',
      message: typeof fault.message === 'string' ? fault.message : fault.message(),
      ...(fault.help === undefined ? {} : { help: fault.help }),
      span: this.#source.span(fault.start, end, fault.pointer),
      ...(fault.related === undefined ? {} : { related: [fault.related] }),
      ...(fault.data === undefined ? {} : { data: fault.data }),
    }
  }
}

/** `text` in backquotes for a message: one line, at most 40 characters. */
export function shown(text: string): string {
  const line = text
    .slice(0, 80)
    .replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')
    .replaceAll('`', "'")
  return line.length > 40 || text.length > 80 ? `\`${line.slice(0, 39)}…\`` : `\`${line}\``
}
