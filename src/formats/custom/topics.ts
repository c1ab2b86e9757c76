/**
 * The subjects of resilience: features, the narrower topics inside them, and the words that name
 * them in keys. Data only.
 */

export type Feature =
  | 'retry'
  | 'circuitBreaker'
  | 'timeout'
  | 'bulkhead'
  | 'rateLimit'
  | 'hedge'
  | 'fallback'
  | 'general'

export type Topic =
  | 'halfopen'
  | 'jitter'
  | 'budget'
  | 'backoff'
  | 'exponential'
  | 'retry'
  | 'breaker'
  | 'window'
  | 'reopen'
  | 'ratelimit'
  | 'bulkhead'
  | 'hedge'
  | 'fallback'
  | 'timeout'
  | 'general'

export interface TopicFacts {
  readonly feature: Feature
  /** Words in a key that name the topic; without any, only a map's own name does. */
  readonly tokens: readonly string[]
  /** A narrower topic is looked in first, then this one. */
  readonly within?: Topic
  /** Words that name it too as the name of a map. */
  readonly sections?: readonly string[]
}

/** Topics, the one that wins in a key of several first. */
export const TOPICS: Readonly<Record<Topic, TopicFacts>> = {
  halfopen: { feature: 'circuitBreaker', tokens: ['halfopen'], within: 'breaker' },
  jitter: { feature: 'retry', tokens: ['jitter'], within: 'retry' },
  budget: { feature: 'retry', tokens: ['budget'], within: 'retry' },
  backoff: { feature: 'retry', tokens: ['backoff'], within: 'retry' },
  exponential: { feature: 'retry', tokens: ['exponential'], within: 'backoff' },
  retry: { feature: 'retry', tokens: ['retry'] },
  breaker: {
    feature: 'circuitBreaker',
    tokens: ['breaker'],
    sections: ['permitted failure'],
  },
  window: {
    feature: 'circuitBreaker',
    tokens: [],
    within: 'breaker',
    sections: ['window', 'rolling', 'rolling window'],
  },
  reopen: {
    feature: 'circuitBreaker',
    tokens: [],
    within: 'breaker',
    sections: ['recovery', 'recovery strategy', 'reset', 'open', 'open growth'],
  },
  ratelimit: { feature: 'rateLimit', tokens: ['ratelimit'] },
  bulkhead: { feature: 'bulkhead', tokens: ['bulkhead'], sections: ['concurrent'] },
  hedge: { feature: 'hedge', tokens: ['hedge'] },
  fallback: { feature: 'fallback', tokens: ['fallback'] },
  timeout: {
    feature: 'timeout',
    tokens: ['timeout'],
    sections: ['deadline', 'time limiter', 'time limit'],
  },
  general: { feature: 'general', tokens: [] },
}

/** Names as people write them, per feature, for the did-you-mean of an unknown key. */
export const SPELLINGS: Readonly<Record<Feature, readonly string[]>> = {
  retry: [
    ...'max_attempts max_retries retry_attempts initial_delay base_delay max_delay min_delay'.split(
      ' ',
    ),
    ...'multiplier backoff backoff_multiplier jitter jitter_max retry_on retryable_errors'.split(
      ' ',
    ),
    ...'non_retryable_errors max_elapsed_time delay exponential_min exponential_max'.split(' '),
    ...'exponential_multiplier jitter_enabled max_delay_seconds enabled'.split(' '),
  ],
  circuitBreaker: [
    ...'failure_threshold recovery_timeout reset_timeout success_threshold cooldown'.split(' '),
    ...'half_open_max_calls failure_rate_threshold error_threshold_percentage window'.split(' '),
    ...'volume_threshold minimum_throughput open_duration failure_window enabled timeout'.split(
      ' ',
    ),
    'circuit_breaker_threshold',
  ],
  timeout: ['timeout', 'attempt_timeout', 'total_timeout', 'connect_timeout'],
  bulkhead: ['max_concurrent', 'max_queue_size', 'max_wait', 'enabled'],
  rateLimit: ['requests_per_second', 'limit', 'period', 'burst', 'window', 'enabled', 'algorithm'],
  hedge: ['delay', 'max_attempts', 'enabled'],
  fallback: ['handler', 'value', 'status', 'enabled'],
  general: ['default_strategy', 'operation_overrides', 'strategy', 'preset'],
}
