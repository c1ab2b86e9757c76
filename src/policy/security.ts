/**
 * The security limits of a configuration: sizes, characters and contents that no configuration
 * needs and that an attacker does. Looks at a value tree; never at what the values mean.
 *
 * Two sets of limits: the flat form (an environment variable, as the reference system has it) and
 * files. What is refused is the same in both but for three reliefs of files: longer lists and maps,
 * line breaks in strings, and dotted names (Java classes) that hold a dunder name.
 * A changer keeps every pattern linear: no text may match a part of it in two ways.
 */
import type { Diagnostic, Span } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { Findings, shown } from '../syntax/findings.js'
import type { Node } from '../syntax/node.js'

export interface SecurityLimits {
  /** Size of the text in UTF-8, in bytes. */
  readonly bytes: number
  /** UTF-16 units of one string or key. */
  readonly stringLength: number
  readonly listItems: number
  readonly mapEntries: number
  /** Maps and lists inside each other; the outermost counts as 1. */
  readonly depth: number
  /** A longer run of one character is a warning. */
  readonly equalRun: number
  readonly maxCodePoint: number
  /** Tab, line feed and carriage return pass in strings. */
  readonly lineBreaks: boolean
  /** Escapes are looked for in the text as written too, before the parser resolves them. */
  readonly rawEscapes: boolean
  /** Strings that match hold names of code and are not searched for refused content. */
  readonly names: RegExp | undefined
}

/** For RESILIENCE_CUSTOM_CONFIG. */
export const FLAT_LIMITS: SecurityLimits = {
  bytes: 4096,
  stringLength: 200,
  listItems: 20,
  mapEntries: 50,
  depth: 10,
  equalRun: 10,
  maxCodePoint: 0x1f4ff,
  lineBreaks: false,
  rawEscapes: true,
  names: undefined,
}

/** For policy files: 10 MiB, 200 items, 500 entries, names like `java.io.IOException` pass. */
export const FILE_LIMITS: SecurityLimits = {
  ...FLAT_LIMITS,
  bytes: 10 * 1024 * 1024,
  listItems: 200,
  mapEntries: 500,
  lineBreaks: true,
  rawEscapes: false,
  names: /^[\p{L}_$][\p{L}\p{N}_$]*\.[\p{L}_$][\p{L}\p{N}_$.]*$/u,
}

type Refusal = readonly [name: string, pattern: RegExp]

const ESCAPES: readonly Refusal[] = [
  ['a `\\xNN` escape', /\\x[\da-f]{2}/i],
  ['a `\\uNNNN` escape', /\\u[\da-f]{4}/i],
]

