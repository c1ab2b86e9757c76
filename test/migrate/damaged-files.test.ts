/** Ten thousand damaged copies of the fixtures: whatever a file holds, the migration answers. */
import { expect, it } from 'vitest'
import { fixtures, migrateBytes } from '../support/migrated-fixtures.js'
import { mutate, mutator } from '../support/mutate.js'

const RUNS = 10_000

it(`${RUNS} mutations: no crash, none over a second`, { timeout: 400_000 }, () => {
  const random = mutator(20_261_123)
  const slow: string[] = []
  for (let run = 0; run < RUNS; run++) {
    const { name, file, bytes: original } = fixtures[run % fixtures.length]!
    const bytes = mutate(original, random)
    const once = () => {
      const started = performance.now()
      migrateBytes(file, bytes)
      return performance.now() - started
    }
    try {
      // A busy machine may hold one run up; an input that is slow itself is slow three times.
      if (once() > 1000 && once() > 1000 && once() > 1000) slow.push(`run ${run} of ${name}`)
    } catch (error) {
      const text = bytes.toString('latin1')
      throw new Error(`run ${run} of ${name}:\n${text}`, { cause: error })
    }
  }

  expect(slow).toEqual([])
})
