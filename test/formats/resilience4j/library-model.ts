/**
 * A small model of how resilience4j builds its configurations, after the steps of its
 * Common*ConfigurationProperties (2.3): property sets are merged in place, and a builder starts
 * from the built base. It shares nothing with the reader, so that both can be compared.
 */

/** Keys and values of one property set, values already in milliseconds, rates as percentages. */
export type Props = Record<string, number | boolean | string | string[]>
export interface ModuleProps {
  readonly configs: Record<string, Props>
  readonly instances: Record<string, Props>
}

interface Interval {
  readonly initial: number
  readonly multiplier?: number
  readonly max?: number
  readonly factor?: number
}

type Built = Record<string, unknown>

const rate = (percent: unknown) => Number(((percent as number) / 100).toFixed(6))
const clone = (module: ModuleProps): ModuleProps => structuredClone(module)

function interval(props: Props, wait: number, cap: string, needsFactor: boolean): Interval {
  const multiplier = props.exponentialBackoffMultiplier as number | undefined
  const factor = props.randomizedWaitFactor as number | undefined
  const max = props[cap] as number | undefined
  const random = props.enableRandomizedWait === true
  if (props.enableExponentialBackoff === true) {
    const capped = max !== undefined && multiplier !== undefined
    return {
      initial: wait,
      multiplier: multiplier ?? 1.5,
      ...(capped && (!random || !needsFactor || factor !== undefined) ? { max } : {}),
      // Without a multiplier the library never looks at the factor.
      ...(random ? { factor: multiplier === undefined ? 0.5 : (factor ?? 0.5) } : {}),
    }
  }
  return { initial: wait, ...(random ? { factor: factor ?? 0.5 } : {}) }
}

/** ConfigUtils.mergePropertiesIfAny for retries: four keys, where the instance has none. */
function mergeRetry(base: Props, instance: Props): void {
  for (const key of [
    'enableExponentialBackoff',
    'enableRandomizedWait',
    'exponentialBackoffMultiplier',
    'exponentialMaxWaitDuration',
  ]) {
    if (instance[key] === undefined && base[key] !== undefined) instance[key] = base[key]
  }
}

function buildRetry(all: ModuleProps, name: string, props: Props): Built {
  let built: Built = { maxAttempts: 3, interval: { initial: 500 }, retry: [], ignore: [] }
  const base = props.baseConfig as string | undefined
  if (base !== undefined) {
    mergeRetry(all.configs[base]!, props)
    built = buildRetry(all, base, all.configs[base]!)
  } else if (name !== 'default' && all.configs.default) {
    mergeRetry(all.configs.default, props)
    built = buildRetry(all, 'default', all.configs.default)
  }
  if (props.waitDuration !== undefined) {
    const wait = props.waitDuration as number
    built.interval = interval(props, wait, 'exponentialMaxWaitDuration', true)
  }
  if (props.maxAttempts !== undefined) built.maxAttempts = props.maxAttempts
  if (props.retryExceptions !== undefined) built.retry = props.retryExceptions
  if (props.ignoreExceptions !== undefined) built.ignore = props.ignoreExceptions
  return built
}

const BREAKER_DEFAULTS = {
  failureRateThreshold: 50,
  slowCallRateThreshold: 100,
  slowCallDurationThreshold: 60_000,
  slidingWindowType: 'COUNT_BASED',
  slidingWindowSize: 100,
  minimumNumberOfCalls: 100,
  permittedNumberOfCallsInHalfOpenState: 10,
  maxWaitDurationInHalfOpenState: 0,
}

function applyBreaker(built: Built, props: Props): Built {
  const next = { ...built }
  if (props.waitDurationInOpenState !== undefined) {
    const wait = props.waitDurationInOpenState as number
    next.interval = interval(props, wait, 'exponentialMaxWaitDurationInOpenState', false)
  }
  for (const key of Object.keys(BREAKER_DEFAULTS)) {
    if (props[key] !== undefined) next[key] = props[key]
  }
  return next
}

/** Since 2.3: own base, else the config of the same name, else the default. */
function buildBreaker(all: ModuleProps, name: string, props: Props): Built {
  let built: Built = { ...BREAKER_DEFAULTS, interval: { initial: 60_000 } }
  const base = props.baseConfig as string | undefined
  if (base !== undefined) built = buildBreaker(all, base, all.configs[base]!)
  else if (all.configs[name]) built = applyBreaker(built, all.configs[name])
  else if (all.configs.default) built = buildBreaker(all, 'default', all.configs.default)
  return applyBreaker(built, props)
}

function buildSimple(defaults: Built) {
  const build = (all: ModuleProps, name: string, props: Props): Built => {
    let built = { ...defaults }
    const base = props.baseConfig as string | undefined
    if (base !== undefined) built = build(all, base, all.configs[base]!)
    else if (name !== 'default' && all.configs.default) {
      built = build(all, 'default', all.configs.default)
    }
    for (const key of Object.keys(defaults)) if (props[key] !== undefined) built[key] = props[key]
    return built
  }
  return build
}

