import { describe, expect, it } from 'vitest'
import { type FlatConfig, flatConfig, flatToLeaves } from '../../src/policy/flat-fields.js'
import { LEAVES, policyOf } from '../../src/policy/leaves.js'
import { TEMPLATES } from '../../src/policy/presets.js'
import { policy } from '../../src/policy/schema.js'

/** field, lowest, highest, step beyond the edges; the table of the reference facts. */
const RANGES: readonly [keyof FlatConfig, number, number, step: number][] = [
  ['retry_attempts', 1, 10, 1],
  ['circuit_breaker_threshold', 1, 20, 1],
  ['recovery_timeout', 10, 300, 1],
  ['exponential_multiplier', 0.1, 5, 0.01],
  ['exponential_min', 0.5, 10, 0.01],
  ['exponential_max', 5, 120, 0.01],
  ['jitter_max', 0.1, 10, 0.01],
  ['max_delay_seconds', 5, 600, 1],
]
const accepts = (config: unknown) => flatConfig.safeParse(config).success

describe('ranges', () => {
  it.each(RANGES)('%s goes from %d to %d', (field, min, max, step) => {
    const verdicts = [min, max, min - step, max + step, `${min}`, null]
    expect(verdicts.map((value) => accepts({ [field]: value }))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it.each(['retry_attempts', 'circuit_breaker_threshold', 'recovery_timeout', 'max_delay_seconds'])(
    '%s is a whole number',
    (field) => {
      expect([accepts({ [field]: 10 }), accepts({ [field]: 9.5 })]).toEqual([true, false])
    },
  )

  it('strategies, overrides and jitter', () => {
    expect(accepts({ default_strategy: 'critical', jitter_enabled: false })).toBe(true)
    expect(accepts({ default_strategy: 'Critical' })).toBe(false)
    expect(accepts({ jitter_enabled: 'false' })).toBe(false)
    const overrides = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`op${i}`, 'balanced']))
    expect(accepts({ operation_overrides: overrides(10) })).toBe(true)
    expect(accepts({ operation_overrides: overrides(11) })).toBe(false)
    expect(accepts({ retry_attempt: 1 })).toBe(false)
  })
})

describe('flatToLeaves', () => {
  const ms = (config: FlatConfig) => Object.fromEntries(flatToLeaves(config))

  it('keeps milliseconds, with the kinds that the flat form knows', () => {
    const config = {
      retry_attempts: 4,
      circuit_breaker_threshold: 7,
      recovery_timeout: 90,
      default_strategy: 'balanced',
      operation_overrides: { qa: 'critical' },
      exponential_multiplier: 1.1,
      exponential_min: 0.5,
      exponential_max: 20,
      jitter_enabled: true,
      jitter_max: 0.3,
      max_delay_seconds: 45,
    } as const
    expect(ms(config)).toEqual({
      'retry.maxAttempts': 4,
      'circuitBreaker.mode': 'consecutive',
      'circuitBreaker.threshold': 7,
      'circuitBreaker.openDuration': 90_000,
      'retry.backoff.kind': 'exponential',
      'retry.backoff.multiplier': 2,
      'retry.backoff.series': 'power',
      'retry.backoff.initial': 1100,
      'retry.backoff.min': 500,
      'retry.backoff.max': 20_000,
      'retry.jitter.kind': 'additive',
      'retry.jitter.max': 300,
      'retry.maxElapsed': 45_000,
    })
  })

  it('jitter that is switched off is none, whatever its amount', () => {
    expect(ms({ jitter_enabled: false, jitter_max: 5 })).toEqual({ 'retry.jitter.kind': 'none' })
    expect(ms({ jitter_max: 5 })).toEqual({
      'retry.jitter.kind': 'additive',
      'retry.jitter.max': 5000,
    })
  })

  it('says nothing of what the configuration leaves out', () => {
    expect(ms({ recovery_timeout: 10 })).toEqual({ 'circuitBreaker.openDuration': 10_000 })
    expect(ms({ default_strategy: 'critical' })).toEqual({})
  })

  it.each(Object.keys(TEMPLATES))('the template %s is a valid configuration', (name) => {
    const leaves = flatToLeaves(flatConfig.parse(TEMPLATES[name]!.config))
    expect([...leaves.keys()].filter((path) => !LEAVES.has(path))).toEqual([])
    expect(policy.safeParse(policyOf(leaves)).success).toBe(true)
  })
})
