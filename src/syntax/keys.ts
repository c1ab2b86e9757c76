/**
 * The keys of one map while it is being read: which may enter the tree, and which were there.
 *
 * Owns two rules for all syntaxes: `syntax/forbidden-key` and `syntax/duplicate-key`. Of two equal
 * keys the first stays in the tree, because readers of the tree look a key up from the front.
 * Flat files (.properties, .env), where the later line wins, have a rule in flat-entries.ts.
 */
import type { Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { type Findings, shown } from './findings.js'

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

export interface KeyPlace {
  readonly key: string
  readonly start: number
  readonly end: number
  readonly pointer: string
}

/**
 * What a second equal key is: a warning in an unrendered template, whose branches may exclude each
 * other, and `unreported` in a copy, whose original was reported.
 */
export type DuplicateSeverity = 'error' | 'warning' | 'unreported'

export class KeySet {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #severity: DuplicateSeverity
  readonly #seen = new Map<string, Span>()

  constructor(source: SourceText, findings: Findings, severity: DuplicateSeverity = 'error') {
    this.#source = source
    this.#findings = findings
    this.#severity = severity
  }

  has(key: string): boolean {
    return this.#seen.has(key)
  }

  /** The key's span if it may enter the map; undefined after a finding when it may not. */
  claim(place: KeyPlace): Span | undefined {
    if (refuseForbidden(this.#findings, place)) return undefined
    const span = this.#source.span(place.start, place.end, place.pointer)
    const first = this.#seen.get(place.key)
    if (first === undefined) {
      this.#seen.set(place.key, span)
      return span
    }
    if (this.#severity !== 'unreported') this.#report(place, first, this.#severity)
    return undefined
  }

  #report(place: KeyPlace, first: Span, severity: 'error' | 'warning'): void {
    this.#findings.add({
      ruleId: 'syntax/duplicate-key',
      severity,
      start: place.start,
      end: place.end,
      pointer: place.pointer,
      message: () =>
        `The key ${shown(place.key)} is already set on line ${first.start.line}; ` +
        'this one is left out.',
      help: 'Keep one of the two entries.',
      related: { message: 'First written here.', span: first },
      data: { key: place.key },
    })
  }
}

/** True, with a finding, for a key that could reach an object's prototype. */
export function refuseForbidden(findings: Findings, place: KeyPlace): boolean {
  if (!FORBIDDEN.has(place.key)) return false
  findings.add({
    ruleId: 'syntax/forbidden-key',
    start: place.start,
    end: place.end,
    pointer: place.pointer,
    message: `The key ${shown(place.key)} is not allowed; its entry is left out.`,
    help: 'Rename the key.',
    data: { key: place.key },
  })
  return true
}
