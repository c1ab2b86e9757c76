/** Programs of test/support/children as processes of their own: bundled once, started, killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll } from 'vitest'

const CHILDREN = fileURLToPath(new URL('./children', import.meta.url))

export type Line = Readonly<Record<string, unknown>>

export class Child {
  /** What it has printed, a JSON value a line. */
  readonly lines: Line[] = []
  readonly ended: Promise<{ code: number | null; errors: string }>
  readonly #process: ChildProcess
  #waiting: (() => void)[] = []

  constructor(program: string, args: readonly string[]) {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' })
    this.#process = child
    let rest = ''
    let errors = ''
    child.stderr.on('data', (data) => {
      errors += data
    })
    child.stdout.on('data', (data) => {
      const texts = (rest + data).split('\n')
      rest = texts.pop()!
      for (const text of texts) this.lines.push(JSON.parse(text))
      for (const tell of this.#waiting.splice(0)) tell()
    })
    this.ended = new Promise((resolve) => {
      child.on('close', (code) => {
        for (const tell of this.#waiting.splice(0)) tell()
        resolve({ code, errors })
      })
    })
  }

  /** The first line that has `key`. Rejects when the program ends without it. */
  async line(key: string): Promise<Line> {
    for (;;) {
      const found = this.lines.find((line) => key in line)
      if (found) return found
      const { exitCode, signalCode } = this.#process
      if (exitCode !== null || signalCode !== null) {
        const { errors } = await this.ended
        throw new Error(`it ended without ${key}: ${errors}`)
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** SIGKILL; resolves when all that it had printed is in `lines`. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.ended
  }

  /** Ends its input, which asks it to end. */
  async end(): Promise<void> {
    this.#process.stdin!.end()
    const { code, errors } = await this.ended
    if (code !== 0) throw new Error(`it ended with ${code}: ${errors}`)
  }
}

/** Call it once in a file: the program is bundled before its tests and gone after them. */
export function childProgram(name: string): (...args: string[]) => Child {
  let folder = ''
  let program = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'resil-child-'))
    program = join(folder, `${name}.mjs`)
    const bundle = await rolldown({
      input: join(CHILDREN, `${name}.ts`),
      platform: 'node',
      resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
      logLevel: 'silent',
    })
    await bundle.write({ file: program, format: 'esm', codeSplitting: false })
    await bundle.close()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (...args) => new Child(program, args)
}
