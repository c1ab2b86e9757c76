/** A fresh working directory for each test of a file; it is gone afterwards. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** Call it at the top of a file or of a describe block; paths of the test are relative then. */
export function workInTemporaryFolder(): void {
  let home = ''
  let folder = ''
  beforeEach(() => {
    home = process.cwd()
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'resil-test-')))
    process.chdir(folder)
  })
  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
  })
}

/** Writes a file with the folders above it. */
export function put(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** Does something as a user whom permissions hold back, which they do not do to root. */
export function asNobody<T>(action: () => T): T {
  if (process.getuid?.() !== 0) return action()
  chmodSync('.', 0o755)
  process.seteuid?.(65_534)
  try {
    return action()
  } finally {
    process.seteuid?.(0)
  }
}
