/**
 * All keys that the Hystrix reader knows, as data: how the value is written, what was in force
 * without it, and, for a key that no policy can hold, why.
 *
 * Defaults: Hystrix at 7c03bafe, HystrixCommandProperties.java [H1], HystrixThreadPoolProperties
 * [H3], HystrixCollapserProperties [H4]; Ribbon, Feign and Zuul as Spring Cloud Netflix sets them
 * (RibbonClientConfiguration 1000/1000 ms, ZuulProperties) [H6]. A key that is added here without
 * `noTarget` must be read by one of the files that derive leaves, or it ends as "no effect".
 */
import type { Reason } from '../format.js'
import { REASONS } from './reasons.js'

export type ValueType = 'int' | 'bool' | 'strategy' | 'relaxed-strategy' | 'text' | 'statuses'

export interface KeyRow {
  readonly type: ValueType
  /** In force without the key. */
  readonly fallback?: number | boolean | string
  /** Smallest value with which the old system works; below it the value is left out. */
  readonly min?: number
  /** Set: the key is known and no policy can hold it. */
  readonly noTarget?: Reason
}

export type KeyTable = Readonly<Record<string, KeyRow>>

function dead(noTarget: Reason): KeyRow {
  return { type: 'text', noTarget }
}

/** Suffixes under `hystrix.command.<key>.` */
export const COMMAND_KEYS = {
  'execution.isolation.strategy': { type: 'strategy', fallback: 'THREAD' },
  'execution.isolation.thread.timeoutInMilliseconds': { type: 'int', fallback: 1000, min: 1 },
  'execution.timeout.enabled': { type: 'bool', fallback: true },
  'execution.isolation.thread.interruptOnTimeout': dead(REASONS.threads),
  'execution.isolation.thread.interruptOnFutureCancel': dead(REASONS.threads),
  'execution.isolation.thread.interruptOnCancel': dead(REASONS.cancelName),
  'execution.isolation.semaphore.maxConcurrentRequests': { type: 'int', fallback: 10, min: 1 },
  'fallback.enabled': { type: 'bool', fallback: true },
  'fallback.isolation.semaphore.maxConcurrentRequests': dead(REASONS.fallbackLimit),
  'circuitBreaker.enabled': { type: 'bool', fallback: true },
  'circuitBreaker.requestVolumeThreshold': { type: 'int', fallback: 20 },
  'circuitBreaker.errorThresholdPercentage': { type: 'int', fallback: 50 },
  'circuitBreaker.sleepWindowInMilliseconds': { type: 'int', fallback: 5000 },
  'circuitBreaker.forceOpen': { type: 'bool', fallback: false },
  'circuitBreaker.forceClosed': { type: 'bool', fallback: false },
  'metrics.rollingStats.timeInMilliseconds': { type: 'int', fallback: 10_000, min: 1 },
  'metrics.rollingStats.numBuckets': { type: 'int', fallback: 10, min: 1 },
  'metrics.rollingPercentile.enabled': dead(REASONS.reporting),
  'metrics.rollingPercentile.timeInMilliseconds': dead(REASONS.reporting),
  'metrics.rollingPercentile.numBuckets': dead(REASONS.reporting),
  'metrics.rollingPercentile.bucketSize': dead(REASONS.reporting),
  'metrics.healthSnapshot.intervalInMilliseconds': { type: 'int', fallback: 500, min: 1 },
  'requestCache.enabled': dead(REASONS.unrelated),
  'requestLog.enabled': dead(REASONS.unrelated),
  threadPoolKeyOverride: { type: 'text' },
} as const satisfies KeyTable

/** Suffixes under `hystrix.threadpool.<key>.` */
export const POOL_KEYS = {
  coreSize: { type: 'int', fallback: 10, min: 1 },
  maximumSize: { type: 'int', fallback: 10 },
  allowMaximumSizeToDivergeFromCoreSize: { type: 'bool', fallback: false },
  maxQueueSize: { type: 'int', fallback: -1 },
  queueSizeRejectionThreshold: { type: 'int', fallback: 5 },
  keepAliveTimeMinutes: dead(REASONS.threads),
  'metrics.rollingStats.timeInMilliseconds': dead(REASONS.reporting),
  'metrics.rollingStats.numBuckets': dead(REASONS.reporting),
} as const satisfies KeyTable

/** Suffixes under `hystrix.collapser.<key>.` */
export const COLLAPSER_KEYS = {
  maxRequestsInBatch: dead(REASONS.collapser),
  timerDelayInMilliseconds: dead(REASONS.collapser),
  'requestCache.enabled': dead(REASONS.collapser),
  'metrics.rollingStats.timeInMilliseconds': dead(REASONS.reporting),
  'metrics.rollingStats.numBuckets': dead(REASONS.reporting),
  'metrics.rollingPercentile.enabled': dead(REASONS.reporting),
  'metrics.rollingPercentile.timeInMilliseconds': dead(REASONS.reporting),
  'metrics.rollingPercentile.numBuckets': dead(REASONS.reporting),
  'metrics.rollingPercentile.bucketSize': dead(REASONS.reporting),
} as const satisfies KeyTable

