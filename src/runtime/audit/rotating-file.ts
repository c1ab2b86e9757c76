/**
 * A file of lines that is appended to and moved aside when it grows too long: `trail.jsonl`, then
 * `trail.jsonl.1` (the newest of the old) up to `.keep`; older ones are deleted. Lines are never
 * cut: what could not be written stays and is written first the next time, and a line that a crash
 * left half is ended before the next one. For one writer; not for two processes on one file.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface RotatingFileOptions {
  readonly path: string
  /** Most bytes of one file; only a single longer line makes it longer. */
  readonly maxBytes: number
  /** Old files that are kept. ≥ 0. */
  readonly keep: number
  /** Permissions of a new file. */
  readonly mode: number
}

const NEWLINE = 10

export class RotatingFile {
  readonly #options: RotatingFileOptions
  #handle: FileHandle | null = null
  #size = 0
  /** Accepted, not yet written. */
  #lines: Buffer[] = []
  /** Of the first of them: bytes that are written. */
  #written = 0

  constructor(options: RotatingFileOptions) {
    this.#options = options
  }

  /** Lines that are accepted and not in the file. */
  get pending(): number {
    return this.#lines.length
  }

  /** `lines`: each ends with its newline. Rejects when the disk does; they are kept then. */
  async write(lines: readonly string[]): Promise<void> {
    for (const line of lines) this.#lines.push(Buffer.from(line))
    while (this.#lines.length > 0) {
      const handle = this.#handle ?? (await this.#open())
      const chunk = this.#nextChunk()
      if (chunk.length === 0) await this.#rotate()
      else await this.#append(handle, chunk)
    }
  }

  /** To the disk itself. */
  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    if (handle === null) return
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  /** As many lines as fit into the file; none when it is full. */
  #nextChunk(): Buffer[] {
    const { maxBytes } = this.#options
    let size = this.#size - this.#written
    const chunk: Buffer[] = []
    for (const line of this.#lines) {
      size += line.length
      const fits = size <= maxBytes || (this.#size === 0 && chunk.length === 0)
      if (!fits && !(chunk.length === 0 && this.#written > 0)) break
      chunk.push(line)
    }
    return chunk
  }

  async #append(handle: FileHandle, chunk: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(chunk).subarray(this.#written)
    let done = 0
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await handle.write(bytes, done)
        done += bytesWritten
      }
    } finally {
      this.#size += done
      this.#forget(done)
    }
  }

  /** Takes what is written off the lines that wait. */
  #forget(bytes: number): void {
    let rest = this.#written + bytes
    while (this.#lines.length > 0 && rest >= this.#lines[0]!.length) {
      rest -= this.#lines.shift()!.length
    }
    this.#written = rest
  }

  async #open(): Promise<FileHandle> {
    const { path, mode } = this.#options
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'a+', mode)
    try {
      this.#size = (await handle.stat()).size
      if (this.#written === 0) this.#size += await endHalfLine(handle, this.#size)
    } catch (error) {
      await handle.close()
      throw error
    }
    this.#handle = handle
    return handle
  }

  async #rotate(): Promise<void> {
    const { path, keep } = this.#options
    await this.close()
    if (keep === 0) await rm(path, { force: true })
    for (let number = keep; number >= 1; number--) {
      await moveIfThere(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`)
    }
  }
}

/** Bytes that it took. */
async function endHalfLine(handle: FileHandle, size: number): Promise<number> {
  if (size === 0) return 0
  const last = Buffer.alloc(1)
  await handle.read(last, 0, 1, size - 1)
  if (last[0] === NEWLINE) return 0
  await handle.write('\n')
  return 1
}

async function moveIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
