import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { CoarseClock, systemClock } from '../../src/runtime/clock.js'

describe('system clock', () => {
  it('goes on by itself and tells wall time apart', async () => {
    const [before, wall] = [systemClock.now(), systemClock.wallNow()]
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 5))
    expect(systemClock.now()).toBeGreaterThan(before)
    expect(wall).toBeGreaterThan(1e12)
  })

  it('a timer can be stopped', async () => {
    let ran = false
    systemClock.clearTimeout(systemClock.setTimeout(() => (ran = true), 1))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(ran).toBe(false)
  })
})

describe('coarse clock', () => {
  function setUp() {
    let now = 0
    let reads = 0
    const clock = new CoarseClock({
      ...systemClock,
      now: () => {
        reads++
        return now
      },
    })
    return { clock, reads: () => reads, pass: (ms: number) => (now += ms) }
  }

  it('is exact when calls are far apart', () => {
    const { clock, pass } = setUp()
    for (let i = 0; i < 20; i++) {
      const now = pass(10)
      expect(clock.now()).toBe(now)
    }
  })

  it('shares a reading in a rush, for 64 reads at the most', () => {
    const { clock, reads, pass } = setUp()
    for (let i = 0; i < 650; i++) {
      pass(0.0001)
      clock.now()
    }
    expect(reads()).toBeLessThan(20)
    expect(reads()).toBeGreaterThanOrEqual(10)
  })

  it('never uses it in a later turn of the event loop, and never runs ahead', async () => {
    const { clock, pass } = setUp()
    clock.now()
    clock.now()
    await turn()
    await turn()
    const now = pass(500)
    expect(clock.now()).toBe(now)
  })
})
