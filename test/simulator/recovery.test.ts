import { describe, expect, it } from 'vitest'
import { backlogPerS, recoveredAtMs, steadyAtMs } from '../../src/simulator/recovery.js'

/** A timeline of seconds: `+` good, `-` bad, `.` nothing ended. */
const timeline = (text: string) =>
  [...text].map((mark, i) => ({
    atMs: i * 1000,
    succeeded: mark === '.' ? 0 : 98,
    fellBack: mark === '+' ? 1 : 0,
    failed: { timeout: mark === '-' ? 5 : 0 },
    inFlight: i * 3,
  }))

describe('recovery', () => {
  it.each([
    ['++---+++++', 5, 0, 0],
    ['++---+-+++', 5, 2000, 2000],
    ['++---..+++', 5, 2000, 2000],
    ['++---+++-+++', 5, 0, 4000],
    ['++-------', 5, null, null],
    ['++---+++-++', 5, 0, null],
    ['++++++++++', 5, 0, 0],
  ])('%s, over at %d s: good after %s ms, steady after %s ms', (text, until, good, steady) => {
    const disturbance = { fromMs: 2000, untilMs: until * 1000 }
    const options = { durationMs: text.length * 1000 }
    expect(recoveredAtMs(timeline(text), 1000, disturbance, options)).toBe(good)
    expect(steadyAtMs(timeline(text), 1000, disturbance, options)).toBe(steady)
  })

  it('the backlog grows by what is in the upstream', () => {
    expect(backlogPerS(timeline('+'.repeat(60)), 1000, 60_000)).toBe(3)
    expect(backlogPerS([], 1000, 60_000)).toBe(0)
  })
})
