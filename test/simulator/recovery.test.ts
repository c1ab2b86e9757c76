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
    // Seen after it is over: time limits are longer than the disturbance.
    ['++++++-----', 3, null, null],
    ['+++++--++++', 2, 5000, 5000],
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

  it('what failed before it is no sign of it, unless chance alone does not make as much', () => {
    const seconds = (text: string) =>
      timeline(text).map((bucket, i) => ({
        ...bucket,
        succeeded: 98,
        failed: { timeout: Number(text[i]) },
      }))
    const disturbance = { fromMs: 10_000, untilMs: 13_000 }
    const times = (text: string) => {
      const options = { durationMs: text.length * 1000 }
      const args = [seconds(text), 1000, disturbance, options] as const
      return [noticedAtMs(...args), recoveredAtMs(...args), steadyAtMs(...args)]
    }
    expect(times('202010202199920202022')).toEqual([1000, 0, 0])
    expect(times('202010202199999992022')).toEqual([1000, 4000, 4000])
    expect(times('202010202122220202022')).toEqual([null, 0, 0])
    expect(times('000000000022220202022')).toEqual([1000, null, null])
  })

  it('a service that fails often before it cannot come back', () => {
    const bad = timeline('-'.repeat(16)).map((one) => ({ ...one, failed: { timeout: 30 } }))
    const disturbance = { fromMs: 11_000, untilMs: 13_000 }
    expect(recoveredAtMs(bad, 1000, disturbance, { durationMs: 16_000 })).toBeNull()
  })

  it('the backlog grows by what is in the upstream', () => {
    expect(backlogPerS(timeline('+'.repeat(60)), 1000, 60_000)).toBe(3)
    expect(backlogPerS([], 1000, 60_000)).toBe(0)
  })
})
