/**
 * Every variable name that this format knows, as data: a name (without its operation in front and
 * its unit behind), what it is about, and how sure its name makes the meaning.
 *
 * A changer must keep the names conservative: one that services also use for other things
 * (`TIMEOUT`, `MAX_ATTEMPTS`, `POOL_SIZE`) does not belong here without a word that tells.
 */
import type { Magnitude } from './units.js'

export type Topic =
  | 'preset'
  | 'strategy'
  | 'everything'
  | 'retry'
  | 'circuitBreaker'
  | 'timeout'
  | 'bulkhead'
  | 'rateLimit'
  | 'hedge'
  | 'aws'

export interface Row {
  readonly topic: Topic
  /** What of the topic it sets; the reader of the topic has one function for each. */
  readonly knob: string
  readonly names: readonly string[]
  /** The meaning is documented, or the words leave no other. */
  readonly certain?: boolean
  /** One of the classic variables: its unit and meaning are the reference system's. */
  readonly classic?: boolean
  /** For durations: how large a number without a unit is in seconds, and in milliseconds. */
  readonly magnitude?: Magnitude
  /**
   * Which operations may stand in front: any (default); `none`: only words that name no operation
   * (`HTTP_`); `known`: those that another setting of the file is about.
   */
  readonly operation?: 'none' | 'known'
}

const words = (names: string) => names.split(/\s+/).filter(Boolean)

function row(topic: Topic, knob: string, names: string, more: Partial<Row> = {}): Row {
  return { topic, knob, names: words(names), ...more }
}

/** What a breaker may be called; each name of `BREAKER_ROWS` follows one of these. */
export const BREAKER_WORDS = words('CIRCUIT_BREAKER CIRCUITBREAKER BREAKER CIRCUIT CB')

const breaker = (knob: string, names: string, more: Partial<Row> = {}) =>
  row(
    'circuitBreaker',
    knob,
    BREAKER_WORDS.flatMap((word) => words(names).map((name) => `${word}_${name}`)).join(' '),
    more,
  )

