import { describe, expect, it } from 'vitest'
import {
  ActiveFault,
  FAULT_ORDER,
  type Fault,
  Faults,
  firstOf,
} from '../../src/simulator/faults.js'
import { Streams } from '../../src/simulator/streams.js'
import { constant, everySecond, tally, world } from './worlds.js'

const always = { atMs: 0, durationMs: 1e9 }
const active = (fault: Fault) => new ActiveFault(fault, () => 0.5)

describe('when a fault is there', () => {
  it.each([
    ['before', 999, 0],
    ['at its start', 1000, 1],
    ['to the last moment', 2999, 1],
    ['not after', 3000, 0],
  ])('%s', (_, at, intensity) => {
    const fault = active({ kind: 'refuse', atMs: 1000, durationMs: 2000 })
    expect(fault.intensity(at)).toBe(intensity)
  })

  it('ramps up inside of its duration and down after it', () => {
    const times = { atMs: 1000, durationMs: 2000, rampUpMs: 1000, rampDownMs: 500 }
    const fault = active({ kind: 'latency', ...times })
    expect([1000, 1250, 2000, 3000, 3250, 3500].map((at) => fault.intensity(at))).toEqual([
      0, 0.25, 1, 1, 0.5, 0,
    ])
  })

  it('flaps: down first, then up', () => {
    const fault = active({ kind: 'refuse', ...always, flap: { downMs: 5, upMs: 3 } })
    const there = Array.from({ length: 10 }, (_, at) => fault.intensity(at))
    expect(there).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 1, 1])
    const some = active({ kind: 'refuse', atMs: 0, durationMs: 9, flap: { downMs: 5, upMs: 3 } })
    expect(some.turns()).toEqual([0, 5, 8, 9])
  })
})

describe('whom a fault takes', () => {
  it('the share that is asked for, of one partition only', () => {
    const faults = new Faults(
      [{ kind: 'refuse', ...always, share: 0.3, partition: 2 }],
      new Streams(1),
      'upstream',
    )
    let taken = 0
    for (let i = 0; i < 10_000; i++) if (firstOf(faults.by.refuse, 5, 2)) taken++
    expect(taken / 10_000).toBeCloseTo(0.3, 1.5)
    expect(firstOf(faults.by.refuse, 5, 1)).toBeUndefined()
    expect(faults.all[0]!.touched).toBe(taken)
  })

  it('a share ramps in chance, a latency in size', () => {
    const ramp = { atMs: 0, durationMs: 100, rampUpMs: 100 }
    const refuse = active({ kind: 'refuse', ...ramp })
    expect([refuse.takes(40, 0), refuse.takes(60, 0)]).toEqual([false, true])
    const latency = [{ kind: 'latency', ...ramp, addMs: 80, factor: 3 }] as const
    expect(new Faults(latency, new Streams(1), 'u').stretched(10, 50, 0)).toBe(10 * 2 + 40)
  })

  it('capacity cuts multiply', () => {
    const cut = { kind: 'capacity', ...always, left: 0.5 } as const
    const faults = new Faults([cut, { ...cut, partition: 1 }], new Streams(1), 'u')
    expect([faults.capacity(1, 0), faults.capacity(1, 1)]).toEqual([0.5, 0.25])
  })
})

describe('how faults stack', () => {
  it('in one order, whatever the order of writing: 2 %, 49 %, 9.8 %', () => {
    const written: Fault[] = [
      { kind: 'errors', ...always, share: 0.1 },
      { kind: 'latency', ...always, share: 0.5, addMs: 900 },
      { kind: 'refuse', ...always, share: 0.02 },
    ]
    for (const faults of [written, written.toReversed()]) {
      const run = world({ load: everySecond(2000), durationMs: 20_000, upstream: { faults } }).run()
      const touched = Object.fromEntries(
        run.upstream.faults.all.map(({ fault, touched }) => [fault.kind, touched / 40_000]),
      )
      expect(touched.refuse).toBeCloseTo(0.02, 2)
      expect(touched.latency).toBeCloseTo(0.49, 2)
      expect(touched.errors).toBeCloseTo(0.098, 2)
    }
    expect(FAULT_ORDER.indexOf('refuse')).toBe(0)
  })
})

describe('three kinds of outage are three', () => {
  const outage = { atMs: 2000, durationMs: 3000 }
  const timeout = { attemptMs: 1000 }

  it('refused: at once', () => {
    const run = world({
      policy: { timeout },
      upstream: { faults: [{ kind: 'refuse', ...outage }] },
    })
    expect(tally(run.run())).toEqual({ ok: 7, refused: 3 })
    expect(run.recorder.windows[0]!.latency.min).toBe(0)
  })

  it('swallowed: only the time limit ends the wait', () => {
    const run = world({
      policy: { timeout },
      upstream: { faults: [{ kind: 'swallow', ...outage }] },
    })
    expect(tally(run.run())).toEqual({ ok: 7, timeout: 3 })
    expect(run.upstream.books).toMatchObject({ arrived: 10, served: 7, wasted: 0 })
  })

  it('stalled: delivered when it ends, whoever still waits for it', () => {
    const run = world({
      policy: { timeout },
      upstream: { faults: [{ kind: 'stall', ...outage }], latency: constant(50) },
    })
    expect(tally(run.run())).toEqual({ ok: 7, timeout: 3 })
    expect(run.upstream.books).toMatchObject({ arrived: 10, served: 7, wasted: 3 })
    const patient = world({ upstream: { faults: [{ kind: 'stall', ...outage }] } }).run()
    expect(tally(patient)).toEqual({ ok: 10 })
    expect(patient.recorder.windows[0]!.latency.max).toBe(3100)
  })
})

it('work cut short by a status answers with it', () => {
  const faults = [{ kind: 'errors', ...always, status: 404 }] as const
  const run = world({ policy: { retry: {} }, upstream: { faults } }).run()
  expect(tally(run)).toEqual({ error: 10 })
  expect(run.recorder.windows[0]!.attempts).toBe(10)
})
