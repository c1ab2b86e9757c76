/**
 * JSON and JSONC to the value tree: line and block comments and trailing commas are accepted.
 *
 * Owns the structure and what is read on with after a fault: small slips (a missing comma, single
 * quotes, an unquoted key) are reported and read as meant; anything else ends the reading there and
 * the tree holds what came before. Recursion is bounded by maxDepth: deeper parts are skipped by a
 * loop. A changer must keep every loop consuming at least one character per turn.
 */
import type { Checked, Span } from '../diagnostics/diagnostic.js'
import { pointerStep, type SourceText } from '../diagnostics/source.js'
import { Findings, shown } from './findings.js'
import { keyHelp, wordFault } from './json-messages.js'
import { JsonScanner } from './json-scanner.js'
import { KeySet } from './keys.js'
import { depthLimit, tooDeep } from './limits.js'
import { blankConflictMarkers } from './merge-conflict.js'
import type { Entry, Node, ParsedText, ParseOptions, Parser, ScalarValue } from './node.js'

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Reads one JSON value; more than one is a finding. Empty text gives one document, no root. */
export const parseJson: Parser = (source, options = {}) => {
  const findings = new Findings(source)
  return new JsonReader(source, findings, options).read()
}

class JsonReader {
  readonly #source: SourceText
  readonly #findings: Findings
  readonly #scan: JsonScanner
  readonly #maxDepth: number
  /** Set by a fault that leaves no sure footing; every loop ends on it. */
  #stopped = false

  constructor(source: SourceText, findings: Findings, options: ParseOptions) {
    this.#source = source
    this.#findings = findings
    this.#scan = new JsonScanner(blankConflictMarkers(source.text, findings), findings)
    this.#maxDepth = depthLimit(options)
  }

