/**
 * Places inside of a value: the text of a value and the file's text differ by quotes, escapes and
 * line folds, so each character of the value is matched with where it stands in the file.
 */
import type { Span } from '../../diagnostics/diagnostic.js'
import type { SourceText } from '../../diagnostics/source.js'

/** From a stretch of the value to its place in the file; `pointer` is added to the value's own. */
export type Locate = (start: number, end: number, pointer?: string) => Span

/**
 * The way from offsets in `text` to spans of the file, for a value that stands at `span`. Where the
 * two cannot be matched (a placeholder was filled in), every place is the whole value.
 */
export function inside(source: SourceText, span: Span, text: string): Locate {
  const raw = source.text.slice(span.start.offset, span.end.offset)
  const offsets = align(raw, text)
  return (start, end, pointer = '') => {
    const at = `${span.pointer}${pointer}`
    if (offsets === undefined) return { ...span, pointer: at }
    const from = offsets[start] ?? raw.length
    const to = end > start ? (offsets[end - 1] ?? raw.length - 1) + 1 : from
    return source.span(span.start.offset + from, span.start.offset + to, at)
  }
}

/** For each character of `text` its offset in `raw`, or undefined when they do not match. */
function align(raw: string, text: string): number[] | undefined {
  // environment-text.ts shows control characters as blanks, one for one.
  const shown = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ')
  if (raw === shown) return [...Array(text.length).keys()]
  const offsets: number[] = []
  let at = /^["'`]/.test(raw) && raw[0] !== text[0] ? 1 : 0
  for (let i = 0; i < text.length; i++) {
    const next = matchAt(raw, at, text[i]!)
    if (next === undefined) return undefined
    offsets.push(next.start)
    at = next.end
  }
  return offsets
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/** The stretch of `raw` from `at` on that stands for `char`; folds and indents are skipped. */
function matchAt(
  raw: string,
  at: number,
  char: string,
): { start: number; end: number } | undefined {
  if (raw[at] === char) {
    const doubled = (char === "'" || char === '$') && raw[at + 1] === char
    return { start: at, end: at + (doubled ? 2 : 1) }
  }
  if (raw[at] === '\\') {
    const letter = raw[at + 1] ?? ''
    if (letter === char || ESCAPED[letter] === char) return { start: at, end: at + 2 }
    const code = /^(?:u([\da-f]{4})|x([\da-f]{2}))/i.exec(raw.slice(at + 1, at + 6))
    if (code && String.fromCharCode(Number.parseInt(code[1] ?? code[2]!, 16)) === char) {
      return { start: at, end: at + 1 + code[0].length }
    }
  }
  let after = at
  while (/[\s\\|>+-]/.test(raw[after] ?? '') && after - at < 1000) {
    after++
    if (raw[after] === char) return { start: after, end: after + 1 }
  }
  // A fold of the file is one space or line end of the value.
  return /\s/.test(char) && after > at ? { start: at, end: after } : undefined
}
