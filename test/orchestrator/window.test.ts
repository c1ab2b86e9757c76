import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWindow, SLICES, type Window } from '../../src/orchestrator/window.js'
import { breakerPolicy } from './policies.js'

interface Sample {
  readonly at: number
  readonly failed: boolean
  readonly slow: boolean
}

/** Gaps from nothing to many windows of idle time. */
const samples = fc.array(
  fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 900, max: 90_000 })),
    failed: fc.boolean(),
    slow: fc.boolean(),
  }),
  { maxLength: 80, size: 'max' },
)

function timeline(list: readonly { gap: number; failed: boolean; slow: boolean }[]): Sample[] {
  let at = 0
  return list.map(({ gap, failed, slow }) => {
    at += gap
    return { at, failed, slow }
  })
}

const counts = ({ total, failures, slow }: Window) => ({ total, failures, slow })
const count = (list: readonly Sample[]) => ({
  total: list.length,
  failures: list.filter((s) => s.failed).length,
  slow: list.filter((s) => s.slow).length,
})

/** Records each sample and compares with brute force over all raw events so far. */
function compare(
  make: () => Window,
  held: (all: readonly Sample[], now: number) => readonly Sample[],
) {
  fc.assert(
    fc.property(samples, fc.integer({ min: 0, max: 5000 }), (list, later) => {
      const window = make()
      const all = timeline(list)
      all.forEach((sample, i) => {
        window.record(sample.at, sample.failed, sample.slow)
        expect(counts(window)).toEqual(count(held(all.slice(0, i + 1), sample.at)))
      })
      const end = (all.at(-1)?.at ?? 0) + later
      window.settle(end)
      expect(counts(window)).toEqual(count(held(all, end)))
    }),
  )
}

const count10 = () => createWindow(breakerPolicy({ mode: 'count-window', window: { calls: 10 } }))
const timed = (kind: 'sliding' | 'tumbling') => () =>
  createWindow(breakerPolicy({ mode: 'time-window', window: { durationMs: 1000, kind } }))
const consecutive = (durationMs: number | null, kind: 'sliding' | 'tumbling' | null) => () =>
  createWindow(breakerPolicy({ threshold: 5, window: { durationMs, kind } }))

describe('window', () => {
  it('a count window equals brute force', () => compare(count10, (all) => all.slice(-10)))

  it('R10 a sliding time window equals brute force, idle gaps included', () => {
    const slice = (at: number) => Math.floor(at / (1000 / SLICES))
    compare(timed('sliding'), (all, now) => all.filter((s) => slice(s.at) > slice(now) - SLICES))
  })

  it('a sliding time window never holds what is older than its length', () => {
    fc.assert(
      fc.property(samples, (list) => {
        const window = timed('sliding')()
        const all = timeline(list)
        for (const { at, failed, slow } of all) window.record(at, failed, slow)
        const now = all.at(-1)?.at ?? 0
        const young = all.filter((s) => now - s.at < 1000).length
        const surelyYoung = all.filter((s) => now - s.at < 1000 - 1000 / SLICES).length
        expect(window.total).toBeLessThanOrEqual(young)
        expect(window.total).toBeGreaterThanOrEqual(surelyYoung)
      }),
    )
  })

  it('a tumbling window is emptied at each multiple of its length', () =>
    compare(timed('tumbling'), (all, now) =>
      all.filter((s) => Math.floor(s.at / 1000) === Math.floor(now / 1000)),
    ))

  it('consecutive failures end with a success', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), (outcomes) => {
        const window = consecutive(null, null)()
        for (const failed of outcomes) window.record(0, failed, false)
        const last = outcomes.lastIndexOf(false)
        expect(window.failures).toBe(outcomes.length - 1 - last)
      }),
    )
  })

  it.each([
    ['sliding', [0, 400, 800], 900, 3],
    ['sliding', [0, 400, 800], 1000, 2],
    ['sliding', [0, 400, 800], 5000, 0],
    ['tumbling', [100, 400, 999], 999, 3],
    ['tumbling', [100, 400, 999], 1000, 0],
    ['tumbling', [900, 1100], 1100, 1],
  ] as const)('consecutive failures within 1 s, %s: %j read at %i', (kind, times, now, wanted) => {
    const window = consecutive(1000, kind)()
    for (const at of times) window.record(at, true, false)
    window.settle(now)
    expect(window.failures).toBe(wanted)
  })

  it('a clock that stands still or goes back loses nothing', () => {
    const window = timed('sliding')()
    window.record(5000, true, false)
    window.record(4000, true, true)
    window.settle(100)
    expect(counts(window)).toEqual({ total: 2, failures: 2, slow: 1 })
  })

  it('R35 replay takes what is held over into another window', () => {
    const from = count10()
    for (let i = 0; i < 15; i++) from.record(i, i % 3 === 0, i === 14)
    const into = createWindow(breakerPolicy({ mode: 'count-window', window: { calls: 4 } }))
    from.replay(into, 20)
    // Samples 11 to 14, of which 12 failed and 14 was slow.
    expect(counts(into)).toEqual({ total: 4, failures: 1, slow: 1 })
    const timeFrom = timed('sliding')()
    timeFrom.record(100, true, false)
    timeFrom.record(900, false, false)
    const wider = createWindow(
      breakerPolicy({ mode: 'time-window', window: { durationMs: 2000, kind: 'sliding' } }),
    )
    timeFrom.replay(wider, 950)
    expect(counts(wider)).toEqual({ total: 2, failures: 1, slow: 0 })
  })
})