export const ROWS: readonly Row[] = [
  row('preset', 'preset', 'RESILIENCE_PRESET', { certain: true, operation: 'none' }),
  row('preset', 'custom', 'RESILIENCE_CUSTOM_CONFIG', { certain: true, operation: 'none' }),
  row('strategy', 'strategy', 'DEFAULT_RESILIENCE_STRATEGY', {
    classic: true,
    operation: 'none',
  }),
  row('strategy', 'strategy', 'RESILIENCE_STRATEGY', { classic: true }),
  row('everything', 'enabled', 'RESILIENCE_ENABLED'),
  row('everything', 'disabled', 'RESILIENCE_DISABLED'),

  // Retry. Classic: reference-facts, "The classic legacy environment variables".
  row('retry', 'attempts', 'RETRY_MAX_ATTEMPTS', { certain: true, classic: true }),
  row(
    'retry',
    'attempts',
    'RETRY_ATTEMPTS MAX_RETRY_ATTEMPTS RETRY_MAXIMUM_ATTEMPTS HTTP_MAX_ATTEMPTS',
  ),
  row('retry', 'retries', 'MAX_RETRIES RETRIES NUM_RETRIES NUMBER_OF_RETRIES RETRY_MAX_RETRIES', {
    certain: true,
  }),
  row(
    'retry',
    'retries',
    'RETRY_COUNT RETRY_LIMIT RETRY_TIMES RETRY_MAX MAX_RETRY MAX_RETRY_COUNT',
  ),
  row('retry', 'enabled', 'RETRY_ENABLED RETRIES_ENABLED'),
  row('retry', 'disabled', 'RETRY_DISABLED RETRIES_DISABLED'),
  row('retry', 'expMultiplier', 'RETRY_EXPONENTIAL_MULTIPLIER', {
    certain: true,
    classic: true,
    magnitude: 'classicWait',
  }),
  row('retry', 'expMin', 'RETRY_EXPONENTIAL_MIN', {
    certain: true,
    classic: true,
    magnitude: 'classicWait',
  }),
  row('retry', 'expMax', 'RETRY_EXPONENTIAL_MAX', {
    certain: true,
    classic: true,
    magnitude: 'classicWait',
  }),
  row('retry', 'maxDelay', 'RETRY_MAX_DELAY', { classic: true, magnitude: 'classicElapsed' }),
  row('retry', 'jitterEnabled', 'RETRY_JITTER_ENABLED', { certain: true, classic: true }),
  row('retry', 'jitterMax', 'RETRY_JITTER_MAX', {
    certain: true,
    classic: true,
    magnitude: 'classicWait',
  }),
  row('retry', 'initial', 'RETRY_DELAY RETRY_INTERVAL RETRY_WAIT RETRY_WAIT_TIME RETRY_SLEEP', {
    certain: true,
    magnitude: 'wait',
  }),
  row(
    'retry',
    'initialGrowing',
    `RETRY_BASE_DELAY RETRY_DELAY_BASE RETRY_INITIAL_DELAY RETRY_INITIAL_INTERVAL RETRY_BACKOFF_BASE
     RETRY_BACKOFF_INITIAL RETRY_INITIAL_BACKOFF RETRY_BACKOFF_DELAY BACKOFF_BASE BACKOFF_INITIAL
     INITIAL_BACKOFF BASE_BACKOFF BACKOFF_DELAY BACKOFF_BASE_DELAY BACKOFF_INITIAL_DELAY`,
    { certain: true, magnitude: 'wait' },
  ),
  row('retry', 'backoff', 'RETRY_BACKOFF BACKOFF', { magnitude: 'wait' }),
  row(
    'retry',
    'kind',
    `RETRY_BACKOFF_STRATEGY RETRY_BACKOFF_TYPE RETRY_BACKOFF_KIND RETRY_BACKOFF_POLICY
     BACKOFF_STRATEGY BACKOFF_TYPE BACKOFF_KIND RETRY_STRATEGY`,
    { certain: true },
  ),
  row('retry', 'exponential', 'RETRY_EXPONENTIAL_BACKOFF EXPONENTIAL_BACKOFF RETRY_EXPONENTIAL'),
  row('retry', 'exponential', 'RETRY_EXPONENTIAL_BACKOFF_ENABLED EXPONENTIAL_BACKOFF_ENABLED'),
  row('retry', 'multiplier', 'RETRY_MULTIPLIER RETRY_BACKOFF_MULTIPLIER BACKOFF_MULTIPLIER', {
    certain: true,
  }),
  row('retry', 'multiplier', 'RETRY_BACKOFF_COEFFICIENT BACKOFF_COEFFICIENT BACKOFF_RATE', {
    certain: true,
  }),
  row('retry', 'factor', 'BACKOFF_FACTOR RETRY_BACKOFF_FACTOR RETRY_FACTOR'),
  row(
    'retry',
    'min',
    `RETRY_MIN_DELAY RETRY_DELAY_MIN RETRY_MIN_BACKOFF RETRY_BACKOFF_MIN RETRY_MIN_WAIT
     RETRY_WAIT_MIN MIN_BACKOFF BACKOFF_MIN MIN_RETRY_DELAY MIN_RETRY_BACKOFF`,
    { magnitude: 'wait' },
  ),
  row(
    'retry',
    'max',
    `RETRY_DELAY_MAX RETRY_MAX_BACKOFF RETRY_BACKOFF_MAX RETRY_MAX_INTERVAL RETRY_MAX_WAIT
     RETRY_WAIT_MAX MAX_BACKOFF BACKOFF_MAX MAX_RETRY_DELAY MAX_RETRY_BACKOFF RETRY_BACKOFF_CAP
     BACKOFF_CAP RETRY_DELAY_CAP BACKOFF_MAX_DELAY RETRY_BACKOFF_MAX_DELAY`,
    { certain: true, magnitude: 'cap' },
  ),
  row(
    'retry',
    'maxElapsed',
    `RETRY_MAX_ELAPSED RETRY_MAX_ELAPSED_TIME RETRY_MAX_DURATION RETRY_MAX_TIME RETRY_DEADLINE
     RETRY_TOTAL_TIMEOUT MAX_RETRY_DURATION MAX_RETRY_TIME`,
    { certain: true, magnitude: 'elapsed' },
  ),
  row('retry', 'maxElapsed', 'RETRY_TIMEOUT', { magnitude: 'elapsed' }),
  row('retry', 'jitter', 'RETRY_JITTER BACKOFF_JITTER RETRY_BACKOFF_JITTER RETRY_USE_JITTER', {
    magnitude: 'jitter',
  }),
  row('retry', 'jitter', 'BACKOFF_JITTER_ENABLED RETRY_BACKOFF_JITTER_ENABLED'),
  row('retry', 'jitterMax', 'BACKOFF_JITTER_MAX RETRY_MAX_JITTER MAX_JITTER', {
    magnitude: 'jitter',
  }),
  row('retry', 'jitterFactor', 'RETRY_JITTER_FACTOR BACKOFF_JITTER_FACTOR RETRY_JITTER_RATIO'),
  row('retry', 'delays', 'RETRY_DELAYS RETRY_BACKOFFS RETRY_INTERVALS RETRY_BACKOFF_SCHEDULE', {
    magnitude: 'wait',
  }),

  // Circuit breaker.
  breaker('enabled', 'ENABLED'),
  breaker('disabled', 'DISABLED'),
  row('circuitBreaker', 'threshold', 'CIRCUIT_BREAKER_FAILURE_THRESHOLD', {
    certain: true,
    classic: true,
  }),
  row('circuitBreaker', 'openDuration', 'CIRCUIT_BREAKER_RECOVERY_TIMEOUT', {
    certain: true,
    classic: true,
    magnitude: 'classicOpen',
  }),
  breaker('threshold', 'THRESHOLD FAILURE_THRESHOLD FAIL_THRESHOLD FAILURES_THRESHOLD'),
  breaker('threshold', 'ERROR_THRESHOLD TRIP_THRESHOLD MAX_ERRORS'),
  breaker('failures', 'FAILURES MAX_FAILURES FAIL_MAX MAX_FAILS FAILURE_COUNT ERROR_COUNT'),
  breaker('failures', 'CONSECUTIVE_FAILURES MAX_CONSECUTIVE_FAILURES', { certain: true }),
  breaker(
    'percent',
    `ERROR_PERCENTAGE ERROR_PERCENT ERROR_THRESHOLD_PERCENTAGE ERROR_PERCENT_THRESHOLD
     FAILURE_PERCENTAGE FAILURE_PERCENT FAILURE_THRESHOLD_PERCENTAGE PERCENT_THRESHOLD
     ERROR_THRESHOLD_PERCENT FAILURE_RATE_PERCENT`,
    { certain: true },
  ),
  breaker(
    'rate',
    `FAILURE_RATE FAILURE_RATE_THRESHOLD ERROR_RATE ERROR_RATE_THRESHOLD FAILURE_RATIO
     FAILURE_RATIO_THRESHOLD ERROR_RATIO RATIO_THRESHOLD`,
    { certain: true },
  ),
  breaker(
    'openDuration',
    `RESET RESET_TIMEOUT RESET_TIME RECOVERY RECOVERY_TIMEOUT RECOVERY_TIME COOLDOWN COOL_DOWN
     COOLDOWN_PERIOD COOLDOWN_TIME OPEN_DURATION OPEN_TIMEOUT OPEN_TIME OPEN_STATE_DURATION
     WAIT_DURATION WAIT_DURATION_IN_OPEN_STATE SLEEP_WINDOW BREAK_DURATION DURATION_OF_BREAK
     HALF_OPEN_AFTER RETRY_TIMEOUT`,
    { certain: true, magnitude: 'open' },
  ),
  breaker('timeout', 'TIMEOUT DURATION', { magnitude: 'open' }),
  breaker('callTimeout', 'CALL_TIMEOUT EXECUTION_TIMEOUT REQUEST_TIMEOUT', {
    magnitude: 'timeout',
  }),
  breaker('successes', 'SUCCESS_THRESHOLD SUCCESSES HALF_OPEN_SUCCESS_THRESHOLD', {
    certain: true,
  }),
  breaker('successes', 'HALF_OPEN_SUCCESSES HALF_OPEN_THRESHOLD', { certain: true }),
  breaker('trials', 'MAX_REQUESTS HALF_OPEN_MAX_REQUESTS HALF_OPEN_REQUESTS'),
  breaker(
    'trials',
    `HALF_OPEN_MAX_CALLS HALF_OPEN_CALLS PERMITTED_CALLS HALF_OPEN_MAX_CONCURRENT
     PERMITTED_CALLS_IN_HALF_OPEN HALF_OPEN_MAX HALF_OPEN_MAX_ATTEMPTS HALF_OPEN_ATTEMPTS`,
  ),
  breaker('halfOpenTimeout', 'HALF_OPEN_TIMEOUT', { magnitude: 'open' }),
  breaker('interval', 'INTERVAL', { magnitude: 'open' }),
  breaker(
    'window',
    `WINDOW ROLLING_WINDOW SLIDING_WINDOW TIME_WINDOW FAILURE_WINDOW WINDOW_DURATION WINDOW_TIME
     SAMPLING_DURATION MONITORING_PERIOD MONITORING_WINDOW ROLLING_COUNT_TIMEOUT`,
    { magnitude: 'open' },
  ),
  breaker('windowSize', 'WINDOW_SIZE SLIDING_WINDOW_SIZE ROLLING_WINDOW_SIZE', {
    magnitude: 'open',
  }),
  breaker('windowCalls', 'WINDOW_CALLS WINDOW_REQUESTS', { certain: true }),
  breaker(
    'throughput',
    `VOLUME_THRESHOLD REQUEST_VOLUME REQUEST_VOLUME_THRESHOLD MIN_REQUESTS MINIMUM_REQUESTS
     MIN_CALLS MINIMUM_CALLS MINIMUM_NUMBER_OF_CALLS MIN_THROUGHPUT MINIMUM_THROUGHPUT MIN_SAMPLES
     MIN_REQUEST_COUNT MIN_VOLUME`,
    { certain: true },
  ),
  breaker('slowDuration', 'SLOW_CALL_DURATION SLOW_CALL_DURATION_THRESHOLD SLOW_THRESHOLD', {
    certain: true,
    magnitude: 'timeout',
  }),
  breaker('slowRate', 'SLOW_CALL_RATE SLOW_CALL_RATE_THRESHOLD', { certain: true }),
  breaker('overrides', 'SERVICE_OVERRIDES OVERRIDES'),

  // Timeouts: only where the words say that a call to somewhere else is meant.
  row(
    'timeout',
    'attempt',
    `REQUEST_TIMEOUT CALL_TIMEOUT OPERATION_TIMEOUT ATTEMPT_TIMEOUT UPSTREAM_TIMEOUT
     CLIENT_TIMEOUT`,
    { magnitude: 'timeout' },
  ),
  row('timeout', 'attempt', 'HTTP_TIMEOUT HTTP_CLIENT_TIMEOUT HTTP_REQUEST_TIMEOUT API_TIMEOUT', {
    magnitude: 'timeout',
  }),
  row('timeout', 'attempt', 'TIMEOUT QUERY_TIMEOUT', { magnitude: 'timeout', operation: 'known' }),
  row('timeout', 'total', 'TOTAL_TIMEOUT OVERALL_TIMEOUT REQUEST_DEADLINE CALL_DEADLINE', {
    certain: true,
    magnitude: 'timeout',
  }),
  row('timeout', 'connect', 'HTTP_CONNECT_TIMEOUT HTTP_CONNECTION_TIMEOUT', {
    certain: true,
    magnitude: 'timeout',
  }),
  row('timeout', 'connect', 'CONNECT_TIMEOUT CONNECTION_TIMEOUT', {
    certain: true,
    magnitude: 'timeout',
    operation: 'known',
  }),

  // Bulkhead.
  row('bulkhead', 'enabled', 'BULKHEAD_ENABLED'),
  row('bulkhead', 'disabled', 'BULKHEAD_DISABLED'),
  row(
    'bulkhead',
    'maxConcurrent',
    `BULKHEAD_MAX_CONCURRENT BULKHEAD_MAX_CONCURRENT_CALLS BULKHEAD_MAX_CONCURRENT_REQUESTS
     BULKHEAD_MAX_CALLS BULKHEAD_MAX_CONCURRENCY BULKHEAD_CONCURRENCY BULKHEAD_LIMIT BULKHEAD_SIZE`,
    { certain: true },
  ),
  row(
    'bulkhead',
    'maxConcurrent',
    `MAX_CONCURRENT MAX_CONCURRENT_REQUESTS MAX_CONCURRENT_CALLS MAX_CONCURRENCY CONCURRENCY_LIMIT
     CONCURRENT_LIMIT CONCURRENT_REQUEST_LIMIT`,
  ),
  row(
    'bulkhead',
    'maxQueued',
    `BULKHEAD_QUEUE BULKHEAD_QUEUE_SIZE BULKHEAD_MAX_QUEUE BULKHEAD_MAX_QUEUED
     BULKHEAD_QUEUE_DEPTH`,
    { certain: true },
  ),
  row(
    'bulkhead',
    'maxWait',
    'BULKHEAD_MAX_WAIT BULKHEAD_MAX_WAIT_DURATION BULKHEAD_QUEUE_TIMEOUT',
    {
      certain: true,
      magnitude: 'timeout',
    },
  ),
  row('bulkhead', 'maxWait', 'BULKHEAD_TIMEOUT BULKHEAD_WAIT', { magnitude: 'timeout' }),

  // Rate limit.
  row('rateLimit', 'enabled', 'RATE_LIMIT_ENABLED RATE_LIMITING_ENABLED RATE_LIMITER_ENABLED'),
  row('rateLimit', 'disabled', 'RATE_LIMIT_DISABLED RATE_LIMITING_DISABLED'),
  row(
    'rateLimit',
    'limit',
    `RATE_LIMIT RATE_LIMIT_MAX RATE_LIMIT_LIMIT RATE_LIMIT_REQUESTS RATE_LIMIT_MAX_REQUESTS
     RATE_LIMIT_DEFAULT_LIMIT RATE_LIMIT_MAX_CALLS RATE_LIMIT_POINTS RATE_LIMIT_CALLS
     RATE_LIMIT_DEFAULT`,
  ),
  row(
    'rateLimit',
    'perSecond',
    'RATE_LIMIT_RPS RATE_LIMIT_PER_SECOND RATE_LIMIT_REQUESTS_PER_SECOND RATE_LIMIT_QPS',
  ),
  row(
    'rateLimit',
    'perMinute',
    'RATE_LIMIT_RPM RATE_LIMIT_PER_MINUTE RATE_LIMIT_REQUESTS_PER_MINUTE',
  ),
  row('rateLimit', 'perHour', 'RATE_LIMIT_PER_HOUR RATE_LIMIT_REQUESTS_PER_HOUR'),
  row(
    'rateLimit',
    'period',
    'RATE_LIMIT_WINDOW RATE_LIMIT_PERIOD RATE_LIMIT_INTERVAL RATE_LIMIT_DURATION RATE_LIMIT_TTL',
    { magnitude: 'ratePeriod' },
  ),
  row('rateLimit', 'burst', 'RATE_LIMIT_BURST RATE_LIMIT_DEFAULT_BURST RATE_LIMIT_BURST_SIZE'),
  row('rateLimit', 'maxWait', 'RATE_LIMIT_MAX_WAIT RATE_LIMIT_TIMEOUT', { magnitude: 'timeout' }),

  // Hedge.
  row('hedge', 'delay', 'HEDGE_DELAY HEDGING_DELAY', { certain: true, magnitude: 'wait' }),
  row('hedge', 'max', 'HEDGE_MAX HEDGE_MAX_ATTEMPTS MAX_HEDGES HEDGING_MAX_ATTEMPTS'),
  row('hedge', 'enabled', 'HEDGE_ENABLED HEDGING_ENABLED'),
  row('hedge', 'disabled', 'HEDGE_DISABLED HEDGING_DISABLED'),

  // AWS SDKs: formats.md section 11.
  row('aws', 'attempts', 'AWS_MAX_ATTEMPTS', { certain: true, operation: 'none' }),
  row('aws', 'mode', 'AWS_RETRY_MODE', { certain: true, operation: 'none' }),
  row('aws', 'opt-in', 'AWS_NEW_RETRIES_2026', { certain: true, operation: 'none' }),
]

