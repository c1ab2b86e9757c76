/**
 * .env files: `NAME=value` lines with quotes, comments and `export `.
 *
 * Owns the line format; duplicate names are flat-entries.ts's. Values are strings, variables in
 * them (`${NAME:-default}`) stay as written, and assignments in comments are not entries. A quoted
 * value may span lines, but only when nothing except a comment follows its closing quote: otherwise
 * one forgotten quote would swallow the lines up to the next one.
 */
import { Findings, shown } from './findings.js'
import { FlatEntries } from './flat-entries.js'
import { blankConflictMarkers } from './merge-conflict.js'
import type { Parser } from './node.js'

const LINE = /[^\r\n]*/y
const LINE_END = /\r\n|\r|\n/y
const EXPORT = /^export[ \t]+/
const NAME = /^[A-Za-z_][\w.-]*$/
const AFTER_QUOTE = /[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  $: '$',
}

/** Reads every assignment; lines that are none are findings and the rest is still read. */
export const parseDotenv: Parser = (source) => {
  const findings = new Findings(source)
  const entries = new FlatEntries(source, findings)
  new DotenvReader(blankConflictMarkers(source.text, findings), findings, entries).read()
  const documents = [entries.document(0)]
  return { value: { source, syntax: 'dotenv', documents }, diagnostics: findings.list() }
}

interface Value {
  readonly text: string
  readonly end: number
}

class DotenvReader {
  readonly #text: string
  readonly #findings: Findings
  readonly #entries: FlatEntries
  /** Quote characters that were searched to the end of the text without success. */
  readonly #neverClosed = new Set<string>()

  constructor(text: string, findings: Findings, entries: FlatEntries) {
    this.#text = text
    this.#findings = findings
    this.#entries = entries
  }

  read(): void {
    let at = this.#text.startsWith('\uFEFF') ? 1 : 0
    while (at < this.#text.length) {
      LINE.lastIndex = at
      const line = LINE.exec(this.#text)?.[0] ?? ''
      at = this.#line(at, line)
      LINE_END.lastIndex = at
      at += LINE_END.exec(this.#text)?.[0].length ?? 0
    }
  }

  /** Reads one line and gives the offset of its end, or of the end of a longer quoted value. */
  #line(start: number, line: string): number {
    const end = start + line.length
    const content = line.trimStart()
    if (content === '' || content.startsWith('#')) return end
    const left = content.slice(0, Math.max(content.indexOf('='), 0)).replace(EXPORT, '')
    const name = left.trimEnd()
    if (name === '') {
      this.#notAnAssignment(end - content.length, content)
      return end
    }
    const equals = start + line.indexOf('=')
    const keyStart = equals - left.length
    const keyEnd = keyStart + name.length
    const afterSpace = this.#text.slice(equals + 1, end).trimStart()
    const valueStart = end - afterSpace.length
    const value = this.#quoted(valueStart) ?? this.#unquoted(valueStart, end)
    if (NAME.test(name)) {
      const { text, end: valueEnd } = value
      this.#entries.add({ key: name, keyStart, keyEnd, text, valueStart, valueEnd })
    } else this.#invalidName(keyStart, name)
    return this.#lineEnd(value.end)
  }

  #lineEnd(at: number): number {
    LINE.lastIndex = at
    return at + (LINE.exec(this.#text)?.[0].length ?? 0)
  }

  #quoted(start: number): Value | undefined {
    const quote = this.#text[start]
    if (quote !== '"' && quote !== "'" && quote !== '`') return undefined
    const close = this.#closing(start, quote)
    if (close === undefined) {
      this.#badQuote(start, `The quote ${shown(quote)} that begins here is never closed.`)
      return undefined
    }
    AFTER_QUOTE.lastIndex = close + 1
    if (!AFTER_QUOTE.test(this.#text)) {
      this.#badQuote(start, 'Text follows the closing quote, so the quotes are read as text.')
      return undefined
    }
    const raw = this.#text.slice(start + 1, close)
    return { text: quote === '"' ? unescaped(raw) : raw, end: close + 1 }
  }

  #closing(start: number, quote: string): number | undefined {
    if (this.#neverClosed.has(quote)) return undefined
    for (let i = start + 1; i < this.#text.length; i++) {
      const char = this.#text[i]
      if (char === quote) return i
      if (char === '\\' && quote === '"') i++
    }
    this.#neverClosed.add(quote)
    return undefined
  }

  #unquoted(start: number, lineEnd: number): Value {
    const rest = this.#text.slice(start, lineEnd)
    const spaceBefore = this.#text[start - 1] !== '='
    const comment = rest.startsWith('#') && spaceBefore ? 0 : rest.search(/[ \t]#/)
    const text = (comment === -1 ? rest : rest.slice(0, comment)).trimEnd()
    return { text, end: start + text.length }
  }

  #notAnAssignment(start: number, content: string): void {
    this.#findings.add({
      ruleId: 'syntax/not-an-assignment',
      severity: 'warning',
      start,
      end: start + content.trimEnd().length,
      message: `The line ${shown(content.trimEnd())} sets nothing.`,
      help: 'Write `NAME=value`, or begin the line with `#`.',
    })
  }

  #invalidName(start: number, name: string): void {
    this.#findings.add({
      ruleId: 'syntax/invalid-name',
      start,
      end: start + name.length,
      message: `The name ${shown(name)} cannot be a variable; its line is left out.`,
      help: 'Use letters, digits and `_`, and no digit first.',
    })
  }

  #badQuote(start: number, message: string): void {
    const help = 'Put one pair of quotes around the whole value.'
    this.#findings.add({ ruleId: 'syntax/bad-quotes', start, message, help })
  }
}

function unescaped(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (whole, letter: string) => ESCAPES[letter] ?? whole)
}
