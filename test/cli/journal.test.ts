import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hashOf, writeAtomic } from '../../src/cli/io.js'
import { openJournal, undoLast } from '../../src/cli/journal.js'
import { put, workInTemporaryFolder } from '../support/temporary-folder.js'

workInTemporaryFolder()

const FIRST = '.resil/undo/000001'

/** What a run of `migrate --write` does. */
function run(files: Readonly<Record<string, string>>) {
  const pending = Object.entries(files).map(([path, after]) => ({ path, after }))
  const kept = openJournal('2026-01-01T00:00:00.000Z', pending)
  for (const { path, after } of pending) writeAtomic(path, after)
  return kept
}

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null)

it('removes what the run created', () => {
  run({ 'a.yaml': 'new' })
  undoLast(false)
  expect(read('a.yaml')).toBeNull()
})

it('puts back what the run replaced, byte by byte', () => {
  const bytes = Buffer.from([0xff, 0xfe, 0, 10, 13])
  put('a.yaml', bytes)
  run({ 'a.yaml': 'new' })
  undoLast(false)
  expect([...readFileSync('a.yaml')]).toEqual([...bytes])
})

it('undoes two runs, the newer one first, and then there is nothing left', () => {
  put('a.yaml', 'one')
  run({ 'a.yaml': 'two' })
  run({ 'a.yaml': 'three', 'b.yaml': 'b' })

  undoLast(false)
  expect([read('a.yaml'), read('b.yaml')]).toEqual(['two', null])
  undoLast(false)
  expect(read('a.yaml')).toBe('one')
  expect(() => undoLast(false)).toThrow('There is nothing to undo here.')
  expect(readdirSync('.resil/undo')).toEqual([])
})

it('says what was before and after, by hash', () => {
  put('a.yaml', 'one')
  const expected = [
    { path: 'a.yaml', before: hashOf('one'), after: hashOf('two') },
    { path: 'b.yaml', before: null, after: hashOf('b') },
  ]
  expect(run({ 'a.yaml': 'two', 'b.yaml': 'b' })).toEqual(expected)
  expect(undoLast(false)).toEqual(expected)
})

it('refuses to undo over a file that was changed, and does it by force', () => {
  put('a.yaml', 'one')
  run({ 'a.yaml': 'two', 'b.yaml': 'b' })
  writeFileSync('a.yaml', 'mine')

  expect(() => undoLast(false)).toThrow('a.yaml was changed after resil wrote it.')
  expect([read('a.yaml'), read('b.yaml')]).toEqual(['mine', 'b'])
  undoLast(true)
  expect([read('a.yaml'), read('b.yaml')]).toEqual(['one', null])
})

it('refuses when a replaced file was removed, and brings it back by force', () => {
  put('a.yaml', 'one')
  run({ 'a.yaml': 'two' })
  rmSync('a.yaml')

  expect(() => undoLast(false)).toThrow('a.yaml was removed after resil wrote it.')
  undoLast(true)
  expect(read('a.yaml')).toBe('one')
})

it('a created file that was removed by hand needs no undoing, and no force', () => {
  run({ 'a.yaml': 'new' })
  rmSync('a.yaml')
  expect(undoLast(false)).toHaveLength(1)
})

it('takes a file that holds the old content again as undone', () => {
  put('a.yaml', 'one')
  run({ 'a.yaml': 'two' })
  writeFileSync('a.yaml', 'one')
  undoLast(false)
  expect(read('a.yaml')).toBe('one')
})

const DAMAGED: readonly (readonly [string, () => void])[] = [
  ['no JSON', () => writeFileSync(`${FIRST}/entry.json`, '{"version": 1')],
  ['another shape', () => writeFileSync(`${FIRST}/entry.json`, 'null')],
  ['files of another shape', () => writeEntry({ version: 1, files: [{ path: 1 }] })],
  ['no files', () => writeEntry({ version: 1 })],
  ['a copy is gone', () => rmSync(`${FIRST}/0.before`)],
  ['a copy was changed', () => writeFileSync(`${FIRST}/0.before`, 'x')],
]

function writeEntry(entry: unknown): void {
  writeFileSync(`${FIRST}/entry.json`, JSON.stringify(entry))
}

it.each(DAMAGED)('a damaged entry changes nothing, not even by force: %s', (_, damage) => {
  put('a.yaml', 'one')
  run({ 'a.yaml': 'two' })
  damage()
  expect(() => undoLast(true)).toThrow('is damaged or missing; nothing was undone.')
  expect(read('a.yaml')).toBe('two')
})

it('leaves the entries of a newer resil alone', () => {
  run({ 'a.yaml': 'two' })
  writeEntry({ version: 2, files: [] })
  expect(() => undoLast(false)).toThrow('is of another version.')
})

it('a run that died before its entry was written is no run', () => {
  put('a.yaml', 'one')
  put(`${FIRST}/0.before`, 'x')
  expect(() => undoLast(false)).toThrow('There is nothing to undo here.')
  run({ 'a.yaml': 'two' })
  undoLast(false)
  expect(read('a.yaml')).toBe('one')
})

it('says why no journal can be kept, before anything is written', () => {
  put('.resil', 'a file')
  expect(() => run({ 'a.yaml': 'new' })).toThrow(/\.resil.* cannot be made \(ENOTDIR\)/)
  expect(read('a.yaml')).toBeNull()
})
