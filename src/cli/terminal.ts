/**
 * What is known of the terminal, decided in this one module: colour, signs, width, and whether
 * someone is there to be asked. Results go to stdout, everything else to stderr.
 */
import { isatty } from 'node:tty'
import type { Look } from '../report/text/look.js'
import { visible } from '../report/text/visible.js'

export interface GlobalOptions {
  readonly color?: 'auto' | 'always' | 'never' | false
  readonly quiet?: boolean
  /** The directory that was entered already. */
  readonly cwd?: string
}

/**
 * Colour: --color and --no-color win, then NO_COLOR and FORCE_COLOR, then whether the stream is a
 * terminal. Width: the terminal's, else COLUMNS, else 80; 40 to 200.
 */
export function lookOf(options: GlobalOptions, stream: NodeJS.WriteStream): Look {
  const { env } = process
  const width = stream.columns || Number(env.COLUMNS) || 80
  return {
    width: Math.min(200, Math.max(40, Math.floor(width))),
    color: wantsColor(options.color, stream),
    unicode: env.TERM !== 'dumb' && env.TERM !== 'linux',
  }
}

function wantsColor(choice: GlobalOptions['color'], stream: NodeJS.WriteStream): boolean {
  if (choice === 'always') return true
  if (choice === 'never' || choice === false) return false
  const { env } = process
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return !['0', 'false'].includes(env.FORCE_COLOR)
  return stream.isTTY === true && env.TERM !== 'dumb'
}

/** Writes and waits for the reader where there is one; never cuts a pipe short. */
export function print(text: string): void {
  if (text !== '') process.stdout.write(text)
}

export function printError(text: string): void {
  if (text !== '') process.stderr.write(text)
}

/** Whether questions can be asked: someone types, and sees stderr. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Whether standard input is a keyboard; does not open it as a stream, which would take bytes. */
export function typesByHand(): boolean {
  return isatty(0)
}

/** A line of an error: names of files and keys come from outside and may hold anything. */
export function printLine(text: string): void {
  printError(`${visible(text)}\n`)
}

/** One changing line on stderr for work that takes long; silent without a terminal or in CI. */
export function progressLine(quiet: boolean): { show(text: string): void; clear(): void } {
  const { CI, TERM } = process.env
  const shown = process.stderr.isTTY === true && !CI && TERM !== 'dumb' && !quiet
  const started = Date.now()
  let shownOnce = false
  return {
    show(text) {
      if (!shown || Date.now() - started < 500) return
      shownOnce = true
      const line = visible(text).slice(0, (process.stderr.columns || 80) - 1)
      process.stderr.write(`\r\u001b[2K${line}`)
    },
    clear() {
      if (shownOnce) process.stderr.write('\r\u001b[2K')
    },
  }
}
