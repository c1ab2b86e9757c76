import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { Breaker, TRANSITIONS, type Transition } from '../../src/orchestrator/breaker.js'
import { failureOf } from '../../src/orchestrator/failure.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { breakerPolicy, type PolicyParts } from './policies.js'

type Parts = NonNullable<PolicyParts['circuitBreaker']>

const FAILURE = failureOf('transient')

function setUp(parts: Parts = {}) {
  const transitions: Transition[] = []
  const breaker = new Breaker({
    name: 'op',
    policy: breakerPolicy(parts),
    random: createRandom(1),
    onTransition: (transition) => transitions.push(transition),
  })
  const attempt = () => new Attempt({ granted() {} }, 1)
  const enter = (now: number) => {
    const one = attempt()
    return breaker.acquire(now, one) ? one : undefined
  }
  const fail = (now: number) => breaker.failed(now, enter(now)!, FAILURE)
  const succeed = (now: number) => breaker.succeeded(now, enter(now)!)
  return { breaker, transitions, enter, fail, succeed }
}

const RATE: Parts = {
  mode: 'count-window',
  threshold: null,
  failureRate: 0.3,
  minimumThroughput: 10,
  window: { calls: 10 },
}

describe('breaker', () => {
  it('every transition of the table can be reached, and none besides', () => {
    const seen = new Set<string>()
    const acts = [
      ...(['enter', 'enter', 'fail', 'fail', 'succeed', 'pass time', 'pass time'] as const),
      ...(['isolate', 'release', 'release', 'close'] as const),
    ]
    const parts = fc.constantFrom<Parts>(
      ...(['half-open', 'open', 'closed'] as const).map((afterMaxWait) => ({
        threshold: 1,
        openDurationMs: 500,
        halfOpen: { maxWaitMs: 500, afterMaxWait },
      })),
    )
    const run = (policy: Parts, list: readonly (typeof acts)[number][]) => {
      const { breaker, transitions, enter } = setUp(policy)
      const flying: Attempt[] = []
      let now = 0
      for (const act of list) {
        if (act === 'pass time') now += 600
        else if (act === 'isolate' || act === 'release' || act === 'close') breaker[act](now)
        else if (act === 'enter') flying.push(...[enter(now)].filter((a) => a !== undefined))
        else if (flying.length > 0) {
          const one = flying.shift()!
          if (act === 'fail') breaker.failed(now, one, undefined)
          else breaker.succeeded(now, one)
        }
      }
      let state = 'closed'
      for (const { from, to, trigger } of transitions) {
        expect(from).toBe(state)
        state = to
        seen.add(`${from} ${trigger} ${to}`)
      }
      expect(breaker.state).toBe(state)
    }
    const lists = fc.array(fc.constantFrom(...acts), { maxLength: 60, size: 'max' })
    fc.assert(fc.property(parts, lists, run), { numRuns: 500, seed: 1 })
    expect([...seen].sort()).toEqual(
      TRANSITIONS.map((row) => `${row[0]} ${row[1]} ${row[2]}`).sort(),
    )
  })

  it('R3 half-open is never over its permits, whatever comes in between', () => {
    const acts = fc.array(fc.constantFrom('enter', 'enter', 'pass', 'drop'), {
      maxLength: 60,
      size: 'max',
    })
    const limits = fc.record({
      maxCalls: fc.integer({ min: 1, max: 5 }),
      successes: fc.integer({ min: 1, max: 8 }),
      decision: fc.constantFrom('successes' as const, 'rate' as const),
    })
    fc.assert(
      fc.property(limits, acts, (halfOpen, list) => {
        const { breaker, enter, fail } = setUp({ threshold: 1, failureRate: 0.5, halfOpen })
        fail(0)
        const flying: Attempt[] = []
        let ended = 0
        for (const act of list) {
          if (breaker.state === 'closed') break
          if (act === 'enter') flying.push(...[enter(2000)].filter((a) => a !== undefined))
          else if (act === 'pass' && flying.length > 0) {
            ended++
            breaker.succeeded(2000, flying.shift()!)
          } else if (act === 'drop' && flying.length > 0) breaker.released(flying.shift()!)
          const inAll =
            halfOpen.decision === 'rate'
              ? halfOpen.maxCalls
              : Math.max(halfOpen.maxCalls, halfOpen.successes)
          expect(flying.length).toBeLessThanOrEqual(halfOpen.maxCalls)
          expect(flying.length + ended).toBeLessThanOrEqual(inAll)
        }
      }),
    )
  })

  it('R5 a permit goes back once, however often it is returned', () => {
    const { breaker, enter, fail } = setUp({
      threshold: 1,
      halfOpen: { maxCalls: 2, successes: 2 },
    })
    fail(0)
    const one = enter(1000)!
    breaker.released(one)
    breaker.released(one)
    breaker.succeeded(1000, one)
    expect([enter(1000), enter(1000), enter(1000)].map(Boolean)).toEqual([true, true, false])
  })

  it.each([
    ['gte', 3, true],
    ['gte', 2, false],
    ['gt', 3, false],
    ['gt', 4, true],
  ] as const)('a rate of 0.3 with %s: %i of 10 opens: %s', (compare, failures, opens) => {
    const { breaker, fail, succeed } = setUp({ ...RATE, compare })
    for (let i = failures; i < 10; i++) succeed(0)
    for (let i = 0; i < failures; i++) fail(0)
    expect(breaker.state).toBe(opens ? 'open' : 'closed')
  })

  it('R7 a rate counts only from the minimum throughput on', () => {
    const { breaker, fail } = setUp({ ...RATE, minimumThroughput: 5 })
    for (let i = 0; i < 4; i++) fail(0)
    expect(breaker.state).toBe('closed')
    fail(0)
    expect(breaker.state).toBe('open')
  })

  it('a minimum beyond a count window is the window', () => {
    const { breaker, fail } = setUp({ ...RATE, minimumThroughput: 1000 })
    for (let i = 0; i < 10; i++) fail(0)
    expect(breaker.state).toBe('open')
  })

  it('a slow trial passes where no rate of slow calls is asked for', () => {
    const { breaker, enter, fail } = setUp({ threshold: 1, slowCallDurationMs: 10 })
    fail(0)
    const trial = enter(1000)!
    trial.startedAt = 1000
    breaker.succeeded(1500, trial)
    expect(breaker.state).toBe('closed')
  })

  it('R15 a rejection says when to come back and why it opened', () => {
    const { breaker, fail } = setUp({ threshold: 1, halfOpen: { maxWaitMs: 500 } })
    expect(breaker.retryAfterMs(0)).toBe(0)
    fail(100)
    expect(breaker.retryAfterMs(400)).toBe(700)
    expect(breaker.lastFailure).toBe(FAILURE)
    const trial = new Attempt({ granted() {} }, 1)
    breaker.acquire(1200, trial)
    expect(breaker.retryAfterMs(1300)).toBe(400)
    breaker.isolate(1300)
    expect(breaker.retryAfterMs(1300)).toBe(Number.POSITIVE_INFINITY)
  })

  it('R11 a clock that goes back neither opens nor closes it', () => {
    const { breaker, fail, enter } = setUp({ threshold: 1 })
    fail(5000)
    expect(enter(10)).toBeUndefined()
    expect(breaker.state).toBe('open')
    expect(enter(6000)).toBeDefined()
  })

  it('may be kept from opening', () => {
    const breaker = new Breaker({
      name: 'op',
      policy: breakerPolicy({ threshold: 1 }),
      random: createRandom(1),
      mayOpen: () => false,
    })
    const one = new Attempt({ granted() {} }, 1)
    breaker.acquire(0, one)
    breaker.failed(0, one, undefined)
    expect(breaker.state).toBe('closed')
  })

  it('R35 a changed policy keeps the state, the open time and what the window holds', () => {
    const { breaker, fail, transitions } = setUp({ threshold: 5 })
    for (let i = 0; i < 3; i++) fail(0)
    breaker.configure(breakerPolicy({ threshold: 4 }), 0)
    fail(10)
    expect(breaker.state).toBe('open')
    breaker.configure(breakerPolicy({ threshold: 4, openDurationMs: 10 }), 20)
    expect([breaker.state, breaker.openUntil, transitions.length]).toEqual(['open', 1010, 1])
  })

  describe('R36 snapshot and restore', () => {
    it('an open breaker is open again, with the rest of its wait and its growth', () => {
      const growing: Parts = {
        threshold: 1,
        openGrowth: { kind: 'exponential', multiplier: 2, maxMs: null },
      }
      const before = setUp(growing)
      before.fail(0)
      before.fail(1000)
      const saved = JSON.parse(JSON.stringify(before.breaker.snapshot(1500)))
      expect(saved).toMatchObject({ state: 'open', remainingMs: 1500, openings: 2 })
      const after = setUp(growing)
      after.breaker.restore(saved, 50)
      expect(after.breaker.openUntil).toBe(1550)
      expect(after.transitions).toEqual([])
      after.fail(1550)
      expect(after.breaker.openUntil).toBe(1550 + 4000)
    })

    it('failures in a row are kept, one short of opening at the most', () => {
      const { breaker, fail } = setUp({ threshold: 3 })
      breaker.restore({ ...breaker.snapshot(0), failures: 99 }, 0)
      expect(breaker.state).toBe('closed')
      fail(0)
      expect(breaker.state).toBe('open')
    })

    it.each([
      [1e15, 1000],
      [Number.NaN, 0],
      [-5, 0],
      [Number.POSITIVE_INFINITY, 0],
    ])('a rest of %f ms is not trusted: %i', (remainingMs, wanted) => {
      const { breaker } = setUp()
      const saved = { state: 'open' as const, openings: 1, isolations: 0, failures: 0 }
      breaker.restore({ ...saved, remainingMs }, 0)
      expect(breaker.openUntil).toBe(wanted)
    })

    it('R12 an isolation is kept and can be released; one that stands here wins', () => {
      const saved = setUp().breaker
      saved.isolate(0)
      saved.isolate(0)
      const { breaker, enter } = setUp()
      breaker.restore(saved.snapshot(0), 0)
      breaker.release(1)
      expect(enter(1)).toBeUndefined()
      breaker.release(2)
      expect(enter(2)).toBeDefined()
      breaker.isolate(3)
      breaker.restore({ ...saved.snapshot(0), state: 'closed' }, 4)
      expect(breaker.state).toBe('isolated')
    })

    it('results from before the restore decide nothing', () => {
      const { breaker, enter } = setUp({ threshold: 1 })
      const early = enter(0)!
      breaker.restore({ ...breaker.snapshot(0), state: 'half-open' }, 10)
      breaker.failed(20, early, undefined)
      expect(breaker.state).toBe('half-open')
    })
  })
})