const BUILDERS: Record<string, (all: ModuleProps, name: string, props: Props) => Built> = {
  retry: buildRetry,
  circuitbreaker: buildBreaker,
  bulkhead: buildSimple({ maxConcurrentCalls: 25, maxWaitDuration: 0 }),
  ratelimiter: buildSimple({
    limitForPeriod: 50,
    limitRefreshPeriod: 'never set',
    timeoutDuration: 5000,
  }),
  timelimiter: buildSimple({ timeoutDuration: 1000 }),
}

const leavesOf: Record<string, (built: Built) => [string, unknown][]> = {
  retry: ({ maxAttempts, interval: wait, retry, ignore }) => {
    const { initial, multiplier, max, factor } = wait as Interval
    const grows = multiplier !== undefined
    const names = (list: unknown, none: unknown) =>
      (list as string[]).length > 0 ? { errors: list } : none
    return [
      ['retry.maxAttempts', maxAttempts],
      ['retry.backoff.kind', grows ? 'exponential' : 'fixed'],
      ['retry.backoff.initial', initial],
      ['retry.backoff.multiplier', multiplier],
      ['retry.backoff.max', grows ? (max ?? null) : undefined],
      ['retry.jitter.kind', factor ? 'factor' : 'none'],
      ['retry.jitter.factor', factor || undefined],
      ['retry.retryOn', names(retry, { kinds: ['any'] })],
      ...((ignore as string[]).length > 0
        ? ([['retry.abortOn', names(ignore, {})]] as [string, unknown][])
        : []),
    ]
  },
  circuitbreaker: (built) => {
    const { initial, multiplier, max, factor } = built.interval as Interval
    const isCount = built.slidingWindowType === 'COUNT_BASED'
    const size = built.slidingWindowSize as number
    const minimum = built.minimumNumberOfCalls as number
    const grows = multiplier !== undefined
    const stay = built.maxWaitDurationInHalfOpenState as number
    return [
      ['circuitBreaker.mode', isCount ? 'count-window' : 'time-window'],
      ['circuitBreaker.window.calls', isCount ? size : undefined],
      ['circuitBreaker.window.duration', isCount ? undefined : size * 1000],
      ['circuitBreaker.minimumThroughput', isCount ? Math.min(minimum, size) : minimum],
      ['circuitBreaker.failureRate', rate(built.failureRateThreshold)],
      ['circuitBreaker.slowCallRate', rate(built.slowCallRateThreshold)],
      ['circuitBreaker.slowCallDuration', built.slowCallDurationThreshold],
      ['circuitBreaker.openDuration', initial],
      ['circuitBreaker.openGrowth.kind', grows ? 'exponential' : 'none'],
      ['circuitBreaker.openGrowth.multiplier', multiplier],
      ['circuitBreaker.openGrowth.max', grows ? (max ?? null) : undefined],
      ['circuitBreaker.openJitter.kind', factor ? 'factor' : 'none'],
      ['circuitBreaker.openJitter.factor', factor || undefined],
      ['circuitBreaker.halfOpen.maxCalls', built.permittedNumberOfCallsInHalfOpenState],
      ['circuitBreaker.halfOpen.maxWait', stay === 0 ? null : stay],
      ['circuitBreaker.halfOpen.decision', 'rate'],
    ]
  },
  bulkhead: ({ maxConcurrentCalls, maxWaitDuration }) => [
    ['bulkhead.maxConcurrent', maxConcurrentCalls],
    ['bulkhead.maxWait', maxWaitDuration],
    ['bulkhead.maxQueued', maxWaitDuration === 0 ? 0 : 'unlimited'],
  ],
  ratelimiter: ({ limitForPeriod, limitRefreshPeriod, timeoutDuration }) =>
    limitRefreshPeriod === 'never set'
      ? [['rateLimit', false]]
      : [
          ['rateLimit.limit', limitForPeriod],
          ['rateLimit.period', limitRefreshPeriod],
          ['rateLimit.maxWait', timeoutDuration],
        ],
  timelimiter: ({ timeoutDuration }) => [['timeout.attempt', timeoutDuration]],
}

/** What the library would do, as leaves by operation; `*` is an operation without an instance. */
export function libraryLeaves(modules: Record<string, ModuleProps>): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const [module, original] of Object.entries(modules)) {
    const all = clone(original)
    const build = BUILDERS[module]!
    // The registries build every configuration first, which merges their bases into them.
    for (const [name, props] of Object.entries(all.configs)) build(all, name, props)
    const names: [string, string, Props][] = Object.entries(all.instances).map(([name, props]) => [
      name,
      name,
      props,
    ])
    if (all.configs.default) names.push(['*', 'default', all.configs.default])
    for (const [operation, name, props] of names) {
      for (const [path, value] of leavesOf[module]!(build(all, name, props))) {
        if (value !== undefined) found.set(`${operation} ${path}`, value)
      }
    }
  }
  return found
}
