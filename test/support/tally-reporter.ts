/**
 * Prints `N passed, N failed` (and `, N skipped`) as the very last line of a test run.
 *
 * A file that does not load, a broken hook and an unhandled error count as failures too, and so
 * does any other reason for a bad exit code: the line never says `0 failed` about a failed run.
 * A changer must keep it in the `exit` listener: vitest prints more after the run's end.
 */
import type { Reporter, TestModule, Vitest } from 'vitest/node'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** What counts of a vitest TestModule; narrow, so that the tally's own test can make one. */
export interface TallyModule {
  readonly errors: () => readonly unknown[]
  readonly children: {
    allTests: () => Iterable<{ result: () => { readonly state: string } }>
    allSuites: () => Iterable<{ errors: () => readonly unknown[] }>
  }
}

export default class TallyReporter implements Reporter {
  #tally: Tally | undefined

  onInit(vitest: Vitest): void {
    if (!vitest.config.watch) process.once('exit', (code) => this.#print(code))
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#tally = tally(modules, unhandledErrors)
  }

  #print(exitCode: number): void {
    process.stdout.write(`${tallyLine(this.#tally, exitCode)}\n`)
  }
}

export function tally(modules: Iterable<TallyModule>, unhandledErrors: readonly unknown[]): Tally {
  const sum: Tally = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) sum.failed++
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) sum.failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed' || state === 'skipped') sum[state]++
      else sum.failed++ // `failed`, or `pending`: a run that was cut short
    }
  }
  return sum
}

/** A run without a tally never started, so it failed. */
export function tallyLine(sum: Tally | undefined, exitCode: number): string {
  const { passed, failed, skipped } = sum ?? { passed: 0, failed: 1, skipped: 0 }
  const honest = failed === 0 && exitCode !== 0 ? 1 : failed
  return `${passed} passed, ${honest} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
