/**
 * One text with a name, and the way from offsets to lines and columns.
 * Everything that reports a place goes through `positionAt`, so that all outputs count alike.
 */
import type { Position, Span } from './diagnostic.js'

export interface SourceText {
  /** The name that findings show, as the user gave it. */
  readonly file: string
  readonly text: string
  positionAt(offset: number): Position
  span(startOffset: number, endOffset: number, pointer?: string): Span
  /** The text of a line, counted from 1, without its line end; `''` past the end. */
  line(number: number): string
}

export function sourceText(file: string, text: string): SourceText {
  let starts: number[] | undefined
  const lineStarts = () => {
    starts ??= findLineStarts(text)
    return starts
  }
  const positionAt = (offset: number): Position => {
    const at = Math.max(0, Math.min(offset, text.length))
    const table = lineStarts()
    let low = 0
    let high = table.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (table[middle]! <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - table[low]! + 1, offset: at }
  }
  return {
    file,
    text,
    positionAt,
    span: (startOffset, endOffset, pointer = '') => ({
      file,
      pointer,
      start: positionAt(startOffset),
      end: positionAt(Math.max(startOffset, endOffset)),
    }),
    line: (number) => {
      const table = lineStarts()
      const start = table[number - 1]
      if (start === undefined) return ''
      return text.slice(start, table[number] ?? text.length).replace(/\r?\n$|\r$/, '')
    },
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 10) starts.push(i + 1)
    else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1)
  }
  return starts
}

/** One step of a JSON pointer, escaped as RFC 6901 asks. */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}
