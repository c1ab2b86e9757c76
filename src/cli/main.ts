/**
 * The first file that runs: answers `--version`, hands everything else to program.ts.
 *
 * Owns start-up, the closed pipe and the last catch. Knows no command and no option. A changer must
 * not import a package or a module of the core here, nor touch process.stdout before `--version` is
 * answered: each costs every start several milliseconds (`npm run bench:startup` shows it). Never
 * call process.exit: it cuts off output that a pipe has not taken yet.
 */
import { writeSync } from 'node:fs'
import { version } from './version.js'

const argv = process.argv.slice(2)

if (argv[0] === '--version' || argv[0] === '-V') {
  printVersion()
} else {
  survive(process.stdout)
  survive(process.stderr)
  void start()
}

function printVersion(): void {
  try {
    writeSync(1, `${version}\n`)
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}

/** program.ts answers with an exit code; what it throws is a bug of ours, so it keeps its stack. */
async function start(): Promise<void> {
  try {
    const { run } = await import('./program.js')
    const code = await run(argv)
    process.exitCode ??= code
  } catch (error) {
    process.exitCode = 4
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`resil ${version} stopped because of a bug in resil itself.\n${text}\n`)
  }
}

/**
 * A reader that went away (`resil … | head`) is no error: stay silent, keep the exit code. A full
 * disk is one, and the exit code must say that the output is not whole.
 */
function survive(stream: NodeJS.WriteStream): void {
  stream.on('error', (error) => {
    if (isClosedPipe(error)) return
    process.exitCode = 2
    if (stream !== process.stderr) {
      process.stderr.write(`error: The output cannot be written (${error.message}).\n`)
    }
  })
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