/** Words in front that name no operation. */
export const NEUTRAL = words(
  `RESILIENCE DEFAULT GLOBAL APP APPLICATION SERVICE HTTP HTTPX HTTP_CLIENT CLIENT REQUEST REQUESTS
   OUTBOUND`,
)

/** What build tools put in front of every variable that reaches a browser. */
export const WRAPPERS = words('REACT_APP VITE NEXT_PUBLIC NUXT_PUBLIC EXPO_PUBLIC')

/**
 * First words of variables that belong to a tool or a framework with its own meaning for them,
 * and not to the service's own calls.
 */
export const FOREIGN = words(
  `AWS NPM PIP CARGO COMPOSE DOCKER GUNICORN UVICORN GITHUB GITLAB RUNNER BUNDLE YARN PNPM POETRY UV
   KUBE KUBERNETES HELM TF TERRAFORM ANSIBLE VSCODE CURL GIT GRADLE MAVEN PLAYWRIGHT JEST VITEST
   CYPRESS PYTEST OTEL SERVER NGINX SPRING QUARKUS MICRONAUT RESILIENCE4J HYSTRIX LOGIN AUTH OTP
   PASSWORD SMTP_LOGIN LOCKOUT BUILDKIT BUILDKITE JENKINS CI`,
)

/** Words that make a value a secret or an address: near misses with one are never shown. */
export const NEVER = words(
  'TOKEN SECRET PASSWORD PASSWD KEY APIKEY CREDENTIAL CREDENTIALS URL URI DSN HOST ENDPOINT',
)
