/**
 * The keys of resilience4j's Spring Boot properties, as tables: what each key holds, which values
 * the library starts with, its default and the leaf that it becomes.
 *
 * A row with `leaf` is booked as it stands (lines.ts); rows without one are read by the file of
 * their module. Keys are written in camelCase here and matched by Spring's relaxed rules. Sources
 * of the defaults: resilience4j 2.3 CircuitBreakerConfig, RetryConfig, BulkheadConfig,
 * ThreadPoolBulkheadConfig, RateLimiterConfig, TimeLimiterConfig; of the ranges: the setters of
 * Common*ConfigurationProperties. A changer must keep each module's `feature` a switch of
 * policy/leaves.ts.
 */
import type { LeafValue } from '../../policy/leaves.js'
import { relaxed } from './relaxed.js'

export type ModuleId =
  | 'circuitbreaker'
  | 'retry'
  | 'bulkhead'
  | 'thread-pool-bulkhead'
  | 'ratelimiter'
  | 'timelimiter'

export type ValueKind =
  | 'int'
  | 'percent'
  | 'number'
  | 'duration'
  | 'boolean'
  | 'choice'
  | 'classes'
  | 'class'
  | 'name'

/** Why a key of the library is no part of a policy. */
export type DropReason = 'operations-only' | 'code-detail' | 'transition-by-timer' | 'result-only'

export interface KeyRow {
  readonly kind: ValueKind
  /** Smallest and largest value that the library starts with; durations in milliseconds. */
  readonly min?: number
  readonly max?: number
  /** `max` itself is refused. */
  readonly below?: true
  readonly choices?: readonly string[]
  /** The leaf that takes the value as it is. */
  readonly leaf?: string
  readonly fallback?: LeafValue
  /** The largest value that the policy can hold. */
  readonly most?: number
  readonly drop?: DropReason
  /** Names a class: behaviour that the file does not show. */
  readonly code?: true
  /** An old name: the keys that it set, gone since `gone`. */
  readonly stands?: readonly string[]
  readonly gone?: string
  /** Unit of an old duration key, in milliseconds; its value is a plain number. */
  readonly unit?: number
}

export interface ModuleRow {
  readonly feature: string
  readonly instances: readonly string[]
  readonly aspectOrder?: string
  readonly keys: Readonly<Record<string, KeyRow>>
}

const int = (min: number, rest: Partial<KeyRow> = {}): KeyRow => ({ kind: 'int', min, ...rest })
const duration = (min: number, rest: Partial<KeyRow> = {}): KeyRow => ({
  kind: 'duration',
  min,
  ...rest,
})
const percent = (rest: Partial<KeyRow>): KeyRow => ({ kind: 'percent', min: 1, max: 100, ...rest })
const flag: KeyRow = { kind: 'boolean' }
const classes: KeyRow = { kind: 'classes' }
const code: KeyRow = { kind: 'class', code: true }
const drop = (why: DropReason): KeyRow => ({ kind: 'name', drop: why })
const multiplier: KeyRow = { kind: 'number', min: Number.MIN_VALUE }
const factor: KeyRow = { kind: 'number', min: 0, max: 1, below: true }
const base: KeyRow = { kind: 'name' }
const old = (row: KeyRow, gone: string, ...stands: string[]): KeyRow => ({ ...row, gone, stands })

const ONE_NANOSECOND = 1e-6

/** Keys of any module that concern health checks, events and stack traces only. */
const OPERATIONS: Readonly<Record<string, KeyRow>> = {
  registerHealthIndicator: drop('operations-only'),
  allowHealthIndicatorToFail: drop('operations-only'),
  eventConsumerBufferSize: drop('operations-only'),
  subscribeForEvents: drop('operations-only'),
  writableStackTraceEnabled: drop('operations-only'),
  ignoreClassBindingExceptions: drop('operations-only'),
  ignoreUnknownExceptions: drop('operations-only'),
}

