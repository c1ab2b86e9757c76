import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { RotatingFile, type RotatingFileOptions } from '../../../src/runtime/audit/rotating-file.js'
import { put, workInTemporaryFolder } from '../../support/temporary-folder.js'

workInTemporaryFolder()

const file = (options: Partial<RotatingFileOptions> = {}) =>
  new RotatingFile({ path: 'logs/a.jsonl', maxBytes: 100, keep: 2, mode: 0o600, ...options })
const text = (path: string) => readFileSync(path, 'utf8')
const line = (n: number, length = 30) => `${String(n).padEnd(length - 1, '.')}\n`

describe('a rotating file', () => {
  it('makes its folder, appends, and is its owner’s alone', async () => {
    const log = file()
    await log.write(['a\n', 'b\n'])
    await log.write(['c\n'])
    await log.close()
    expect(text('logs/a.jsonl')).toBe('a\nb\nc\n')
    expect(statSync('logs/a.jsonl').mode & 0o777).toBe(0o600)
  })

  it('moves on before it grows too long, and keeps as many as asked for', async () => {
    const log = file()
    for (let i = 0; i < 11; i++) await log.write([line(i)])
    await log.close()
    expect(readdirSync('logs').toSorted()).toEqual(['a.jsonl', 'a.jsonl.1', 'a.jsonl.2'])
    expect(text('logs/a.jsonl')).toBe(line(9) + line(10))
    expect(text('logs/a.jsonl.1')).toBe(line(6) + line(7) + line(8))
    expect(text('logs/a.jsonl.2')).toBe(line(3) + line(4) + line(5))
  })

  it('keeps none when asked to', async () => {
    const log = file({ keep: 0 })
    for (let i = 0; i < 5; i++) await log.write([line(i)])
    await log.close()
    expect(readdirSync('logs')).toEqual(['a.jsonl'])
    expect(text('logs/a.jsonl')).toBe(line(3) + line(4))
  })

  it('never cuts a line, and bounds each file, whatever the batches', async () => {
    const batches = fc.array(fc.array(fc.integer({ min: 1, max: 140 }), { maxLength: 6 }), {
      maxLength: 10,
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(batches, async (lengths) => {
        const path = `run-${run++}/a`
        const log = file({ path, keep: 99 })
        const all: string[] = []
        for (const batch of lengths) {
          const lines = batch.map((length) => line(all.length, length).slice(-length))
          all.push(...lines)
          await log.write(lines)
        }
        await log.close()
        const names = existsSync(path) ? readdirSync(`run-${run - 1}`) : []
        const byAge = names.toSorted(
          (a, b) => (Number(b.slice(2)) || 0) - (Number(a.slice(2)) || 0),
        )
        const texts = byAge.map((name) => text(`run-${run - 1}/${name}`))
        expect(texts.join('')).toBe(all.join(''))
        for (const one of texts) {
          expect(one.endsWith('\n')).toBe(true)
          if (one.length > 100) expect(one.split('\n')).toHaveLength(2)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('goes on in a file that is there, and ends a line that a crash cut', async () => {
    put('logs/a.jsonl', '{"a":1}\n{"b":')
    const log = file()
    await log.write(['c\n'])
    await log.close()
    expect(text('logs/a.jsonl')).toBe('{"a":1}\n{"b":\nc\n')
  })

  it('counts what was there towards its length', async () => {
    put('logs/a.jsonl', line(0, 90))
    const log = file()
    await log.write([line(1)])
    await log.close()
    expect(text('logs/a.jsonl.1')).toBe(line(0, 90))
    expect(text('logs/a.jsonl')).toBe(line(1))
  })

  it('keeps what it could not write, and writes it in order when it can', async () => {
    put('logs', 'a file where the folder should be')
    const log = file()
    await expect(log.write(['a\n'])).rejects.toThrow()
    await expect(log.write(['b\n'])).rejects.toThrow()
    expect(log.pending).toBe(2)
    rmSync('logs')
    await log.write(['c\n'])
    expect(log.pending).toBe(0)
    await log.close()
    expect(text('logs/a.jsonl')).toBe('a\nb\nc\n')
  })

  it('goes on inside of a line when the disk took a part of it', async () => {
    const log = file()
    await log.write(['first\n'])
    const handle = await open('logs/a.jsonl')
    const write = vi.spyOn(Object.getPrototypeOf(handle), 'write')
    await handle.close()
    write.mockImplementationOnce(async (...args: unknown[]) => {
      const [bytes] = args as [Buffer]
      appendFileSync('logs/a.jsonl', bytes.subarray(0, 9))
      return { bytesWritten: 9 }
    })
    write.mockImplementationOnce(async () => {
      throw new Error('no space')
    })
    await expect(log.write(['second\n', 'third\n'])).rejects.toThrow('no space')
    expect(log.pending).toBe(1)
    write.mockRestore()
    await log.write(['fourth\n'])
    await log.close()
    expect(text('logs/a.jsonl')).toBe('first\nsecond\nthird\nfourth\n')
  })

  it('can be closed before and after use', async () => {
    const log = file()
    await log.close()
    await log.write(['a\n'])
    await log.close()
    await log.close()
    await log.write(['b\n'])
    await log.close()
    expect(text('logs/a.jsonl')).toBe('a\nb\n')
  })
})
