/**
 * Template directives in YAML (`{{ … }}` of Helm, Go and Jinja, `{% … %}`, and Maven's
 * `@project.version@`), which no YAML parser can read.
 *
 * Owns the mask: a text of the same length in which a line that is all directive is blank and a
 * directive in an unquoted value is a run of letters, so that the rest parses and every offset
 * stays right. Directives inside quotes, comments and block scalars are legal YAML and are left
 * alone. Quotes and block scalars are recognized line by line, which is enough for real templates
 * and can never lose more than a finding.
 */
import { type Findings, shown } from './findings.js'

/** A stretch of the text that the mask replaced, inside a value that stays in the tree. */
export interface Masked {
  readonly start: number
  readonly end: number
}

export interface MaskedText {
  /** As long as the original. */
  readonly text: string
  /** In order; none overlap. */
  readonly inline: readonly Masked[]
  /** How many template directives there are, whole lines included. */
  readonly directives: number
}

const DIRECTIVE_LINE = /^[ \t]*(?:\{\{|\{%|\{#)/
const CLOSERS: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }
const BLOCK_SCALAR = /(?:^|[\s])(?:[|>][-+0-9]{0,2})[ \t]*(?:#.*)?\r?$/
const PLACEHOLDER = /^@[\w.-]+@/

/** `text` with its templates masked, one finding at each place. */
export function maskTemplates(text: string, findings: Findings): MaskedText {
  if (!/\{\{|\{%|@/.test(text)) return { text, inline: [], directives: 0 }
  return new Masker(text, findings).mask()
}

class Masker {
  readonly #text: string
  readonly #findings: Findings
  readonly #parts: string[] = []
  readonly #inline: Masked[] = []
  #directives = 0
  /** Up to where `#parts` covers the text. */
  #done = 0
  /** Lines indented deeper than this belong to a block scalar. */
  #blockIndent: number | undefined
  /** Where each closing sign stands next, kept so that the text is searched only once. */
  readonly #nextCloser = new Map<string, number>()

  constructor(text: string, findings: Findings) {
    this.#text = text
    this.#findings = findings
  }

  mask(): MaskedText {
    for (let at = 0; at < this.#text.length; ) {
      const newline = this.#text.indexOf('\n', at)
      const end = newline === -1 ? this.#text.length : newline
      at = Math.max(this.#line(at, end), end) + 1
    }
    this.#parts.push(this.#text.slice(this.#done))
    return {
      text: this.#parts.join(''),
      inline: this.#inline,
      directives: this.#directives,
    }
  }

  /** Masks one line; gives the offset that it read up to, past `end` for a longer directive. */
  #line(start: number, end: number): number {
    const line = this.#text.slice(start, end)
    const indent = line.length - line.trimStart().length
    if (this.#blockIndent !== undefined) {
      if (indent > this.#blockIndent || line.trim() === '') return end
      if (!DIRECTIVE_LINE.test(line)) this.#blockIndent = undefined
    }
    if (DIRECTIVE_LINE.test(line)) {
      const directives = this.#wholeLine(start + indent, end)
      if (directives !== undefined) return directives
    }
    if (BLOCK_SCALAR.test(line)) this.#blockIndent = parentIndent(line)
    return /\{\{|@/.test(line) ? this.#inLine(start + indent, end) : end
  }

  /** Blanks a line of nothing but directives; undefined when other text stands beside them. */
  #wholeLine(start: number, end: number): number | undefined {
    let at = start
    for (;;) {
      const opener = this.#text.slice(at, at + 2)
      const close = CLOSERS[opener] === undefined ? undefined : this.#close(at)
      if (close === undefined) return undefined
      at = close
      while (this.#text[at] === ' ' || this.#text[at] === '\t') at++
      const next = this.#text[at]
      if (next === undefined || next === '\n' || next === '\r' || next === '#') break
    }
    this.#replace(start, at, this.#text.slice(start, at).replace(/[^\r\n]/g, ' '))
    this.#report(start, Math.min(at, end), 'stands here, and what it writes or decides')
    return at
  }

  #inLine(start: number, end: number): number {
    let at = start
    let valueStart = true
    while (at < end) {
      const char = this.#text[at]!
      if (char === '#' && /\s/.test(this.#text[at - 1] ?? ' ')) return end
      if (valueStart && (char === '"' || char === "'")) at = this.#quoteEnd(at, end)
      else if (char === '{' && this.#text[at + 1] === '{') at = this.#inlineDirective(at, end)
      else if (valueStart && char === '@') at = this.#placeholder(at, end)
      else at++
      valueStart = /[\s[{,]/.test(char)
    }
    return at
  }

  #inlineDirective(start: number, lineEnd: number): number {
    const close = this.#close(start) ?? start + this.#text.slice(start, lineEnd).trimEnd().length
    const [first = '', ...rest] = this.#text.slice(start, close).split('\n')
    const blanks = rest.map((line) => `\n${' '.repeat(line.length)}`)
    this.#replace(start, close, 'x'.repeat(first.length) + blanks.join(''))
    this.#inline.push({ start, end: close })
    this.#report(start, start + first.trimEnd().length, 'gives this value, and its result')
    return close
  }

  #placeholder(start: number, end: number): number {
    const match = PLACEHOLDER.exec(this.#text.slice(start, Math.min(end, start + 200)))?.[0]
    if (match === undefined) return start + 1
    this.#replace(start, start + match.length, 'x'.repeat(match.length))
    this.#inline.push({ start, end: start + match.length })
    this.#findings.add({
      ruleId: 'syntax/placeholder',
      severity: 'warning',
      start,
      end: start + match.length,
      message: `The build placeholder ${shown(match)} stands here, and its value is not known.`,
      help: 'Give the file that the build wrote, or replace the placeholder.',
    })
    return start + match.length
  }

  /** Past the quoted text that begins at `start`, or past the line when it ends elsewhere. */
  #quoteEnd(start: number, end: number): number {
    const quote = this.#text[start]
    for (let at = start + 1; at < end; at++) {
      if (this.#text[at] === '\\' && quote === '"') at++
      else if (this.#text[at] === quote) return at + 1
    }
    return end
  }

  /** Past the closing sign of the directive at `start`; undefined when another opens before it. */
  #close(start: number): number | undefined {
    const opener = this.#text.slice(start, start + 2)
    const closer = CLOSERS[opener]!
    let at = this.#nextCloser.get(closer) ?? 0
    if (at < start + 2) {
      const found = this.#text.indexOf(closer, start + 2)
      at = found === -1 ? Number.POSITIVE_INFINITY : found
      this.#nextCloser.set(closer, at)
    }
    if (at === Number.POSITIVE_INFINITY) return undefined
    const isComment = /^-? ?\/\*/.test(this.#text.slice(start + 2, start + 6))
    const inner = isComment ? -1 : this.#text.slice(start + 2, at).indexOf(opener)
    return inner !== -1 && this.#text.slice(start, start + 2 + inner).includes('\n')
      ? undefined
      : at + closer.length
  }

  #replace(start: number, end: number, mask: string): void {
    this.#parts.push(this.#text.slice(this.#done, start), mask)
    this.#done = end
  }

  #report(start: number, end: number, role: string): void {
    this.#directives++
    const directive = this.#text.slice(start, end).trimEnd()
    this.#findings.add({
      ruleId: 'syntax/template',
      severity: 'warning',
      start,
      end,
      message: `The template directive ${shown(directive)} ${role} is not known.`,
      help: 'Render the template first, e.g. with `helm template`, and give its output.',
      data: { directive },
    })
  }
}

/** The indent that a block scalar's lines must exceed: that of its key, or of its dash. */
function parentIndent(line: string): number {
  const dashes = /^[ ]*(?:- +)*/.exec(line)![0].length
  if (line.slice(dashes).includes(':')) return dashes
  return Math.max(line.lastIndexOf('-', dashes), 0)
}