const CIRCUIT_BREAKER: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  failureRateThreshold: percent({ leaf: 'circuitBreaker.failureRate', fallback: 0.5 }),
  slowCallRateThreshold: percent({ leaf: 'circuitBreaker.slowCallRate', fallback: 1 }),
  slowCallDurationThreshold: duration(ONE_NANOSECOND, {
    leaf: 'circuitBreaker.slowCallDuration',
    fallback: 60_000,
  }),
  slidingWindowType: { kind: 'choice', choices: ['COUNT_BASED', 'TIME_BASED'] },
  slidingWindowSize: int(1),
  minimumNumberOfCalls: int(1),
  waitDurationInOpenState: duration(1),
  enableExponentialBackoff: flag,
  exponentialBackoffMultiplier: multiplier,
  exponentialMaxWaitDurationInOpenState: duration(1),
  enableRandomizedWait: flag,
  randomizedWaitFactor: factor,
  permittedNumberOfCallsInHalfOpenState: int(1, {
    leaf: 'circuitBreaker.halfOpen.maxCalls',
    fallback: 10,
    most: 100_000,
  }),
  maxWaitDurationInHalfOpenState: duration(0),
  transitionToStateAfterWaitDuration: { kind: 'choice', choices: ['OPEN', 'CLOSED'] },
  recordExceptions: classes,
  ignoreExceptions: classes,
  recordFailurePredicate: code,
  recordResultPredicate: code,
  ignoreExceptionPredicate: code,
  automaticTransitionFromOpenToHalfOpenEnabled: drop('transition-by-timer'),
  initialState: {
    kind: 'choice',
    choices: ['CLOSED', 'OPEN', 'HALF_OPEN', 'FORCED_OPEN', 'DISABLED', 'METRICS_ONLY'],
  },
  ringBufferSizeInClosedState: old(int(1), '2.0', 'slidingWindowSize', 'minimumNumberOfCalls'),
  ringBufferSizeInHalfOpenState: old(int(1), '2.0', 'permittedNumberOfCallsInHalfOpenState'),
}

const RETRY: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  maxAttempts: int(1, { leaf: 'retry.maxAttempts', fallback: 3, most: 1000 }),
  waitDuration: duration(0),
  enableExponentialBackoff: flag,
  exponentialBackoffMultiplier: multiplier,
  exponentialMaxWaitDuration: duration(0),
  enableRandomizedWait: flag,
  randomizedWaitFactor: factor,
  retryExceptions: classes,
  ignoreExceptions: classes,
  retryExceptionPredicate: code,
  resultPredicate: code,
  intervalBiFunction: code,
  consumeResultBeforeRetryAttempt: drop('code-detail'),
  failAfterMaxAttempts: drop('result-only'),
  maxRetryAttempts: old(int(1), '2.0', 'maxAttempts'),
}

const BULKHEAD: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  maxConcurrentCalls: int(1, {
    leaf: 'bulkhead.maxConcurrent',
    fallback: 25,
    most: 1_000_000,
  }),
  maxWaitDuration: duration(0, { leaf: 'bulkhead.maxWait', fallback: 0 }),
  maxConcurrentCall: old(int(1), '2.0', 'maxConcurrentCalls'),
  maxWaitTime: old(duration(0), '2.0', 'maxWaitDuration'),
}

const THREAD_POOL_BULKHEAD: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  maxThreadPoolSize: { kind: 'int' },
  coreThreadPoolSize: { kind: 'int' },
  queueCapacity: { kind: 'int' },
  keepAliveDuration: drop('operations-only'),
  keepAliveTime: drop('operations-only'),
  contextPropagators: drop('code-detail'),
}

const RATE_LIMITER: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  limitForPeriod: int(1, { leaf: 'rateLimit.limit', fallback: 50, most: 1e9 }),
  limitRefreshPeriod: duration(ONE_NANOSECOND),
  timeoutDuration: duration(0, { leaf: 'rateLimit.maxWait', fallback: 5000 }),
  limitRefreshPeriodInNanos: old(int(1, { unit: ONE_NANOSECOND }), '1.0', 'limitRefreshPeriod'),
  timeoutInMillis: old(int(0, { unit: 1 }), '1.0', 'timeoutDuration'),
}

const TIME_LIMITER: Readonly<Record<string, KeyRow>> = {
  baseConfig: base,
  timeoutDuration: duration(0),
  cancelRunningFuture: flag,
}