/** Refused wherever it stands in a string or key; words only where no letter stands before them. */
const REFUSED: readonly Refusal[] = [
  ['a script tag', /<\/?script/i],
  ['a `javascript:` address', /(?<![a-z])javascript:/i],
  ['a `vbscript:` address', /(?<![a-z])vbscript:/i],
  ['a `data:` address', /(?<![a-z])data:/i],
  ['an inline event handler', /(?<![a-z])on[a-z]{3,20}\s{0,5}=/i],
  ['a path upwards (`../`)', /\.\.[/\\]/],
  ...ESCAPES,
  ['a template tag (`<% %>`)', /<%|%>/],
  ['a `${…}` expression', /\$\{/],
  ['a call of `eval`', /(?<![a-z])eval\s{0,5}\(/i],
  ['a call of `exec`', /(?<![a-z])exec\s{0,5}\(/i],
  ['an `import` statement', /(?<![a-z])import\s/i],
  ['a call of `require`', /(?<![a-z])require\s{0,5}\(/i],
  ['a dunder name', /(?<![a-z\d])__[a-z\d]+(?:_[a-z\d]+)*__(?![a-z\d])/i],
]

const BAD_CATEGORY = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u
const BAD_CATEGORY_IN_LINES = /[^\P{Cc}\t\n\r]|[\p{Cf}\p{Co}\p{Cs}]/u

/** A finding when the text is larger than the limit; to be asked before it is parsed. */
export function checkSize(
  source: SourceText,
  limits: SecurityLimits = FILE_LIMITS,
): Diagnostic | undefined {
  const bytes = utf8Length(source.text)
  if (bytes <= limits.bytes) return undefined
  return {
    ruleId: 'security/too-large',
    severity: 'error',
    message: `The configuration has ${bytes} bytes, and the limit is ${limits.bytes}.`,
    help: 'Keep only the settings that differ from the preset.',
    span: source.span(0, 0),
    data: { bytes, limit: limits.bytes },
  }
}

/** Bytes of the text in UTF-8; a lone surrogate counts 3, as its replacement does. */
function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

/** Findings for every part of the tree that breaks a limit, at most 20 of a rule. */
export function checkSecurity(
  root: Node | undefined,
  source: SourceText,
  limits: SecurityLimits = FILE_LIMITS,
): Diagnostic[] {
  const check = new SecurityCheck(source, limits)
  if (root) check.node(root, 1)
  return check.findings.list()
}

class SecurityCheck {
  readonly findings: Findings
  readonly #source: SourceText
  readonly #limits: SecurityLimits

  constructor(source: SourceText, limits: SecurityLimits) {
    this.findings = new Findings(source)
    this.#source = source
    this.#limits = limits
  }

  node(node: Node, depth: number): void {
    if (node.kind === 'scalar') {
      if (typeof node.value === 'string') this.#string(node.value, node.span)
      return
    }
    const { depth: maxDepth, listItems, mapEntries } = this.#limits
    if (depth > maxDepth) {
      const message = `The nesting is deeper than ${maxDepth} levels here.`
      this.#refuse('too-deep', node.span, message, 'Flatten this part.', { limit: maxDepth })
    } else if (node.kind === 'seq') {
      this.#count('long-list', node.span, 'list', 'items', node.items.length, listItems)
      for (const item of node.items) this.node(item, depth + 1)
    } else {
      this.#count('many-properties', node.span, 'map', 'keys', node.entries.length, mapEntries)
      for (const { key, keySpan, value } of node.entries) {
        this.#string(key, keySpan)
        this.node(value, depth + 1)
      }
    }
  }

  #count(
    rule: string,
    span: Span,
    what: string,
    parts: string,
    found: number,
    limit: number,
  ): void {
    if (found <= limit) return
    const message = `The ${what} has ${found} ${parts}, and the limit is ${limit}.`
    this.#refuse(rule, span, message, `Take out ${found - limit} of them.`, { found, limit })
  }

  #string(text: string, span: Span): void {
    const { stringLength } = this.#limits
    if (text.length > stringLength) {
      const message = `The text has ${text.length} characters, and the limit is ${stringLength}.`
      const data = { found: text.length, limit: stringLength }
      this.#refuse('long-string', span, message, 'Shorten it.', data)
      return
    }
    this.#characters(text, span)
    this.#content(text, span)
  }

  #characters(text: string, span: Span): void {
    const { lineBreaks, maxCodePoint } = this.#limits
    const control = (lineBreaks ? BAD_CATEGORY_IN_LINES : BAD_CATEGORY).exec(text)?.[0]
    if (control !== undefined) {
      const message = `The text holds the invisible or private character ${codeOf(control)}.`
      this.#refuse('control-character', span, message, 'Delete the character.', {
        codePoint: control.codePointAt(0),
      })
    }
    const high = [...text].find((char) => char.codePointAt(0)! > maxCodePoint)
    if (high !== undefined && high !== control) {
      const last = `U+${maxCodePoint.toString(16).toUpperCase()}`
      const message = `The text holds ${codeOf(high)}, and the last character allowed is ${last}.`
      this.#refuse('code-point', span, message, 'Delete the character.', {
        codePoint: high.codePointAt(0),
      })
    }
    this.#runs(text, span)
  }

  #runs(text: string, span: Span): void {
    const { equalRun } = this.#limits
    let length = 0
    let longest = 0
    let before = ''
    for (const char of text) {
      length = char === before ? length + 1 : 1
      before = char
      longest = Math.max(longest, length)
    }
    if (longest <= equalRun) return
    this.findings.add({
      ...placeOf(span),
      ruleId: 'security/repeated-character',
      severity: 'warning',
      message: `The text repeats one character ${longest} times; more than ${equalRun} look wrong.`,
      help: 'Shorten the run if it is a slip.',
      data: { found: longest, limit: equalRun },
    })
  }

  #content(text: string, span: Span): void {
    if (this.#limits.names?.test(text)) return
    const raw = this.#limits.rawEscapes
      ? this.#source.text.slice(span.start.offset, span.end.offset)
      : ''
    const found =
      REFUSED.find(([, pattern]) => pattern.test(text)) ??
      ESCAPES.find(([, pattern]) => pattern.test(raw))
    if (!found) return
    const message = `The text ${shown(text)} holds ${found[0]}, which no configuration needs.`
    this.#refuse('refused-content', span, message, 'Write a plain value.', { content: found[0] })
  }

  #refuse(
    rule: string,
    span: Span,
    message: string,
    help: string,
    data: Readonly<Record<string, unknown>>,
  ): void {
    this.findings.add({ ...placeOf(span), ruleId: `security/${rule}`, message, help, data })
  }
}

function placeOf(span: Span) {
  return { start: span.start.offset, end: span.end.offset, pointer: span.pointer }
}

function codeOf(char: string): string {
  return `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
