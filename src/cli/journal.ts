/**
 * The undo journal: before a run replaces files, what they held is kept under `.resil/undo/<number>`;
 * `undo` puts the newest run back, then the one before it, and so on. It refuses to undo over a file
 * that was changed since, unless it is forced to.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf, readIfThere, writeAtomic } from './io.js'
import { UsageError } from './usage-error.js'

export interface WrittenFile {
  /** Path as the user named it, from the working directory. */
  readonly path: string
  /** SHA-256 of the content before, or null when there was no file. */
  readonly before: string | null
  readonly after: string
}

interface JournalEntry {
  readonly version: 1
  readonly at: string
  readonly files: readonly WrittenFile[]
}

const FOLDER = join('.resil', 'undo')

/** Keeps the old contents; call it before the first file is replaced. */
export function openJournal(at: string, files: readonly { path: string; after: string }[]): void {
  const number = Math.max(0, ...entryNumbers()) + 1
  const folder = join(FOLDER, String(number).padStart(6, '0'))
  mkdirSync(folder, { recursive: true })
  const kept = files.map(({ path, after }, index): WrittenFile => {
    const old = readIfThere(path)
    if (old !== undefined) writeAtomic(join(folder, `${index}.before`), readFileSync(path))
    return {
      path,
      before: old === undefined ? null : hashOf(readFileSync(path)),
      after: hashOf(after),
    }
  })
  const entry: JournalEntry = { version: 1, at, files: kept }
  writeAtomic(join(folder, 'entry.json'), `${JSON.stringify(entry, null, 2)}\n`)
}

function entryNumbers(): number[] {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((name) => existsSync(join(FOLDER, name, 'entry.json')))
    .map(Number)
    .filter(Number.isInteger)
}

/** Puts the newest run back. Throws UsageError when there is none, or a file changed since. */
export function undoLast(force: boolean): WrittenFile[] {
  const newest = Math.max(0, ...entryNumbers())
  if (newest === 0) throw new UsageError('There is nothing to undo here.', `No ${FOLDER} entry.`)
  const folder = join(FOLDER, String(newest).padStart(6, '0'))
  const { files } = readEntry(folder)
  const changed = files.filter(({ path, after, before }) => {
    const now = existsSync(path) ? hashOf(readFileSync(path)) : null
    return now !== after && now !== before
  })
  if (changed.length > 0 && !force) {
    const names = changed.map((file) => file.path).join(', ')
    throw new UsageError(
      `${names} was changed after resil wrote it.`,
      'Add --force to undo anyway.',
    )
  }
  files.forEach(({ path, before }, index) => {
    if (before === null) rmSync(path, { force: true })
    else writeAtomic(path, readFileSync(join(folder, `${index}.before`)))
  })
  rmSync(folder, { recursive: true, force: true })
  return [...files]
}

function readEntry(folder: string): JournalEntry {
  const path = join(folder, 'entry.json')
  try {
    const entry = JSON.parse(readFileSync(path, 'utf8')) as JournalEntry
    if (entry.version === 1 && Array.isArray(entry.files)) return entry
  } catch {
    throw new UsageError(
      `${path} is damaged.`,
      'Restore the files by hand from the copies beside it.',
    )
  }
  throw new UsageError(`${path} is of another version.`, 'Use the resil that wrote it.')
}
