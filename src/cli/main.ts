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
    process.exitCode = await run(argv)
  } catch (error) {
    process.exitCode = 4
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`resil ${version} stopped because of a bug in resil itself.\n${text}\n`)
  }
}

/** A reader that went away (`resil … | head`) is no error: stay silent, keep the exit code. */
function survive(stream: NodeJS.WriteStream): void {
  stream.on('error', (error) => {
    if (!isClosedPipe(error)) throw error
  })
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
