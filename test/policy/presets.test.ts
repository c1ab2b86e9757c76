import { describe, expect, it } from 'vitest'
import { flatConfig } from '../../src/policy/flat-config.js'
import { leavesOfNumbers, PRESETS, STRATEGIES, TEMPLATES } from '../../src/policy/presets.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import { BUILT_IN_PRESETS, STRATEGY_NAMES } from '../../src/policy/schema.js'

// The figures of the reference tables, in their units and columns: seconds, the first call counted.
const STRATEGY_TABLE = {
  //            attempts cap multiplier min max jitter threshold recovery
  aggressive: [2, 10, 0.5, 1, 5, 2, 3, 30],
  balanced: [3, 30, 1.0, 2, 10, 2, 5, 60],
  conservative: [5, 120, 2.0, 4, 30, 2, 8, 120],
  critical: [7, 300, 1.5, 3, 60, 5, 10, 300],
} as const
const PRESET_TABLE = {
  simple: [3, 60, 1, 2, 10, 2, 5, 60],
  development: [2, 40, 0.5, 1, 5, 2, 3, 30],
  production: [5, 100, 1.5, 2, 30, 2, 10, 120],
} as const

type Row = (typeof STRATEGY_TABLE | typeof PRESET_TABLE)[never] | readonly number[]

function inMilliseconds([attempts, cap, multiplier, min, max, jitter, threshold, open]: Row) {
  return {
    maxAttempts: attempts,
    maxElapsedMs: cap! * 1000,
    initialMs: multiplier! * 1000,
    minMs: min! * 1000,
    maxMs: max! * 1000,
    jitterMaxMs: jitter! * 1000,
    threshold,
    openDurationMs: open! * 1000,
  }
}

describe('strategies', () => {
  it.each(Object.entries(STRATEGY_TABLE))('%s', (name, row) => {
    expect(STRATEGIES[name as keyof typeof STRATEGIES]).toEqual(inMilliseconds(row))
  })

  it('are those of the schema', () => {
    expect(Object.keys(STRATEGIES)).toEqual([...STRATEGY_NAMES])
  })
})

describe('presets', () => {
  it.each(Object.entries(PRESET_TABLE))('%s', (name, row) => {
    expect(PRESETS[name as keyof typeof PRESETS].numbers).toEqual(inMilliseconds(row))
  })

  it.each([
    ['simple', 'balanced', {}, ['development', 'testing', 'staging', 'production']],
    [
      'development',
      'aggressive',
      { sentiment: 'aggressive', qa: 'balanced' },
      ['development', 'testing'],
    ],
    [
      'production',
      'conservative',
      {
        qa: 'critical',
        sentiment: 'aggressive',
        summarize: 'conservative',
        key_points: 'balanced',
        questions: 'balanced',
      },
      ['production', 'staging'],
    ],
  ] as const)(
    '%s: strategy, overrides, environments',
    (name, strategy, operations, environments) => {
      const preset = PRESETS[name]
      expect([preset.name, preset.strategy, preset.operations]).toEqual([
        name,
        strategy,
        operations,
      ])
      expect([...preset.environments].sort()).toEqual([...environments].sort())
    },
  )

  it('are those of the schema', () => {
    expect(Object.keys(PRESETS)).toEqual([...BUILT_IN_PRESETS])
  })

  it('resolve to the same figures', () => {
    const { policy } = resolveOperation({ document: { version: 1, preset: 'production' } }, 'other')
    expect(policy.retry).toMatchObject({
      maxAttempts: 5,
      maxElapsedMs: 100_000,
      backoff: {
        kind: 'exponential',
        initialMs: 1500,
        multiplier: 2,
        series: 'power',
        minMs: 2000,
        maxMs: 30_000,
      },
      jitter: { kind: 'additive', maxMs: 2000 },
    })
    expect(policy.circuitBreaker).toMatchObject({
      mode: 'consecutive',
      threshold: 10,
      openDurationMs: 120_000,
      compare: 'gte',
      halfOpen: { maxCalls: 1, successes: 1, decision: 'successes' },
      recordOn: { kinds: ['transient'] },
    })
    expect(policy.timeout).toBeNull()
    expect(policy.bulkhead).toBeNull()
  })
})

describe('templates', () => {
  it.each([
    [
      'fast_development',
      {
        retry_attempts: 1,
        circuit_breaker_threshold: 2,
        recovery_timeout: 15,
        default_strategy: 'aggressive',
        operation_overrides: { sentiment: 'aggressive' },
      },
    ],
    [
      'robust_production',
      {
        retry_attempts: 6,
        circuit_breaker_threshold: 12,
        recovery_timeout: 180,
        default_strategy: 'conservative',
        operation_overrides: { qa: 'critical', summarize: 'conservative' },
      },
    ],
    [
      'low_latency',
      {
        retry_attempts: 1,
        circuit_breaker_threshold: 2,
        recovery_timeout: 10,
        default_strategy: 'aggressive',
        max_delay_seconds: 5,
        exponential_multiplier: 0.5,
        exponential_min: 0.5,
        exponential_max: 5,
      },
    ],
    [
      'high_throughput',
      {
        retry_attempts: 3,
        circuit_breaker_threshold: 8,
        recovery_timeout: 45,
        default_strategy: 'balanced',
        operation_overrides: { sentiment: 'aggressive', key_points: 'balanced' },
      },
    ],
    [
      'maximum_reliability',
      {
        retry_attempts: 8,
        circuit_breaker_threshold: 15,
        recovery_timeout: 300,
        default_strategy: 'critical',
        operation_overrides: {
          qa: 'critical',
          summarize: 'critical',
          sentiment: 'conservative',
          key_points: 'conservative',
          questions: 'conservative',
        },
        exponential_multiplier: 2,
        exponential_min: 3,
        exponential_max: 60,
        jitter_enabled: true,
        jitter_max: 5,
      },
    ],
  ])('%s', (name, config) => {
    expect(TEMPLATES[name]?.config).toEqual(config)
    expect(flatConfig.safeParse(config).success).toBe(true)
  })

  it('there are five', () => expect(Object.keys(TEMPLATES)).toHaveLength(5))
})

describe('leavesOfNumbers', () => {
  it('states every number and the kinds that give it its meaning', () => {
    expect(Object.fromEntries(leavesOfNumbers(STRATEGIES.critical))).toEqual({
      'retry.maxAttempts': 7,
      'retry.backoff.kind': 'exponential',
      'retry.backoff.initial': 1500,
      'retry.backoff.multiplier': 2,
      'retry.backoff.series': 'power',
      'retry.backoff.min': 3000,
      'retry.backoff.max': 60_000,
      'retry.jitter.kind': 'additive',
      'retry.jitter.max': 5000,
      'retry.maxElapsed': 300_000,
      'circuitBreaker.mode': 'consecutive',
      'circuitBreaker.threshold': 10,
      'circuitBreaker.openDuration': 300_000,
    })
  })
})
