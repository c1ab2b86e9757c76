import { describe, expect, it } from 'vitest'
import {
  backlogPerS,
  noticedAtMs,
  recoveredAtMs,
  steadyAtMs,
} from '../../src/simulator/recovery.js'

/** A timeline of seconds: `+` good, `-` bad, `.` hangs, `_` idle. */
const timeline = (text: string) =>
  [...text].map((mark, i) => ({
    atMs: i * 1000,
    succeeded: '._'.includes(mark) ? 0 : 98,
    fellBack: mark === '+' ? 1 : 0,
    failed: { timeout: mark === '-' ? 5 : 0 },
    inFlight: i * 3,
    pending: mark === '_' ? 0 : 7,
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
    ['++---..-__', 5, null, null],
    ['++---..___', 5, 2000, 2000],
  ])('%s, over at %d s: good after %s ms, steady after %s ms', (text, until, good, steady) => {
    const disturbance = { fromMs: 2000, untilMs: until * 1000 }
    const options = { durationMs: text.length * 1000 }
    expect(recoveredAtMs(timeline(text), 1000, disturbance, options)).toBe(good)
    expect(steadyAtMs(timeline(text), 1000, disturbance, options)).toBe(steady)
  })

  it.each([
    ['++---+++', 1000],
    ['++++++++', null],
    ['+-++-+++', 3000],
    ['++++.+++', 3000],
  ])('%s, from 2 s on: users see it %s ms later', (text, noticed) => {
    const options = { durationMs: text.length * 1000 }
    const disturbance = { fromMs: 2000, untilMs: 5000 }
    expect(noticedAtMs(timeline(text), 1000, disturbance, options)).toBe(noticed)
  })

  it('the backlog grows by what is in the upstream', () => {
    expect(backlogPerS(timeline('+'.repeat(60)), 1000, 60_000)).toBe(3)
    expect(backlogPerS([], 1000, 60_000)).toBe(0)
  })
})
