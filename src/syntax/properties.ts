/**
 * Java .properties as `java.util.Properties` reads them, with Spring's `#---` document separators.
 *
 * Owns escapes, line continuations and separators; duplicate keys are flat-entries.ts's. Dots in a
 * key are not split and no type is guessed: that is for the importers. White space at the end of a
 * value is dropped (Java keeps it), unless it is escaped. One pass, each character read once.
 */
import { Findings } from './findings.js'
import { FlatEntries } from './flat-entries.js'
import { blankConflictMarkers } from './merge-conflict.js'
import type { Document, Parser } from './node.js'

const SPACE = /[ \t\f]*/y
const LINE_END = /\r\n|\r|\n/y
const LINE = /[^\r\n]*/y
const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

/** Reads every line; the only fault a .properties file can have is a broken `\u` escape. */
export const parseProperties: Parser = (source) => {
  const findings = new Findings(source)
  const reader = new PropertiesReader(blankConflictMarkers(source.text, findings), findings)
  const documents = reader.read(() => new FlatEntries(source, findings))
  return { value: { source, syntax: 'properties', documents }, diagnostics: findings.list() }
}

class PropertiesReader {
  readonly #text: string
  readonly #findings: Findings
  #at = 0

  constructor(text: string, findings: Findings) {
    this.#text = text
    this.#findings = findings
    if (text.startsWith('\uFEFF')) this.#at = 1
  }

  read(newEntries: () => FlatEntries): Document[] {
    const documents: Document[] = []
    let entries = newEntries()
    let previousStart = ''
    while (this.#at < this.#text.length) {
      const lineStart = this.#at
      this.#skip(SPACE)
      const sign = this.#text[this.#at]
      if (sign === '#' || sign === '!') {
        const line = this.#take(LINE)
        this.#skip(LINE_END)
        if (this.#separates(line, lineStart, previousStart)) {
          documents.push(entries.document(documents.length))
          entries = newEntries()
        }
      } else if (!this.#skip(LINE_END)) this.#assignment(entries)
      previousStart = this.#text.charAt(lineStart)
    }
    documents.push(entries.document(documents.length))
    return documents
  }

  /** Spring's rule: at the start of a line, and no neighbour is a comment with the same sign. */
  #separates(line: string, lineStart: number, previousStart: string): boolean {
    if (!/^[#!]---\s*$/.test(line) || this.#text[lineStart] !== line[0]) return false
    return previousStart !== line[0] && this.#text[this.#at] !== line[0]
  }

  #assignment(entries: FlatEntries): void {
    const keyStart = this.#at
    const key = this.#unescaped((char) => char === '=' || char === ':' || isSpace(char))
    this.#gap()
    const separator = this.#text[this.#at]
    if (separator === '=' || separator === ':') {
      this.#at++
      this.#gap()
    }
    const valueStart = this.#at
    const value = this.#unescaped(() => false)
    this.#skip(LINE_END)
    entries.add({
      key: key.text,
      keyStart,
      keyEnd: key.end,
      text: value.text,
      valueStart,
      valueEnd: Math.max(value.end, valueStart),
    })
  }

  /** Reads to `ends` or the end of the logical line; unescaped white space at its end is cut. */
  #unescaped(ends: (char: string) => boolean): { text: string; end: number } {
    const parts: string[] = []
    let end = this.#at
    let pendingSpace = ''
    for (; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at]!
      if (char === '\r' || char === '\n' || ends(char)) break
      if (char === '\\' && this.#continuation()) continue
      if (isSpace(char)) {
        pendingSpace += char
        this.#at++
        continue
      }
      parts.push(pendingSpace, char === '\\' ? this.#escape() : char)
      pendingSpace = ''
      if (char !== '\\') this.#at++
      end = this.#at
    }
    return { text: parts.join(''), end }
  }

  /** Skips white space, continuations of the line included. */
  #gap(): void {
    do this.#skip(SPACE)
    while (this.#text[this.#at] === '\\' && this.#continuation())
  }

  /** Skips a backslash at the end of a line with the white space that opens the next line. */
  #continuation(): boolean {
    const next = this.#text[this.#at + 1]
    if (next !== undefined && next !== '\r' && next !== '\n') return false
    this.#at++
    this.#skip(LINE_END)
    this.#skip(SPACE)
    return true
  }

  #escape(): string {
    const start = this.#at
    const letter = this.#text.charAt(start + 1)
    this.#at += 2
    if (letter !== 'u') return ESCAPES[letter] ?? letter
    const digits = this.#text.slice(this.#at, this.#at + 4)
    if (/^[\da-fA-F]{4}$/.test(digits)) {
      this.#at += 4
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    this.#findings.add({
      ruleId: 'syntax/bad-escape',
      start,
      end: this.#at,
      message: 'The escape `\\u` needs four hexadecimal digits after it.',
      help: 'Write `\\\\u` for a backslash before a `u`.',
    })
    return 'u'
  }

  #skip(pattern: RegExp): boolean {
    return this.#take(pattern) !== ''
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += text.length
    return text
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\f'
}
