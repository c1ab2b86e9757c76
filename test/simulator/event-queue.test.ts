import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/orchestrator/random.js'
import { EventQueue, MAX_EVENTS_AT_ONCE, TICKS_PER_MS } from '../../src/simulator/event-queue.js'

describe('order', () => {
  it('is that of time, and of scheduling where times are equal', () => {
    const queue = new EventQueue()
    const seen: string[] = []
    const say = queue.register((text: string) => seen.push(`${queue.now} ${text}`))
    for (const [at, text] of [
      [5, 'c'],
      [1, 'a'],
      [5, 'd'],
      [2, 'b'],
      [5, 'e'],
    ] as const) {
      queue.schedule(at, say, text)
    }
    queue.run(10)
    expect(seen).toEqual(['1 a', '2 b', '5 c', '5 d', '5 e'])
    expect(queue.now).toBe(10)
  })

  it.each([
    ['in the heap', false, 1],
    ['in lanes too', true, 1],
    ['in lanes, hours apart, beyond 2^31 ticks', true, 3_600_000],
  ])(
    'is that of a sorted list, with cancelling and scheduling from within: %s',
    (_, lanes, unit) => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, count) => {
          expect(heapOrder(seed, count, lanes, unit)).toEqual(listOrder(seed, count, unit))
        }),
        { numRuns: 60 },
      )
    },
  )

  it('an event of the past runs now', () => {
    const queue = new EventQueue()
    const seen: number[] = []
    const note = queue.register(() => seen.push(queue.now))
    queue.run(7)
    queue.schedule(3, note, undefined)
    queue.run(7)
    expect(seen).toEqual([7])
  })
})

interface Mark {
  readonly id: number
}

/** What a program of random schedules and cancels runs, through the queue under test. */
function heapOrder(seed: number, count: number, lanes: boolean, unit: number): string[] {
  const queue = new EventQueue()
  const random = createRandom(seed)
  const timers: number[] = []
  const live = new Set<number>()
  const seen: string[] = []
  const run = ({ id }: Mark) => {
    live.delete(id)
    seen.push(`${queue.now}:${id}`)
    if (id % 3 === 0 && timers.length < count * 2) add()
    const victim = Math.floor(random() * timers.length)
    if (id % 2 === 0 && live.has(victim)) {
      live.delete(victim)
      queue.cancel(timers[victim]!)
    }
  }
  // More kinds than there are lanes; some of their events are in order, some are not.
  const kinds = Array.from({ length: 6 }, () => queue.register(run, lanes))
  const add = () => {
    const id = timers.length
    live.add(id)
    const kind = kinds[id % kinds.length]!
    timers.push(queue.schedule(queue.now + Math.floor(random() * 20) * unit, kind, { id }))
  }
  for (let i = 0; i < count; i++) add()
  queue.run(10_000 * unit)
  expect(queue.pending).toBe(0)
  return seen
}

/** The same by brute force. */
function listOrder(seed: number, count: number, unit: number): string[] {
  const random = createRandom(seed)
  const seen: string[] = []
  const events: { at: number; id: number; state: 'live' | 'gone' }[] = []
  let now = 0
  const add = () => {
    events.push({ at: now + Math.floor(random() * 20) * unit, id: events.length, state: 'live' })
  }
  for (let i = 0; i < count; i++) add()
  for (;;) {
    const live = events.filter((event) => event.state === 'live')
    live.sort((a, b) => a.at - b.at || a.id - b.id)
    const next = live[0]
    if (!next) return seen
    now = next.at
    next.state = 'gone'
    seen.push(`${now}:${next.id}`)
    if (next.id % 3 === 0 && events.length < count * 2) add()
    const victim = Math.floor(random() * events.length)
    if (next.id % 2 === 0) events[victim]!.state = 'gone'
  }
}

describe('time', () => {
  it('stands on a grid, so that 10 000 steps of a tenth do not drift', () => {
    const queue = new EventQueue()
    let steps = 0
    const tick = queue.register(() => {
      if (++steps < 10_000) queue.schedule(queue.now + 1, tick, undefined)
    })
    queue.schedule(0.1, tick, undefined)
    queue.run(1e9)
    const first = Math.ceil(0.1 * TICKS_PER_MS) / TICKS_PER_MS
    queue.schedule(0, tick, undefined)
    expect(steps).toBe(10_000)
    expect(first).toBeCloseTo(0.1, 2)
  })

  it('is rounded up, never down: nobody is woken too early', () => {
    const queue = new EventQueue()
    const seen: number[] = []
    const note = queue.register(() => seen.push(queue.now))
    queue.schedule(1 / 3, note, undefined)
    queue.run(1)
    expect(seen[0]).toBeGreaterThanOrEqual(1 / 3)
    expect(seen[0]! * TICKS_PER_MS).toBe(Math.ceil((1 / 3) * TICKS_PER_MS))
  })

  it('that stands still is reported, not suffered', () => {
    const queue = new EventQueue()
    const again = queue.register(() => queue.schedule(queue.now, again, undefined))
    queue.schedule(3, again, undefined)
    expect(() => queue.run(10)).toThrow(`more than ${MAX_EVENTS_AT_ONCE} events at 3 ms`)
  })
})

describe('timers', () => {
  it('a cancelled one does not run; cancelling twice is a bug of the caller', () => {
    const queue = new EventQueue()
    const never = queue.register(() => expect.unreachable())
    const timer = queue.schedule(1, never, undefined)
    queue.cancel(timer)
    expect(queue.pending).toBe(0)
    expect(queue.nextAt).toBe(Number.POSITIVE_INFINITY)
    expect(() => queue.cancel(timer)).toThrow('not live')
  })

  it.each([false, true])('100 000 that are set and cancelled leave nothing (lane: %s)', (lane) => {
    const queue = new EventQueue()
    const never = queue.register(() => expect.unreachable(), lane)
    const timers = Array.from({ length: 100_000 }, (_, i) =>
      queue.schedule(1e6 + i, never, undefined),
    )
    // The last first, so that each stands behind live ones for long.
    for (const timer of timers.reverse()) queue.cancel(timer)
    for (let i = 0; i < 100_000; i++) queue.cancel(queue.schedule(1e6 + i, never, undefined))
    expect(queue.pending).toBe(0)
    queue.run(2e6)
    expect(queue.executed).toBe(0)
  })
})
