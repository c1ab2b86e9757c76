import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TIMEOUT_MS, TimerQueue, type Waiter } from '../../src/runtime/timers.js'
import { FakeClock } from './fake-clock.js'

function waiter(log: [string, number][], name: string): Waiter {
  return { dueAt: 0, place: -1, turn: 0, due: (now) => log.push([name, now]) }
}

describe('timer queue', () => {
  it('wakes in order of time, never early, and leaves no timer', async () => {
    const acts = fc.array(
      fc.tuple(fc.constantFrom('set', 'set', 'delete', 'pass'), fc.nat(9), fc.nat(500)),
      { maxLength: 60, size: 'max' },
    )
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const clock = new FakeClock()
        const queue = new TimerQueue(clock)
        const log: [string, number][] = []
        const waiters = Array.from({ length: 10 }, (_, i) => waiter(log, `${i}`))
        const wanted = new Map<string, number>()
        const expected: [string, number][] = []
        const due = (until: number) => {
          const now = [...wanted].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])
          for (const [name, at] of now) {
            wanted.delete(name)
            expected.push([name, at])
          }
        }
        for (const [act, index, ms] of list) {
          const one = waiters[index]!
          if (act === 'set') {
            queue.set(one, clock.now() + ms + 1)
            wanted.set(`${index}`, clock.now() + ms + 1)
          } else if (act === 'delete') {
            queue.delete(one)
            wanted.delete(`${index}`)
          } else {
            await clock.runTo(clock.now() + ms)
            due(clock.now())
          }
          expect(queue.size).toBe(wanted.size)
        }
        await clock.runTo(clock.now() + 2000)
        due(clock.now())
        const times = (all: [string, number][]) => all.map(([, at]) => at)
        expect(times(log)).toEqual(times(expected))
        expect([...log].sort()).toEqual([...expected].sort())
        expect([queue.size, clock.pending]).toEqual([0, 0])
      }),
      { numRuns: 50 },
    )
  })

  it('wakes those of the same time in the order in which they were set', async () => {
    const times = fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 40, size: 'max' })
    await fc.assert(
      fc.asyncProperty(times, async (list) => {
        const clock = new FakeClock()
        const queue = new TimerQueue(clock)
        const log: [string, number][] = []
        const waiters = list.map((_, i) => waiter(log, `${i}`))
        const sets = list.map(([at], i) => ({ at, i }))
        for (const { at, i } of sets) queue.set(waiters[i]!, 10 + at)
        // Some are moved: they count as set again.
        for (const [i, [at, moved]] of list.entries()) {
          if (!moved) continue
          queue.set(waiters[i]!, 99)
          queue.set(waiters[i]!, 10 + at)
          sets.push(
            ...sets.splice(
              sets.findIndex((one) => one.i === i),
              1,
            ),
          )
        }
        await clock.runTo(100)
        const expected = sets.toSorted((a, b) => a.at - b.at).map(({ i }) => `${i}`)
        expect(log.map(([name]) => name)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('R21 a wait longer than a timer can take is split', async () => {
    const clock = new FakeClock()
    const queue = new TimerQueue(clock)
    const log: [string, number][] = []
    const at = MAX_TIMEOUT_MS * 2.5
    queue.set(waiter(log, 'late'), at)
    await clock.runTo(at - 1)
    expect(log).toEqual([])
    expect(Math.max(...clock.set)).toBeLessThanOrEqual(MAX_TIMEOUT_MS)
    await clock.runTo(at + 1)
    expect(log.length).toBe(1)
  })

  it('waits of less than a ms are rounded up', async () => {
    const clock = new FakeClock()
    const queue = new TimerQueue(clock)
    queue.set(waiter([], 'a'), 0.25)
    expect(clock.set).toEqual([1])
    await clock.runTo(5)
  })

  it('Infinity ends a wait', () => {
    const clock = new FakeClock()
    const queue = new TimerQueue(clock)
    const one = waiter([], 'a')
    queue.set(one, 10)
    queue.set(one, Number.POSITIVE_INFINITY)
    expect(queue.size).toBe(0)
  })

  it('arming and disarming in a row makes one timer, not one each', async () => {
    const clock = new FakeClock()
    const queue = new TimerQueue(clock)
    for (let i = 0; i < 1000; i++) {
      const one = waiter([], 'a')
      queue.set(one, 100 + i)
      queue.delete(one)
    }
    expect(clock.set.length).toBe(1)
    await clock.settle()
    expect(clock.pending).toBe(0)
  })
})
