import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Attempt, Flag } from '../../src/orchestrator/attempt.js'
import { Bulkhead, ENTERED, FULL, QUEUED } from '../../src/orchestrator/bulkhead.js'

function holderOf(granted: Attempt[]): Attempt {
  const holder: Attempt = new Attempt({ granted: () => granted.push(holder) }, 1)
  return holder
}

describe('bulkhead', () => {
  it('lets in, queues, refuses, and hands slots on in order of arrival', () => {
    const granted: Attempt[] = []
    const [a, b, c, d] = [0, 1, 2, 3].map(() => holderOf(granted)) as [
      Attempt,
      Attempt,
      Attempt,
      Attempt,
    ]
    const bulkhead = new Bulkhead({ maxConcurrent: 1, maxQueued: 2 })
    expect([a, b, c, d].map((one) => bulkhead.enter(one))).toEqual([ENTERED, QUEUED, QUEUED, FULL])
    bulkhead.exit(a)
    bulkhead.exit(b)
    expect(granted).toEqual([b, c])
  })

  it('R28 an aborted one leaves the queue; the next is not skipped', () => {
    const granted: Attempt[] = []
    const [a, b, c] = [0, 1, 2].map(() => holderOf(granted)) as [Attempt, Attempt, Attempt]
    const bulkhead = new Bulkhead({ maxConcurrent: 1, maxQueued: 5 })
    for (const one of [a, b, c]) bulkhead.enter(one)
    bulkhead.leave(b)
    expect(bulkhead.queued).toBe(1)
    bulkhead.exit(a)
    expect(granted).toEqual([c])
  })

  it('R29 slots are given back exactly once, whatever comes in between', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('enter', 'exit', 'leave', 'resize'), fc.nat(9)))
    fc.assert(
      fc.property(acts, (list) => {
        const granted: Attempt[] = []
        let max = 3
        const bulkhead = new Bulkhead({ maxConcurrent: max, maxQueued: 4 })
        const all: Attempt[] = []
        let shrunk = false
        for (const [act, number] of list) {
          const one = all[number % (all.length || 1)]
          if (act === 'enter') {
            const holder = holderOf(granted)
            if (bulkhead.enter(holder) !== FULL) all.push(holder)
          } else if (act === 'resize') {
            shrunk ||= number + 1 < max
            max = number + 1
            bulkhead.configure({ maxConcurrent: max, maxQueued: 4 })
          } else if (one) bulkhead[act as 'exit' | 'leave'](one)
          const inside = all.filter((a) => a.flags & Flag.SLOT)
          const waiting = all.filter((a) => a.flags & Flag.QUEUED)
          expect(bulkhead.inFlight).toBe(inside.length)
          expect(bulkhead.waiting()).toEqual(waiting)
          expect(bulkhead.queued).toBe(waiting.length)
          if (!shrunk) expect(inside.length).toBeLessThanOrEqual(max)
          if (waiting.length > 0) expect(inside.length).toBeGreaterThanOrEqual(max)
        }
      }),
    )
  })
})
