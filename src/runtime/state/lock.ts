/**
 * A lock between processes: a link that only one can create. It keeps two owners of a state file
 * from overwriting each other's news; that the file itself is never broken does not rest on it.
 *
 * A holder works for milliseconds. A lock is stale when its holder (a process of this host) is
 * gone, or when it is older than STALE_MS by the file system's time. Taking a stale lock away is a
 * rename: of several that try, one succeeds. Two may still hold it at once if a holder was stopped
 * for longer than STALE_MS in the middle of its work; then the news of one may wait for its next
 * save.
 */
import {
  lstatSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'

/** A lock of this age is nobody's, in ms. */
export const STALE_MS = 2000

const HOST = hostname()

/**
 * Runs `work` under the lock; false, without having run it, if that was not to be had in `waitMs`.
 */
export function underLock(path: string, waitMs: number, work: () => void): boolean {
  if (!acquire(path, waitMs)) return false
  try {
    work()
  } finally {
    rmSync(path, { force: true })
  }
  return true
}

function acquire(path: string, waitMs: number): boolean {
  const until = performance.now() + waitMs
  for (;;) {
    if (create(path)) return true
    if (isStale(path)) takeAway(path)
    else if (performance.now() >= until) return false
    else pause(1)
  }
}

/**
 * A link whose target names the holder, as Emacs and Firefox make them: it is there with its
 * content or not at all. Where links are not to be had (Windows), a file, which may be seen empty.
 */
function create(path: string): boolean {
  const holder = `${process.pid} ${HOST}`
  try {
    symlinkSync(holder, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOSYS') throw error
  }
  return createFile(path, holder)
}

function createFile(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function isStale(path: string): boolean {
  try {
    const stat = lstatSync(path)
    if (Math.abs(Date.now() - stat.mtimeMs) > STALE_MS) return true
    const holder = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8')
    const [pid, host] = holder.split(' ')
    return host === HOST && isGone(Number(pid))
  } catch {
    // Gone meanwhile: not stale, but free.
    return false
  }
}

/** Whether no process has the number; one that may not be asked is there. */
function isGone(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    // Someone was faster, and this is their new lock: then a lock stays, until it is stale.
    if (!isStale(aside)) create(path)
    rmSync(aside, { force: true })
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Blocks: the caller must not go on before its news is on disk. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
