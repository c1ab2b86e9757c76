/**
 * The letters of JSON: white space, comments, strings, numbers and words, each with its findings.
 *
 * Owns the cursor. json.ts owns the structure above it. Every method moves the cursor forward and
 * looks at each character once, which keeps the reader linear on any input.
 */
import { type Findings, shown } from './findings.js'

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /[^\s,:{}[\]"'`/]+/y
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

export class JsonScanner {
  position = 0
  readonly text: string
  readonly #findings: Findings

  constructor(text: string, findings: Findings) {
    this.text = text
    this.#findings = findings
    if (text.startsWith('\uFEFF')) this.position = 1
  }

  /** The next significant character, `''` at the end; the cursor stands on it. */
  peek(): string {
    for (;;) {
      const code = this.text.charCodeAt(this.position)
      if (code === 32 || code === 10 || code === 13 || code === 9) this.position++
      else if (code !== 47 || !this.#skipComment()) return this.text.charAt(this.position)
    }
  }

  #skipComment(): boolean {
    const start = this.position
    const next = this.text[start + 1]
    if (next === '/') {
      const end = this.text.indexOf('\n', start)
      this.position = end === -1 ? this.text.length : end
      return true
    }
    if (next !== '*') return false
    const end = this.text.indexOf('*/', start + 2)
    this.position = end === -1 ? this.text.length : end + 2
    if (end === -1) {
      this.fault(
        start,
        start + 2,
        'The comment that begins here never ends.',
        'Close it with `*/`.',
      )
    }
    return true
  }

  /** Reads the string under the cursor, whatever its quote character. */
  string(): string {
    const start = this.position
    const quote = this.text[start]!
    if (quote !== '"') {
      const message = `A JSON string cannot stand in ${quote === "'" ? 'single' : 'back'} quotes.`
      this.fault(start, start + 1, message, 'Use double quotes.')
    }
    const parts: string[] = []
    let from = start + 1
    for (this.position = from; ; ) {
      const char = this.text[this.position]
      if (char === quote) break
      if (char === undefined || char === '\n' || char === '\r') {
        this.fault(
          start,
          this.position,
          'The string that begins here never ends.',
          `Close it with ${quote}.`,
        )
        parts.push(this.text.slice(from, this.position))
        return parts.join('')
      }
      if (char === '\\') {
        parts.push(this.text.slice(from, this.position), this.#escape(quote))
        from = this.position
      } else this.position++
    }
    parts.push(this.text.slice(from, this.position++))
    return parts.join('')
  }

  #escape(quote: string): string {
    const start = this.position
    const letter = this.text[start + 1] ?? ''
    if (letter === 'u') {
      const digits = /^[\da-fA-F]{4}/.exec(this.text.slice(start + 2, start + 6))?.[0]
      if (digits !== undefined) {
        this.position = start + 6
        return String.fromCharCode(Number.parseInt(digits, 16))
      }
    }
    const atEnd = letter === '' || letter === '\n' || letter === '\r'
    this.position = start + (atEnd ? 1 : 2)
    const known = SIMPLE_ESCAPES[letter] ?? (letter === quote ? quote : undefined)
    if (known !== undefined) return known
    if (!atEnd) {
      const message =
        letter === 'u'
          ? 'The escape `\\u` needs four hexadecimal digits after it.'
          : `JSON has no escape ${shown(`\\${letter}`)}.`
      this.fault(start, this.position, message, 'Write `\\\\` for a backslash.')
    }
    return letter === '' || atEnd ? '' : letter
  }

  /** The number under the cursor as written, or undefined when there is none in JSON's spelling. */
  number(): string | undefined {
    NUMBER.lastIndex = this.position
    const text = NUMBER.exec(this.text)?.[0]
    if (text === undefined || text !== this.#wordHere()) return undefined
    this.position += text.length
    return text
  }

  /** The unquoted word under the cursor, `''` when a sign stands there. */
  word(): string {
    const word = this.#wordHere()
    this.position += word.length
    return word
  }

  #wordHere(): string {
    WORD.lastIndex = this.position
    return WORD.exec(this.text)?.[0] ?? ''
  }

  fault(start: number, end: number, message: string, help: string): void {
    this.#findings.add({ ruleId: 'syntax/invalid-json', start, end, message, help })
  }
}
