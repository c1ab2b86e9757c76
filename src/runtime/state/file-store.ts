/**
 * Breakers in a file. What it promises, and a changer must keep:
 *
 * - A reader sees the old file or the new one, whole: it is written beside, synced, and renamed
 *   over. A process that is killed at any moment leaves a whole file. After a power cut the file
 *   may be that of an earlier save.
 * - When `save` returns, the state is in the file.
 * - Several processes may share one file: each save reads, merges (of two that know a breaker the
 *   later change wins) and replaces under a lock. Should the lock fail (lock.ts says when), the
 *   news of one may be missing until its next save; the file is whole all the same.
 * - What is no state file of ours, or of a version not known, is reported and never overwritten;
 *   one of ours that is damaged is reported and replaced.
 *
 * A save blocks: 1.4 ms with a few breakers and 12 ms with 1000 (median, Node 20, local disk, sync
 * included), and up to 50 ms more while another process holds the lock. Not for a network drive.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.js'
import { requireAtLeast } from '../usage.js'
import { decodeState, encodeState, type StateText } from './format.js'
import { underLock } from './lock.js'
import { breakerAt, DEFAULT_MAX_AGE_MS, merged, type StateRecord, trusted } from './records.js'
import type { KeptBreaker, StateStore } from './store.js'

export interface FileStoreOptions {
  /** Older records are forgotten, in ms. ≥ 1, default a day. */
  readonly maxAgeMs?: number | undefined
  /** Whether each save is synced to the disk before it replaces the file. Default true. */
  readonly sync?: boolean | undefined
  /** ms since 1970. Default `Date.now`. */
  readonly wallNow?: (() => number) | undefined
}

/** The longest wait for the lock, in ms. */
const LOCK_WAIT_MS = 50
/** The largest file that is read, in bytes: 32 MiB. */
const MAX_FILE_BYTES = 32 * 1024 * 1024
/** A half-written file beside ours of this age belongs to a process that was killed, in ms. */
const ABANDONED_MS = 60_000

export class FileStore implements StateStore {
  readonly path: string
  readonly #maxAgeMs: number
  readonly #sync: boolean
  readonly #wallNow: () => number

  constructor(path: string, { maxAgeMs, sync, wallNow }: FileStoreOptions = {}) {
    this.path = path
    requireAtLeast(1, { maxAgeMs })
    this.#maxAgeMs = maxAgeMs ?? DEFAULT_MAX_AGE_MS
    this.#sync = sync ?? true
    this.#wallNow = wallNow ?? Date.now
  }

  load(): Checked<readonly KeptBreaker[]> {
    removeAbandoned(this.path)
    const { records, problem } = this.#read()
    const left = this.#trusted(records)
    const diagnostics = problem ? [problem] : []
    if (left.length < records.length) diagnostics.push(tooOld(this.path, records, left))
    const now = this.#wallNow()
    return { value: left.map((record) => breakerAt(record, now)), diagnostics }
  }

  save(breakers: readonly KeptBreaker[]): void {
    // Before anything is waited for: the rests of the waits are those of now.
    const savedAtMs = this.#wallNow()
    const ours = breakers.map((breaker) => ({ ...breaker, savedAtMs }))
    mkdirSync(dirname(this.path), { recursive: true })
    if (underLock(`${this.path}.lock`, LOCK_WAIT_MS, () => this.#replace(ours))) return
    throw new Error(`${this.path} is held by another process.`)
  }

  #replace(ours: readonly StateRecord[]): void {
    const { records, problem, writable } = this.#read()
    if (!writable) throw new Error(problem?.message)
    replaceFile(this.path, encodeState(merged(this.#trusted(records), ours)), this.#sync)
  }

  #trusted(records: readonly StateRecord[]): StateRecord[] {
    const now = this.#wallNow()
    return records.flatMap((record) => trusted(record, now, this.#maxAgeMs) ?? [])
  }

  #read(): StateText {
    try {
      const size = statSync(this.path, { throwIfNoEntry: false })?.size
      if (size === undefined) return decodeState(this.path, '')
      if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes`)
      return decodeState(this.path, readFileSync(this.path, 'utf8'))
    } catch (error) {
      return { records: [], problem: unreadable(this.path, error), writable: false }
    }
  }
}

/** Keeps breakers in the file `path`, whose folder is made if need be. */
export function fileStore(path: string, options?: FileStoreOptions): FileStore {
  return new FileStore(path, options)
}

/** A link stays a link: what it points to is replaced. */
function replaceFile(path: string, text: string, sync: boolean): void {
  const target = existsSync(path) ? realpathSync(path) : path
  const random = randomBytes(6).toString('hex')
  const temporary = join(dirname(target), `.${basename(target)}.${random}.tmp`)
  try {
    const fd = openSync(temporary, 'wx', 0o600)
    try {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      if (sync) fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** What processes that were killed in the middle of a save have left beside the file. */
function removeAbandoned(path: string): void {
  try {
    const target = existsSync(path) ? realpathSync(path) : path
    const start = `.${basename(target)}.`
    for (const name of readdirSync(dirname(target))) {
      if (!name.startsWith(start) || !name.endsWith('.tmp')) continue
      const file = join(dirname(target), name)
      const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (age > ABANDONED_MS) rmSync(file, { force: true })
    }
  } catch {
    // Tidiness only: a folder that cannot be read or written is reported where it matters.
  }
}

function tooOld(
  path: string,
  all: readonly StateRecord[],
  left: readonly StateRecord[],
): Diagnostic {
  const count = all.length - left.length
  return {
    ruleId: 'state/too-old',
    severity: 'info',
    message: `${count} of ${all.length} breakers in ${path} are too old to be used.`,
    help: 'They begin closed; maxAgeMs says how old is too old.',
    data: { count },
  }
}

function unreadable(path: string, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    ruleId: 'state/unreadable',
    severity: 'warning',
    message: `${path} cannot be read: ${reason}`,
    help: 'Breakers begin closed. Check the path and its permissions.',
  }
}
