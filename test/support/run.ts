/**
 * Runs the built binary as a user's shell would: a process of its own, in a folder of its own, with
 * an environment that holds nothing but PATH and what the case needs.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'

const ROOT = join(import.meta.dirname, '../..')
const BIN = join(ROOT, 'bin/resil.js')

export interface Run {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Standard input; it is empty otherwise. */
  readonly input?: string | Uint8Array
}

/** Runs `resil` with arguments in the working directory. */
export async function resil(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return start(process.execPath, [BIN, ...args], options)
}

/** Runs a shell line in which `resil` is the built binary. */
export async function shell(line: string, options: RunOptions = {}): Promise<Run> {
  return start(
    '/bin/sh',
    ['-c', `resil() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`],
    options,
  )
}

async function start(
  file: string,
  args: readonly string[],
  { env = {}, input }: RunOptions,
): Promise<Run> {
  const result = await execa(file, args, {
    cwd: process.cwd(),
    env: { PATH: process.env.PATH ?? '', ...env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: 100_000_000,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  })
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr }
}

/** Puts files of fixtures/cli into the working directory. */
export function take(...names: readonly string[]): void {
  for (const name of names) cpSync(join(ROOT, 'fixtures/cli', name), name, { recursive: true })
}

/** What a report says of a migration, as its JSON has it. */
export async function migrationsOf(args: readonly string[], options: RunOptions = {}) {
  const { stdout } = await resil(['migrate', ...args, '--json'], options)
  return JSON.parse(stdout).migrations
}

/** A terminal as util-linux's `script` makes one; keys are typed when a text has appeared. */
export async function inTerminal(
  args: readonly string[],
  keys: readonly (readonly [after: string, type: string])[],
): Promise<{ code: number | undefined; output: string }> {
  const line = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ')
  const child = execa('script', ['-qec', line, '/dev/null'], {
    cwd: process.cwd(),
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', SHELL: '/bin/sh' },
    extendEnv: false,
    reject: false,
    stdin: 'pipe',
    timeout: 20_000,
  })
  let seen = ''
  const waiting = [...keys]
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
    const [next] = waiting
    if (!next || !seen.includes(next[0])) return
    waiting.shift()
    seen = ''
    child.stdin.write(next[1])
  })
  const { exitCode, stdout } = await child
  return { code: exitCode, output: stdout }
}
