import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { SlowWatch } from '../../src/orchestrator/slow-watch.js'

it('counts the attempts in flight that are slow, whatever ends in between', () => {
  const acts = fc.array(fc.tuple(fc.constantFrom('add', 'end', 'look'), fc.nat(50)))
  fc.assert(
    fc.property(acts, (list) => {
      const watch = new SlowWatch()
      let flying: Attempt[] = []
      let now = 0
      for (const [act, number] of list) {
        now += number
        if (act === 'add') {
          const attempt = new Attempt({ granted() {} }, 1)
          attempt.startedAt = now
          watch.add(attempt)
          flying.push(attempt)
        } else if (act === 'end' && flying.length > 0) {
          const gone = flying[number % flying.length]!
          watch.remove(gone)
          watch.remove(gone)
          flying = flying.filter((attempt) => attempt !== gone)
        } else {
          watch.age(now, 100)
          expect(watch.slow).toBe(flying.filter((a) => now - a.startedAt! > 100).length)
        }
        expect(watch.empty).toBe(flying.length === 0)
      }
    }),
  )
})
