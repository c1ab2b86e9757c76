import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DiffLine, diffLines } from '../../../src/report/text/diff.js'

const marks = { same: ' ', added: '+', removed: '-', gap: '…' } as const
const shown = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => marks[kind] + text)

it.each([
  ['equal texts', 'a\nb\n', 'a\nb\n', []],
  ['a new file', '', 'a\nb\n', ['+a', '+b']],
  ['an emptied file', 'a\n', '', ['-a']],
  ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', [' a', '-b', '+x', ' c']],
  ['line ends alone', 'a\r\nb\r\n', 'a\nb\n', ['…2 lines as before']],
  ['a line end at the end alone', 'a', 'a\n', ['…1 line as before']],
  [
    'far context',
    '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
    '1\n2\n3\n4\nx\n6\n7\n8\n9\n',
    ['…1 line as before', ' 2', ' 3', ' 4', '-5', '+x', ' 6', ' 7', ' 8', '…1 line as before'],
  ],
])('%s', (_, before, after, expected) => {
  expect(shown(diffLines(before, after))).toEqual(expected)
})

const line = fc.constantFrom('a', 'b', 'c', '', 'version: 1', '  retry:')
const lines = fc.array(line, { maxLength: 60 })

const edit = fc.tuple(fc.nat(60), fc.nat(3), fc.array(line, { maxLength: 3 }))

it('gives the new text when it is applied, and the old one when it is taken back', () => {
  fc.assert(
    fc.property(lines, fc.array(edit, { maxLength: 6 }), (before, edits) => {
      const after = edits.reduce((now, [at, drop, add]) => now.toSpliced(at, drop, ...add), before)
      const diff = diffLines(textOf(before), textOf(after))
      expect(apply(before, diff, 'removed', 'added')).toEqual(after)
      expect(apply(after, diff, 'added', 'removed')).toEqual(before)
    }),
  )
})

it('takes a moment at most for two long texts that have nothing in common', () => {
  const [a, b] = ['a', 'b'].map((name) => textOf(Array.from({ length: 5000 }, (_, i) => name + i)))
  const started = performance.now()
  expect(diffLines(a!, b!)).toHaveLength(10_000)
  expect(performance.now() - started).toBeLessThan(1000)
})

function textOf(parts: readonly string[]): string {
  return parts.map((part) => `${part}\n`).join('')
}

/** Applies a diff to lines; a gap says how many lines it stands for. */
function apply(
  old: readonly string[],
  diff: readonly DiffLine[],
  gone: DiffLine['kind'],
  come: DiffLine['kind'],
): string[] {
  if (diff.length === 0) return [...old]
  const result: string[] = []
  let at = 0
  for (const { kind, text } of diff) {
    const skipped = kind === 'gap' ? Number.parseInt(text, 10) : 1
    if (kind === come) result.push(text)
    else if (kind === gone) at++
    else {
      result.push(...old.slice(at, at + skipped))
      at += skipped
    }
  }
  return result
}
