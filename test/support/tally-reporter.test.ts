/** The tally line must never say `0 failed` about a run that failed. */
import { describe, expect, it } from 'vitest'
import { type TallyModule, tally, tallyLine } from './tally-reporter.js'

function moduleWith(states: string[], errors = 0, brokenSuites = 0): TallyModule {
  return {
    errors: () => Array(errors).fill('does not load'),
    children: {
      allTests: () => states.map((state) => ({ result: () => ({ state }) })),
      allSuites: () => Array(brokenSuites).fill({ errors: () => ['beforeAll threw'] }),
    },
  }
}

describe('the tally', () => {
  it.each<[string, TallyModule[], unknown[], number, string]>([
    ['all passed', [moduleWith(['passed', 'passed'])], [], 0, '2 passed, 0 failed'],
    [
      'one of each',
      [moduleWith(['passed', 'failed', 'skipped'])],
      [],
      1,
      '1 passed, 1 failed, 1 skipped',
    ],
    [
      'a file that does not load',
      [moduleWith([], 1), moduleWith(['passed'])],
      [],
      1,
      '1 passed, 1 failed',
    ],
    ['a hook that threw', [moduleWith(['skipped'], 0, 1)], [], 1, '0 passed, 1 failed, 1 skipped'],
    ['an unhandled error', [moduleWith(['passed'])], ['boom'], 1, '1 passed, 1 failed'],
    ['a test that never ended', [moduleWith(['pending'])], [], 130, '0 passed, 1 failed'],
    ['a bad exit code for another reason', [moduleWith(['passed'])], [], 1, '1 passed, 1 failed'],
  ])('counts %s', (_, modules, unhandled, exitCode, line) => {
    expect(tallyLine(tally(modules, unhandled), exitCode)).toBe(line)
  })

  it('counts a run that never started as failed', () => {
    expect(tallyLine(undefined, 1)).toBe('0 passed, 1 failed')
  })
})
