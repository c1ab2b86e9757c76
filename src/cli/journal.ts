/**
 * The undo journal: before a run replaces files, what they held is kept in `.resil/undo/<number>`.
 * `undo` puts the newest run back, then the one before it, and so on. It refuses to undo over a
 * file that was changed since, unless it is forced to.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hashIfThere, hashOf, writeAtomic } from './io.js'
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

/** Keeps the old contents and says what they were; call it before the first file is replaced. */
export function openJournal(
  at: string,
  files: readonly { readonly path: string; readonly after: string }[],
): WrittenFile[] {
  const number = Math.max(0, ...entryNumbers()) + 1
  const folder = folderOf(number)
  makeFolder(folder)
  const kept = files.map(({ path, after }, index): WrittenFile => {
    const before = hashIfThere(path)
    if (before !== null) writeAtomic(join(folder, `${index}.before`), readFileSync(path))
    return { path, before, after: hashOf(after) }
  })
  const entry: JournalEntry = { version: 1, at, files: kept }
  writeAtomic(join(folder, 'entry.json'), `${JSON.stringify(entry, null, 2)}\n`)
  return kept
}

function folderOf(number: number): string {
  return join(FOLDER, String(number).padStart(6, '0'))
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new UsageError(
      `${folder} cannot be made (${code}); without it no change could be undone.`,
      'Run resil where you may write.',
    )
  }
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
  if (newest === 0) {
    throw new UsageError('There is nothing to undo here.', `No run is recorded in ${FOLDER}.`)
  }
  const folder = folderOf(newest)
  const { files } = readEntry(folder)
  const copies = files.map(({ before }, index) =>
    before === null ? undefined : copyOf(join(folder, `${index}.before`), before),
  )
  if (!force) refuseChanged(files)
  files.forEach(({ path }, index) => {
    const copy = copies[index]
    if (copy === undefined) remove(path)
    else writeAtomic(path, copy)
  })
  rmSync(folder, { recursive: true, force: true })
  return [...files]
}

function remove(path: string): void {
  if (!existsSync(path)) return
  try {
    rmSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(`${path} cannot be removed (${code}).`, 'Check its folder.')
  }
}

function refuseChanged(files: readonly WrittenFile[]): void {
  const changed = files.filter(({ path, after, before }) => {
    const now = hashIfThere(path)
    return now !== after && now !== before
  })
  if (changed.length === 0) return
  const names = changed.map(
    ({ path }) => `${path} was ${existsSync(path) ? 'changed' : 'removed'} after resil wrote it`,
  )
  throw new UsageError(`${names.join(', ')}.`, 'Add --force to undo anyway.')
}

/** The content that was kept, which must be the one that was there. */
function copyOf(path: string, hash: string): Uint8Array {
  if (hashIfThere(path) !== hash) throw damaged(path)
  return readFileSync(path)
}

function damaged(path: string): UsageError {
  return new UsageError(
    `${path} is damaged or missing; nothing was undone.`,
    `Restore the files by hand, then remove ${join(path, '..')}.`,
  )
}

function readEntry(folder: string): JournalEntry {
  const path = join(folder, 'entry.json')
  let entry: unknown
  try {
    entry = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw damaged(path)
  }
  if (isEntry(entry)) return entry
  const { version = 1 } = Object(entry) as Record<string, unknown>
  if (version !== 1) {
    throw new UsageError(`${path} is of another version.`, 'Use the resil that wrote it.')
  }
  throw damaged(path)
}

function isEntry(entry: unknown): entry is JournalEntry {
  const { version, files } = Object(entry) as Record<string, unknown>
  if (version !== 1 || !Array.isArray(files)) return false
  return files.every((file) => {
    const { path, before, after } = Object(file) as Record<string, unknown>
    const hashes = (before === null || typeof before === 'string') && typeof after === 'string'
    return typeof path === 'string' && hashes
  })
}