export const MODULES: Readonly<Record<ModuleId, ModuleRow>> = {
  retry: {
    feature: 'retry',
    instances: ['instances', 'backends'],
    aspectOrder: 'retryAspectOrder',
    keys: { ...RETRY, ...OPERATIONS },
  },
  circuitbreaker: {
    feature: 'circuitBreaker',
    instances: ['instances', 'backends'],
    aspectOrder: 'circuitBreakerAspectOrder',
    keys: { ...CIRCUIT_BREAKER, ...OPERATIONS },
  },
  ratelimiter: {
    feature: 'rateLimit',
    instances: ['instances', 'limiters'],
    aspectOrder: 'rateLimiterAspectOrder',
    keys: { ...RATE_LIMITER, ...OPERATIONS },
  },
  timelimiter: {
    feature: 'timeout',
    instances: ['instances'],
    aspectOrder: 'timeLimiterAspectOrder',
    keys: { ...TIME_LIMITER, ...OPERATIONS },
  },
  bulkhead: {
    feature: 'bulkhead',
    instances: ['instances', 'backends'],
    aspectOrder: 'bulkheadAspectOrder',
    keys: { ...BULKHEAD, ...OPERATIONS },
  },
  'thread-pool-bulkhead': {
    feature: 'bulkhead',
    instances: ['instances', 'backends'],
    keys: { ...THREAD_POOL_BULKHEAD, ...OPERATIONS },
  },
}

export const MODULE_IDS = Object.keys(MODULES) as readonly ModuleId[]

/** Keys beside `configs` and `instances` that say nothing about behaviour. */
export const MODULE_EXTRAS: readonly string[] = ['metrics', 'tags', 'enabled']

/** What stands under `resilience4j` beside the modules and says nothing about behaviour. */
export const ROOT_EXTRAS: readonly string[] = [
  'metrics',
  'tags',
  'micrometer',
  'scheduled',
  'enabled',
]

/** Slips that spelling alone does not explain, per module in relaxed form. */
const SLIPS: Readonly<Partial<Record<ModuleId, Readonly<Record<string, string>>>>> = {
  retry: {
    maxwaitduration: 'exponentialMaxWaitDuration',
    maxwait: 'exponentialMaxWaitDuration',
    maxdelay: 'exponentialMaxWaitDuration',
    maxinterval: 'exponentialMaxWaitDuration',
    exponentialmaxwaitdurationinopenstate: 'exponentialMaxWaitDuration',
    multiplier: 'exponentialBackoffMultiplier',
    maxretries: 'maxAttempts',
    retries: 'maxAttempts',
    attempts: 'maxAttempts',
    delay: 'waitDuration',
    waitinterval: 'waitDuration',
    jitter: 'randomizedWaitFactor',
    recordexceptions: 'retryExceptions',
  },
  circuitbreaker: {
    waitduration: 'waitDurationInOpenState',
    exponentialmaxwaitduration: 'exponentialMaxWaitDurationInOpenState',
    failurethreshold: 'failureRateThreshold',
    multiplier: 'exponentialBackoffMultiplier',
    retryexceptions: 'recordExceptions',
  },
  bulkhead: { maxconcurrent: 'maxConcurrentCalls' },
  timelimiter: { timeout: 'timeoutDuration' },
}

const BY_RELAXED = new Map(
  MODULE_IDS.map((id) => [
    id,
    new Map(Object.keys(MODULES[id].keys).map((key) => [relaxed(key), key])),
  ]),
)

/** The table's name of a key as written, if the module has it. */
export function keyOf(module: ModuleId, written: string): string | undefined {
  return BY_RELAXED.get(module)?.get(relaxed(written))
}

/** The key that a known slip stands for. */
export function slipOf(module: ModuleId, written: string): string | undefined {
  const slips = SLIPS[module] ?? {}
  const slip = relaxed(written)
  return Object.hasOwn(slips, slip) ? slips[slip] : undefined
}

/** The keys of a module that a file should use: old names left out. */
export function currentKeys(module: ModuleId): string[] {
  return Object.entries(MODULES[module].keys).flatMap(([key, row]) => (row.gone ? [] : [key]))
}
