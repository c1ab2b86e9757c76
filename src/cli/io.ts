/**
 * Files and standard input. Reading refuses what is no readable file of moderate size, before any
 * byte of it is taken in. Writing is atomic: a temporary file beside the target, synced, renamed
 * over it; the target's mode and line ends stay as they were, and a symbolic link keeps pointing to
 * the file that is replaced.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceText } from '../diagnostics/source.js'
import { suggest } from '../diagnostics/suggest.js'
import { decodeText, MAX_BYTES } from '../syntax/read.js'
import { UsageError } from './usage-error.js'

/** Reads a file as text. An unreadable path is wrong usage; unreadable content is a finding. */
export function readSourceFile(path: string): Checked<SourceText> {
  const stats = statOf(path)
  if (stats.isDirectory()) {
    throw new UsageError(`${path} is a directory.`, 'Name a file in it.')
  }
  if (!stats.isFile()) {
    throw new UsageError(`${path} is no regular file.`, 'Pipe it in: resil … - < FILE')
  }
  if (stats.size > MAX_BYTES) return { diagnostics: [tooLarge(path, stats.size)] }
  return decodeText(path, readBytes(path))
}

function readBytes(path: string): Uint8Array {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    if (!fstatSync(fd).isFile()) throw new UsageError(`${path} is no regular file.`)
    return readFileSync(fd)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw unreadable(path, error)
  } finally {
    closeSync(fd)
  }
}

export function statOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const near = suggest(basename(path), siblings(path))
    const help = near ? `Did you mean ${join(dirname(path), near)}?` : 'Check the path.'
    return new UsageError(`There is no file ${path}.`, help)
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UsageError(`${path} may not be read.`, 'Check its permissions.')
  }
  return new UsageError(`${path} cannot be read (${String(code ?? error)}).`, 'Check the path.')
}

function siblings(path: string): string[] {
  try {
    return readdirSync(dirname(path))
  } catch {
    return []
  }
}

function tooLarge(file: string, bytes: number): Diagnostic {
  const start = { line: 1, column: 1, offset: 0 }
  return {
    ruleId: 'syntax/too-large',
    severity: 'error',
    message: `The file has ${(bytes / 1024 / 1024).toFixed(1)} MB; at most 10 MB are read.`,
    help: 'Cut out the part that holds the resilience settings.',
    span: { file, pointer: '', start, end: start },
  }
}

/** All of standard input as text named `-` (or as the user calls it). */
export function readStdin(name: string): Checked<SourceText> {
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const chunk = Buffer.alloc(65_536)
    const count = readChunk(chunk)
    if (count === 0) break
    size += count
    if (size > MAX_BYTES) return { diagnostics: [tooLarge(name, size)] }
    chunks.push(chunk.subarray(0, count))
  }
  return decodeText(name, Buffer.concat(chunks))
}

function readChunk(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(0, chunk)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') {
        throw new UsageError(
          `Standard input cannot be read (${String(code)}).`,
          'Check what is piped in.',
        )
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'build', 'target', 'vendor', 'coverage'])
const CONFIG_FILE = /(\.(ya?ml|jsonc?|toml|properties)|^\.env(\..+)?|\.env(\..+)?)$/i

/** Configuration files below a folder, in code-unit order, without hidden and build folders. */
export function configFilesIn(folder: string): string[] {
  const names = entriesOf(folder).sort((a, b) => (a.name < b.name ? -1 : 1))
  return names.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      const skipped = entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name)
      return skipped ? [] : configFilesIn(path)
    }
    const lock = /^package(-lock)?\.json$|^tsconfig.*\.json$|-lock\.ya?ml$/.test(entry.name)
    return CONFIG_FILE.test(entry.name) && !lock && isFile(entry, path) ? [path] : []
  })
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    throw unreadable(folder, error)
  }
}

/** Links to files count (a ConfigMap is mounted so), links to folders could go in circles. */
function isFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile()
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** The bytes of a file as text, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  return bytesIfThere(path)?.toString('utf8')
}

/** SHA-256 of a file, or null when there is none. */
export function hashIfThere(path: string): string | null {
  const bytes = bytesIfThere(path)
  return bytes === undefined ? null : hashOf(bytes)
}

function bytesIfThere(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined
  if (!statOf(path).isFile()) {
    throw new UsageError(`${path} is no regular file.`, 'Choose another -o FILE.')
  }
  return Buffer.from(readBytes(path))
}

export function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Text with the line ends that `like` has. */
export function withLineEndsOf(text: string, like: string | undefined): string {
  return like?.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text
}

/**
 * Replaces or creates a file in one step: a reader sees the old content or the new one, never a
 * part. Mode: the old file's, else 0644 less the umask.
 */
export function writeAtomic(path: string, content: string | Uint8Array): void {
  let temporary: string | undefined
  try {
    const target = existsSync(path) ? realpathSync(path) : path
    const folder = dirname(target)
    mkdirSync(folder, { recursive: true })
    const mode = statSync(target, { throwIfNoEntry: false })?.mode
    temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
    writeSynced(temporary, content, mode === undefined ? undefined : mode & 0o7777)
    renameSync(temporary, target)
    syncFolder(folder)
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new UsageError(`${path} cannot be written (${String(code)}).`, 'Check the folder.')
  }
}

function writeSynced(path: string, content: string | Uint8Array, mode: number | undefined): void {
  const fd = openSync(path, 'wx', 0o644)
  try {
    // Not by openSync: the umask would take bits away from the mode that is to be kept.
    if (mode !== undefined) fchmodSync(fd, mode)
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Makes the rename itself durable; some file systems refuse to sync a folder, which is no harm. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r')
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    return
  }
}
