/** The lines that change between two texts, as a unified diff with three lines of context. */

export interface DiffLine {
  /** `gap`: unchanged lines that are left out; its text says how many. */
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly text: string
}

const CONTEXT = 3
/** Lines on each side above which the middle part is shown as replaced whole. */
const MOST_LINES = 2000

/** @returns the changed lines with context; empty when the texts are equal. */
export function diffLines(before: string, after: string): DiffLine[] {
  if (before === after) return []
  const a = linesOf(before)
  const b = linesOf(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end))
    end++
  const middle = compare(a.slice(start, a.length - end), b.slice(start, b.length - end))
  const same = (texts: readonly string[]): DiffLine[] =>
    texts.map((text) => ({ kind: 'same', text }))
  return withGaps([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))])
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Longest common subsequence by the usual table. */
function compare(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text })
  const added = (text: string): DiffLine => ({ kind: 'added', text })
  if (a.length > MOST_LINES || b.length > MOST_LINES) return [...a.map(removed), ...b.map(added)]
  const width = b.length + 1
  const table = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
    }
  }
  const lines: DiffLine[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i]! })
      i++
      j++
    } else if (
      j >= b.length ||
      (i < a.length && table[(i + 1) * width + j]! >= table[i * width + j + 1]!)
    ) {
      lines.push(removed(a[i++]!))
    } else lines.push(added(b[j++]!))
  }
  return lines
}

function withGaps(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Uint8Array(lines.length)
  lines.forEach((line, at) => {
    if (line.kind === 'same') return
    const from = Math.max(0, at - CONTEXT)
    near.fill(1, from, Math.min(lines.length, at + CONTEXT + 1))
  })
  const shown: DiffLine[] = []
  for (let at = 0; at < lines.length; at++) {
    const start = at
    while (at < lines.length && !near[at]) at++
    if (at > start) shown.push({ kind: 'gap', text: gapText(at - start) })
    if (at < lines.length) shown.push(lines[at]!)
  }
  return shown
}

function gapText(count: number): string {
  return count === 1 ? '1 line as before' : `${count} lines as before`
}
