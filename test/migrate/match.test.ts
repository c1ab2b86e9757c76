import { describe, expect, it } from 'vitest'
import { levelOf, rankPresets } from '../../src/migrate/match.js'
import { stated } from '../support/claims.js'

const scores = (...claims: ReturnType<typeof stated>[]) =>
  Object.fromEntries(rankPresets(claims).map(({ preset, score }) => [preset, score]))

describe('similarity to a preset', () => {
  it('is 1 for the preset itself', () => {
    const ranking = rankPresets([
      stated({}, 'retry.maxAttempts', 5),
      stated({}, 'circuitBreaker.threshold', 10),
      stated({}, 'circuitBreaker.openDuration', 120_000),
      stated({}, 'strategy', 'conservative'),
      stated({ operation: 'qa' }, 'strategy', 'critical'),
    ])

    expect(ranking[0]).toMatchObject({ preset: 'production', score: 1, level: 'high' })
  })

  it('counts many values instead of naming them, and an unlimited one has no unit', () => {
    const reasonOf = (...values: unknown[]) => {
      const claims = values.map((value, i) =>
        stated({ operation: `op${i}` }, 'circuitBreaker.openDuration', value),
      )
      return rankPresets(claims).find(({ preset }) => preset === 'simple')?.reason
    }
    expect(reasonOf(5000, 9000)).toBe('recovery 5/9 s (preset 60 s)')
    expect(reasonOf(1000, 2000, 3000, 4000)).toBe('recovery 4 values (preset 60 s)')
    expect(reasonOf('unlimited')).toBe('recovery unlimited (preset 60 s)')
  })

  it('weighs attempts .30, threshold .25, recovery .20 over what is stated', () => {
    const found = scores(
      stated({}, 'retry.maxAttempts', 4),
      stated({}, 'circuitBreaker.threshold', 8),
      stated({}, 'circuitBreaker.openDuration', 90_000),
    )

    expect(found.production).toBeCloseTo((0.3 * 0.8 + 0.25 * 0.8 + 0.2 * 0.75) / 0.75, 4)
    expect(found.simple).toBeCloseTo((0.3 * 0.75 + 0.25 * 0.625 + (0.2 * 2) / 3) / 0.75, 4)
    expect(found.development).toBeCloseTo((0.3 * 0.5 + 0.25 * 0.375 + 0.2 / 3) / 0.75, 4)
  })

  it('counts a strategy as all or nothing, and operations by share', () => {
    const found = scores(
      stated({}, 'strategy', 'conservative'),
      stated({ operation: 'qa' }, 'strategy', 'critical'),
      stated({ operation: 'billing' }, 'strategy', 'balanced'),
    )

    expect(found.production).toBeCloseTo((0.15 + 0.1 * 0.5) / 0.25, 4)
    expect(found.simple).toBeCloseTo((0.1 * 0.5) / 0.25, 4)
  })

  it('takes the mean over operations where no default is stated', () => {
    const found = scores(
      stated({ operation: 'a' }, 'retry.maxAttempts', 3),
      stated({ operation: 'b' }, 'retry.maxAttempts', 6),
    )

    expect(found.simple).toBeCloseTo((1 + 0.5) / 2, 4)
  })

  it('compares a rate breaker by its equivalent count, 0.7 at most', () => {
    const [nearest] = rankPresets([
      stated({}, 'circuitBreaker.failureRate', 0.5),
      stated({}, 'circuitBreaker.minimumThroughput', 10),
      stated({}, 'circuitBreaker.openDuration', 60_000),
    ])

    expect(nearest).toMatchObject({ preset: 'simple', score: 0.7, approximate: true })
  })

  it('is simple when there is nothing to compare', () => {
    expect(rankPresets([stated({}, 'timeout.attempt', 5)])[0]).toMatchObject({
      preset: 'simple',
      score: 1,
      parts: [],
    })
  })

  it('gives no closeness to unlimited attempts', () => {
    expect(scores(stated({}, 'retry.maxAttempts', 'unlimited')).production).toBe(0)
  })

  it('looks at no environment overlay', () => {
    expect(scores(stated({ environment: 'x' }, 'retry.maxAttempts', 5)).simple).toBe(1)
  })
})

it.each([
  [0.9, 'high'],
  [0.8999, 'medium'],
  [0.7, 'medium'],
  [0.6999, 'low'],
])('%d is %s', (score, level) => {
  expect(levelOf(score)).toBe(level)
})