  read(): Checked<ParsedText> {
    const root = this.#scan.peek() === '' ? undefined : (this.#bareMembers() ?? this.#value('', 1))
    if (!this.#stopped && this.#scan.peek() !== '') {
      const message = `The JSON value is complete, but ${this.#here()} follows it.`
      this.#stop(message, 'Delete what follows, or split the file: one JSON value per file.')
    }
    return {
      value: { source: this.#source, syntax: 'json', documents: [{ index: 0, root }] },
      diagnostics: this.#findings.list(),
    }
  }

  /** The members of a map whose outer braces were cut off, as in an excerpt; one finding. */
  #bareMembers(): Node | undefined {
    const start = this.#scan.position
    const head = this.#scan.text.slice(start, start + 300)
    if (!/^"(?:[^"\\\n]|\\.){0,200}"\s*:/.test(head)) return undefined
    const help = 'Put the whole text between `{` and `}`.'
    this.#scan.fault(start, start + 1, 'The text begins with a key, without a `{` before it.', help)
    return this.#map('', 1, true)
  }

  #value(pointer: string, depth: number): Node | undefined {
    const sign = this.#scan.peek()
    if (sign === '{' || sign === '[') {
      if (depth > this.#maxDepth) return this.#skipTooDeep(pointer)
      return sign === '{' ? this.#map(pointer, depth) : this.#seq(pointer, depth)
    }
    return this.#scalar(sign, pointer)
  }

  #scalar(sign: string, pointer: string): Node | undefined {
    const start = this.#scan.position
    const leaf = (value: ScalarValue, text: string, quoted: boolean): Node => {
      const span = this.#source.span(start, this.#scan.position, pointer)
      return { kind: 'scalar', value, text, quoted, span }
    }
    if (sign === '"' || sign === "'" || sign === '`') {
      const text = this.#scan.string()
      return leaf(text, text, true)
    }
    const number = this.#scan.number()
    if (number !== undefined) return leaf(Number(number), number, false)
    const word = this.#scan.word()
    const known = WORDS.get(word)
    if (known !== undefined) return leaf(known, word, false)
    if (word === '') this.#stop(`A value is missing before ${this.#here()}.`, 'Write the value.')
    else this.#scan.fault(start, start + word.length, ...wordFault(word))
    return undefined
  }

  #map(pointer: string, depth: number, bare = false): Node {
    const start = this.#scan.position
    if (!bare) this.#scan.position++
    const entries: Entry[] = []
    const keys = new KeySet(this.#source, this.#findings)
    this.#members(bare ? undefined : start, '}', () => {
      const key = this.#key()
      if (key === undefined) return
      const at = pointer + pointerStep(key.text)
      const keySpan = keys.claim({ key: key.text, start: key.start, end: key.end, pointer: at })
      if (this.#scan.peek() === ':') this.#scan.position++
      else if (!this.#missingColon(key.text)) return
      const value = this.#value(at, depth + 1)
      if (keySpan !== undefined && value !== undefined) {
        entries.push({ key: key.text, keySpan, value })
      }
    })
    return { kind: 'map', entries, span: this.#spanFrom(start, pointer) }
  }

  #seq(pointer: string, depth: number): Node {
    const start = this.#scan.position++
    const items: Node[] = []
    this.#members(start, ']', () => {
      const item = this.#value(pointer + pointerStep(items.length), depth + 1)
      if (item !== undefined) items.push(item)
    })
    return { kind: 'seq', items, span: this.#spanFrom(start, pointer) }
  }

  /** Reads members until `close`, or until the text ends when there is no opening bracket. */
  #members(start: number | undefined, close: '}' | ']', member: () => void): void {
    for (let needsComma = false; !this.#stopped; needsComma = true) {
      let sign = this.#scan.peek()
      if (needsComma && sign === ',') {
        this.#scan.position++
        sign = this.#scan.peek()
      } else if (needsComma && sign !== close && sign !== '') this.#missingComma(sign)
      if (this.#stopped) return
      if (sign === close) {
        this.#scan.position++
        return
      }
      if (sign === '') {
        if (start !== undefined) this.#unclosed(start, close)
        return
      }
      member()
    }
  }

  #key(): { text: string; start: number; end: number } | undefined {
    const sign = this.#scan.peek()
    const start = this.#scan.position
    let text: string
    if (sign === '"' || sign === "'" || sign === '`') text = this.#scan.string()
    else {
      text = this.#scan.word()
      if (text === '') {
        this.#stop(`A key in double quotes is expected here, not ${this.#here()}.`, keyHelp(sign))
        return undefined
      }
      const end = this.#scan.position
      this.#scan.fault(
        start,
        end,
        `The key ${shown(text)} has no quotes.`,
        'Put the key in double quotes.',
      )
    }
    return { text, start, end: this.#scan.position }
  }

  #missingColon(key: string): boolean {
    const at = this.#scan.position
    const sign = this.#scan.text.charAt(at)
    if (sign === '=') this.#scan.position++
    const help = 'Write `:` between the key and its value.'
    if (sign === '=')
      this.#scan.fault(at, at + 1, `The key ${shown(key)} is followed by \`=\`.`, help)
    else this.#stop(`The key ${shown(key)} is followed by ${this.#here()} and has no value.`, help)
    return sign === '='
  }

  #missingComma(sign: string): void {
    const at = this.#scan.position
    if (sign === '}' || sign === ']' || sign === ':') {
      this.#stop(`A ${shown(sign)} does not fit here.`, 'Check the brackets before this place.')
    } else
      this.#scan.fault(at, at + 1, `A comma is missing before ${this.#here()}.`, 'Add a comma.')
  }

  #unclosed(start: number, close: string): void {
    const open = this.#source.span(start, start + 1)
    this.#stopped = true
    this.#findings.add({
      ruleId: 'syntax/invalid-json',
      start: this.#scan.position,
      message: `The text ends before the bracket of line ${open.start.line} is closed.`,
      help: `Add the missing ${shown(close)}, or the part of the file that was cut off.`,
      related: { message: 'Opened here.', span: open },
    })
  }

  #skipTooDeep(pointer: string): undefined {
    const start = this.#scan.position
    let open = 0
    do {
      const sign = this.#scan.peek()
      if (sign === '') break
      if (sign === '"') this.#scan.string()
      else this.#scan.position++
      if (sign === '{' || sign === '[') open++
      else if (sign === '}' || sign === ']') open--
    } while (open > 0)
    this.#findings.add(tooDeep(start, this.#maxDepth, pointer))
    return undefined
  }

  #stop(message: string, help: string): void {
    this.#stopped = true
    const at = this.#scan.position
    this.#scan.fault(at, Math.min(at + 1, this.#scan.text.length), message, help)
  }

  #here(): string {
    const rest = this.#scan.text.slice(this.#scan.position, this.#scan.position + 30)
    const word = /^(?:[\w.+-]+|[\s\S]?)/u.exec(rest)?.[0] ?? ''
    return word === '' ? 'the end of the text' : shown(word)
  }

  #spanFrom(start: number, pointer: string): Span {
    return this.#source.span(start, this.#scan.position, pointer)
  }
}
