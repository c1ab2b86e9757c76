import { describe, expect, it } from 'vitest'
import { DEFAULT_SEED, Streams } from '../../src/simulator/streams.js'

describe('streams', () => {
  it('of one purpose and seed are equal, of others are not', () => {
    const first = (seed: number | undefined, purpose: string) => new Streams(seed).of(purpose)()
    expect(first(1, 'arrivals')).toBe(first(1, 'arrivals'))
    expect(first(1, 'arrivals')).not.toBe(first(1, 'service'))
    expect(first(1, 'arrivals')).not.toBe(first(2, 'arrivals'))
    expect(first(undefined, 'arrivals')).toBe(first(DEFAULT_SEED, 'arrivals'))
  })
})