/** First steps after `hystrix.` that are about dashboards, streams and plugins. */
export const OTHER_HYSTRIX =
  /^(metrics|stream|dashboard|plugin|shareSecurityContext|wrappers)(\.|$)/

/** Keys under `ribbon.` and `<client>.ribbon.`; a small first letter is taken too. */
export const RIBBON_KEYS = {
  ConnectTimeout: { type: 'int', fallback: 1000, min: 0 },
  ReadTimeout: { type: 'int', fallback: 1000, min: 0 },
  MaxAutoRetries: { type: 'int', fallback: 0, min: 0 },
  MaxAutoRetriesNextServer: { type: 'int', fallback: 1, min: 0 },
  OkToRetryOnAllOperations: { type: 'bool', fallback: false },
  retryableStatusCodes: { type: 'statuses' },
  ...Object.fromEntries(
    [
      'MaxTotalConnections',
      'MaxConnectionsPerHost',
      'MaxTotalHttpConnections',
      'MaxHttpConnectionsPerHost',
      'ConnectionManagerTimeout',
      'ConnIdleEvictTimeMilliSeconds',
      'ConnectionCleanerRepeatInterval',
      'ConnectionPoolCleanerTaskEnabled',
      'EnableConnectionPool',
      'EnablePrimeConnections',
      'EnableZoneAffinity',
      'EnableZoneExclusivity',
      'DeploymentContextBasedVipAddresses',
      'FollowRedirects',
      'GZipPayload',
      'IsSecure',
      'IsClientAuthRequired',
      'NFLoadBalancerClassName',
      'NFLoadBalancerRuleClassName',
      'NFLoadBalancerPingClassName',
      'NIWSServerListClassName',
      'NIWSServerListFilterClassName',
      'PoolMaxThreads',
      'PoolMinThreads',
      'Port',
      'SecurePort',
      'PrioritizeVipAddressBasedServers',
      'ServerListRefreshInterval',
      'ServerListUpdaterClassName',
      'TargetRegion',
      'UseIPAddrForServer',
      'VipAddressResolverClassName',
      'clientName',
      'listOfServers',
      'eager-load.clients',
      'eager-load.enabled',
      'eureka.enabled',
      'http.client.enabled',
      'okhttp.enabled',
      'restclient.enabled',
    ].map((key) => [key, dead(REASONS.unrelated)]),
  ),
} satisfies KeyTable

/** Keys under `feign.client.config.<name>.`, read in any of Spring's spellings. */
export const FEIGN_KEYS: KeyTable = {
  connectTimeout: { type: 'int', min: 0 },
  readTimeout: { type: 'int', min: 0 },
  retryer: dead(REASONS.feignRetryer),
  ...Object.fromEntries(
    [
      'capabilities',
      'contract',
      'decode404',
      'decoder',
      'defaultQueryParameters',
      'defaultRequestHeaders',
      'dismiss404',
      'encoder',
      'errorDecoder',
      'exceptionPropagationPolicy',
      'followRedirects',
      'loggerLevel',
      'metrics.enabled',
      'queryMapEncoder',
      'requestInterceptors',
    ].map((key) => [key, dead(REASONS.unrelated)]),
  ),
}

/** Keys under `zuul.` that are about calls, in any of Spring's spellings; the rest is routing. */
export const ZUUL_KEYS: KeyTable = {
  retryable: { type: 'bool', fallback: false },
  ribbonIsolationStrategy: { type: 'relaxed-strategy', fallback: 'SEMAPHORE' },
  'semaphore.maxSemaphores': { type: 'int', fallback: 100, min: 1 },
  'threadPool.useSeparateThreadPools': { type: 'bool', fallback: false },
  'threadPool.threadPoolKeyPrefix': { type: 'text', fallback: '' },
  'host.connectTimeoutMillis': { type: 'int', fallback: 2000, min: 0 },
  'host.socketTimeoutMillis': { type: 'int', fallback: 10_000, min: 0 },
  'host.connectionRequestTimeoutMillis': dead(REASONS.unrelated),
  'host.maxTotalConnections': dead(REASONS.unrelated),
  'host.maxPerRouteConnections': dead(REASONS.unrelated),
  'host.timeToLive': dead(REASONS.unrelated),
  'host.timeUnit': dead(REASONS.unrelated),
}

/** Slips that people make for a key whose spelling is far from it. */
export const KNOWN_SLIPS: ReadonlyMap<string, string> = new Map([
  ['circuitBreaker.closedOpen', 'circuitBreaker.forceClosed'],
  ['circuitBreaker.forceClose', 'circuitBreaker.forceClosed'],
])
