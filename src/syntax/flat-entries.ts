/**
 * The entries of one flat document (.properties, .env) while they are being read.
 *
 * Owns what both share: keys are whole lines' keys, values are strings whose type nobody guesses,
 * and a key set twice stays twice in the tree, in order, with a warning that the later one wins.
 */
import type { Span } from '../diagnostics/diagnostic.js'
import { pointerStep, type SourceText } from '../diagnostics/source.js'
import { type Findings, shown } from './findings.js'
import { refuseForbidden } from './keys.js'
import type { Document, Entry } from './node.js'

/** One assignment; offsets are of the raw text, `key` and `text` are unescaped. */
export interface Assignment {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly text: string
  readonly valueStart: number
  readonly valueEnd: number
}

export class FlatEntries {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #entries: Entry[] = []
  readonly #seen = new Map<string, Span>()

  constructor(source: SourceText, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  add({ key, keyStart, keyEnd, text, valueStart, valueEnd }: Assignment): void {
    const pointer = pointerStep(key)
    const place = { key, start: keyStart, end: keyEnd, pointer }
    if (refuseForbidden(this.#findings, place)) return
    const keySpan = this.#source.span(keyStart, keyEnd, pointer)
    const first = this.#seen.get(key)
    if (first !== undefined) {
      this.#findings.add({
        ruleId: 'syntax/duplicate-key',
        severity: 'warning',
        start: keyStart,
        end: keyEnd,
        pointer,
        message: () =>
          `The key ${shown(key)} is already set on line ${first.start.line}; this later line wins.`,
        help: 'Keep one of the two lines.',
        related: { message: 'Set before here.', span: first },
        data: { key },
      })
    }
    this.#seen.set(key, keySpan)
    const span = this.#source.span(valueStart, valueEnd, pointer)
    const value = { kind: 'scalar', value: text, text, quoted: false, span } as const
    this.#entries.push({ key, keySpan, value })
  }

  /** What was added, as a document; without entries it has no root. */
  document(index: number): Document {
    const first = this.#entries[0]
    const last = this.#entries.at(-1)
    if (first === undefined || last === undefined) return { index, root: undefined }
    const span = this.#source.span(first.keySpan.start.offset, last.value.span.end.offset)
    return { index, root: { kind: 'map', entries: this.#entries, span } }
  }
}
