import { expect, it } from 'vitest'
import { joined } from '../../../src/report/text/simulation-columns.js'
import { bucket } from './sample-rehearsal.js'

it('counts are added, shares and rates averaged', () => {
  const buckets = [
    bucket(0, { timeout: 10, refused: 30 }, { openShare: 1, arrived: 300, pending: 0 }),
    bucket(1, { timeout: 50 }, { openShare: 0.5, halfOpenShare: 0.5, fellBack: 20 }),
    bucket(2, {}, { pending: 0 }),
  ]
  const [first, last] = joined(buckets, 2, 1000)
  expect(first).toEqual({
    fromMs: 0,
    untilMs: 2000,
    ended: 220,
    answered: 130,
    fellBack: 20,
    worst: { word: 'timeout', count: 60 },
    isWaiting: true,
    openShare: 0.75,
    halfOpenShare: 0.25,
    arrivedPerS: 200,
  })
  expect(last).toMatchObject({ fromMs: 2000, untilMs: 3000, worst: null, isWaiting: false })
})

it('rates are per second, whatever a bucket is', () => {
  const [column] = joined([bucket(0), bucket(1)], 2, 500)
  expect(column!.arrivedPerS).toBe(200)
})
