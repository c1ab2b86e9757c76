/**
 * Presets, strategies and templates as data. Figures: the reference system's tables
 * (simple/development/production; aggressive/balanced/conservative/critical). Attempts include the
 * first call; waits here are milliseconds.
 *
 * A preset's numbers are what its default strategy means under it; a strategy that is named for an
 * operation, or chosen as default by the user, brings its own numbers from `STRATEGIES`.
 */
import type { LeafValue } from './leaves.js'
import type { BUILT_IN_PRESETS, StrategyName } from './schema.js'

export type PresetName = (typeof BUILT_IN_PRESETS)[number]
export type EnvironmentName = 'development' | 'testing' | 'staging' | 'production'

/** The numbers that a preset or a strategy sets. */
export interface Numbers {
  readonly maxAttempts: number
  /** No attempt starts later than this after the first. */
  readonly maxElapsedMs: number
  /** Wait before the first retry, before clamping to min and max; it doubles with each retry. */
  readonly initialMs: number
  readonly minMs: number
  readonly maxMs: number
  /** Additive jitter is uniform in [0, this). */
  readonly jitterMaxMs: number
  /** Consecutive transient failures that open the breaker. */
  readonly threshold: number
  readonly openDurationMs: number
}

export interface Preset {
  readonly name: PresetName
  readonly title: string
  readonly numbers: Numbers
  readonly strategy: StrategyName
  readonly operations: Readonly<Record<string, StrategyName>>
  readonly environments: readonly EnvironmentName[]
}

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  simple: {
    name: 'simple',
    title: 'Balanced numbers for every environment',
    numbers: numbers(3, 60, [1, 2, 10], 2, 5, 60),
    strategy: 'balanced',
    operations: {},
    environments: ['development', 'testing', 'staging', 'production'],
  },
  development: {
    name: 'development',
    title: 'Fails fast, for work on the code',
    numbers: numbers(2, 40, [0.5, 1, 5], 2, 3, 30),
    strategy: 'aggressive',
    operations: { sentiment: 'aggressive', qa: 'balanced' },
    environments: ['development', 'testing'],
  },
  production: {
    name: 'production',
    title: 'Patient, for live traffic',
    numbers: numbers(5, 100, [1.5, 2, 30], 2, 10, 120),
    strategy: 'conservative',
    operations: {
      qa: 'critical',
      sentiment: 'aggressive',
      summarize: 'conservative',
      key_points: 'balanced',
      questions: 'balanced',
    },
    environments: ['production', 'staging'],
  },
}

export const STRATEGIES: Readonly<Record<StrategyName, Numbers>> = {
  aggressive: numbers(2, 10, [0.5, 1, 5], 2, 3, 30),
  balanced: numbers(3, 30, [1, 2, 10], 2, 5, 60),
  conservative: numbers(5, 120, [2, 4, 30], 2, 8, 120),
  critical: numbers(7, 300, [1.5, 3, 60], 5, 10, 300),
}

/** A named starting point for a custom configuration. */
export interface Template {
  readonly title: string
  /** In the terms of the flat custom configuration (flat-config.ts). */
  readonly config: Readonly<Record<string, unknown>>
}

export const TEMPLATES: Readonly<Record<string, Template>> = {
  fast_development: {
    title: 'Quickest feedback',
    config: {
      retry_attempts: 1,
      circuit_breaker_threshold: 2,
      recovery_timeout: 15,
      default_strategy: 'aggressive',
      operation_overrides: { sentiment: 'aggressive' },
    },
  },
  robust_production: {
    title: 'Above-average patience for live traffic',
    config: {
      retry_attempts: 6,
      circuit_breaker_threshold: 12,
      recovery_timeout: 180,
      default_strategy: 'conservative',
      operation_overrides: { qa: 'critical', summarize: 'conservative' },
    },
  },
  low_latency: {
    title: 'Answers soon or not at all',
    config: {
      retry_attempts: 1,
      circuit_breaker_threshold: 2,
      recovery_timeout: 10,
      default_strategy: 'aggressive',
      max_delay_seconds: 5,
      exponential_multiplier: 0.5,
      exponential_min: 0.5,
      exponential_max: 5,
    },
  },
  high_throughput: {
    title: 'Many calls, moderate waits',
    config: {
      retry_attempts: 3,
      circuit_breaker_threshold: 8,
      recovery_timeout: 45,
      default_strategy: 'balanced',
      operation_overrides: { sentiment: 'aggressive', key_points: 'balanced' },
    },
  },
  maximum_reliability: {
    title: 'Tries hardest',
    config: {
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
  },
}

/** Seconds in, milliseconds kept, in the order of the reference tables. */
function numbers(
  maxAttempts: number,
  capS: number,
  [multiplierS, minS, maxS]: readonly [number, number, number],
  jitterS: number,
  threshold: number,
  recoveryS: number,
): Numbers {
  return {
    maxAttempts,
    maxElapsedMs: capS * 1000,
    initialMs: multiplierS * 1000,
    minMs: minS * 1000,
    maxMs: maxS * 1000,
    jitterMaxMs: jitterS * 1000,
    threshold,
    openDurationMs: recoveryS * 1000,
  }
}

/** The leaves that a preset or strategy states. */
export function leavesOfNumbers(n: Numbers): ReadonlyMap<string, LeafValue> {
  return new Map<string, LeafValue>([
    ['retry.maxAttempts', n.maxAttempts],
    ['retry.backoff.kind', 'exponential'],
    ['retry.backoff.initial', n.initialMs],
    ['retry.backoff.multiplier', 2],
    ['retry.backoff.series', 'power'],
    ['retry.backoff.min', n.minMs],
    ['retry.backoff.max', n.maxMs],
    ['retry.jitter.kind', 'additive'],
    ['retry.jitter.max', n.jitterMaxMs],
    ['retry.maxElapsed', n.maxElapsedMs],
    ['circuitBreaker.mode', 'consecutive'],
    ['circuitBreaker.threshold', n.threshold],
    ['circuitBreaker.openDuration', n.openDurationMs],
  ])
}
