/**
 * The sentences of the Hystrix reader: one entry per way in which the old and the new differ.
 *
 * Ids are public (tests, reports and `--decide` scripts hold on to them); texts may be reworded.
 * Deductions are the sizes of formats.md section 15 and nothing else; 0 is a mere note.
 */
import type { Reason } from '../format.js'

function reason(what: string, deduction: number, text: string): Reason {
  return { id: `hystrix/${what}`, text, deduction }
}

export const REASONS = {
  overridden: reason('overridden', 0.05, 'the same key stands again further down and wins'),
  saysDefault: reason('says-default', 0, 'says what Hystrix does anyway'),
  noEffect: reason('no-effect', 0, 'no operation of this file is touched by it'),
  badValue: reason(
    'bad-value',
    0.05,
    'the value cannot be read, so the old system went on as if the key were not there',
  ),
  outOfRange: reason(
    'out-of-range',
    0.05,
    'the old system does not work with this value, so it is left out',
  ),
  clamped: reason(
    'clamped',
    0.05,
    'the value is beyond what a policy can hold and was cut to that',
  ),
  placeholder: reason(
    'placeholder',
    0.05,
    'the value comes from the environment at run time; its default was taken',
  ),
  placeholderFromFile: reason(
    'placeholder-from-file',
    0,
    'the placeholder names another key of this file, whose value was taken',
  ),
  profileExpression: reason(
    'profile-expression',
    0.05,
    'holds under a condition on profiles that a policy cannot express',
  ),
  nameTooLong: reason(
    'name-too-long',
    0.05,
    'a policy has no operation name of over 200 characters',
  ),
  codeMayOverride: reason(
    'code-may-override',
    0.15,
    'values that the code gives to a command beat this default, and a file cannot show them',
  ),

  timeoutOff: reason(
    'timeout-off',
    0.05,
    'execution.timeout.enabled is false, so no limit applies',
  ),
  breakerOff: reason('breaker-off', 0.05, 'the circuit breaker is switched off'),
  forceOpen: reason(
    'force-open',
    0.25,
    'rejects every call; a policy has no such switch, so calls will go through again',
  ),
  forceOpenLoses: reason(
    'force-open-dead',
    0.05,
    'no effect while circuitBreaker.enabled is false',
  ),
  forceOpenWins: reason('force-open-wins', 0.05, 'forceOpen is set too and beats it'),
  forceClosed: reason('force-closed', 0, 'a breaker that never rejects is the same as none'),
  neverTrips: reason('never-trips', 0, 'no error rate can pass 100 %, so this breaker never opens'),
  alwaysTrips: reason(
    'always-trips',
    0.05,
    'Hystrix opens at this value without any failure; the smallest rate of a policy was taken',
  ),
  semaphoreDead: reason('semaphore-dead', 0.05, 'only read under SEMAPHORE isolation'),
  poolDead: reason('pool-dead', 0.05, 'thread pools are not used under SEMAPHORE isolation'),
  zuulIsolates: reason(
    'zuul-isolation',
    0.05,
    'Zuul sets the isolation of its commands itself, which beats the default of Hystrix',
  ),
  zuulByThread: reason(
    'zuul-by-thread',
    0.05,
    'only read with ribbon-isolation-strategy SEMAPHORE',
  ),
  zuulBySemaphore: reason(
    'zuul-by-semaphore',
    0.05,
    'only read with ribbon-isolation-strategy THREAD',
  ),
  overrideNoDefault: reason(
    'pool-override-no-default',
    0.05,
    'Hystrix reads threadPoolKeyOverride of a named command only, never of default',
  ),
  poolByGroup: reason(
    'pool-per-group',
    0.1,
    'Hystrix gives one pool to all commands of a group; the new limit is for each operation',
  ),
  poolGuessed: reason(
    'pool-guessed',
    0.15,
    'which commands use a pool is said in code; this one was taken for the command it suits',
  ),
  poolAlone: reason(
    'pool-without-command',
    0.1,
    'no command of this file names the pool; an operation of its name stands for its commands',
  ),
  sizesTied: reason(
    'maximum-size-ignored',
    0.05,
    'maximumSize is read only with allowMaximumSizeToDivergeFromCoreSize',
  ),
  neverGrows: reason(
    'pool-never-grows',
    0,
    'threads beyond coreSize are started only when the queue is full, which is never reached',
  ),
  sizeRaised: reason(
    'maximum-below-core',
    0.05,
    'maximumSize (10 unless set) is smaller than coreSize, which Hystrix takes then',
  ),
  sameSizes: reason('same-sizes', 0, 'maximumSize is coreSize, so the pool does not grow'),
  growsLate: reason(
    'pool-grows-late',
    0.05,
    'Hystrix fills the queue before it starts threads beyond coreSize; the new limit does not',
  ),
  coreBelowMaximum: reason(
    'core-below-maximum',
    0,
    'the pool grows up to maximumSize, which is the limit of calls at once',
  ),
  noQueue: reason('no-queue', 0, 'without a queue (maxQueueSize <= 0) it is not read'),
  queueRejectsFirst: reason(
    'queue-threshold',
    0,
    'the queue takes the smaller of maxQueueSize and queueSizeRejectionThreshold',
  ),
  rejectsAll: reason(
    'queue-rejects-all',
    0.05,
    'with a queue and this threshold Hystrix rejects every call; no queue was taken',
  ),
  fallbackInCode: reason(
    'fallback-in-code',
    0,
    'what the fallback answers is said in code; give its function as fallback.handler',
  ),
  fallbackLimit: reason(
    'fallback-limit',
    0.05,
    'a policy does not limit how many fallbacks run at once',
  ),
  threads: reason('threads', 0, 'is about threads of the JVM, not about when a call ends'),
  cancelName: reason(
    'interrupt-on-cancel',
    0.05,
    'named so in the wiki only; the code reads interruptOnFutureCancel',
  ),
  buckets: reason('buckets', 0, 'a policy measures its window without such buckets'),
  snapshot: reason('health-snapshot', 0, 'a policy looks at its breaker with every outcome'),
  snapshotSlow: reason(
    'health-snapshot-interval',
    0.05,
    'Hystrix looks at its breaker only this often; the new one opens with the very outcome',
  ),
  reporting: reason('reporting', 0, 'is about reported figures, not about calls'),
  unrelated: reason('unrelated', 0, 'is not about resilience'),
  collapser: reason('collapser', 0.05, 'a policy does not batch calls'),

  ribbonRead: reason(
    'read-timeout',
    0.05,
    'the old limit starts anew with each part of an answer; the new one is for the whole attempt',
  ),
  ribbonSpelling: reason(
    'ribbon-spelling',
    0.05,
    "Ribbon's own spelling has a capital letter; whether this one was read depends on the version",
  ),
  ribbonOtherSpelling: reason(
    'ribbon-other-spelling',
    0.05,
    "the same key stands in the file in Ribbon's own spelling as well, which wins",
  ),
  product: reason(
    'ribbon-product',
    0,
    'Ribbon tries each server MaxAutoRetries + 1 times, and MaxAutoRetriesNextServer + 1 servers',
  ),
  noLimit: reason('no-limit', 0, '0 means no limit'),
  feignWins: reason('feign-wins', 0.05, 'the timeouts of feign.client.config beat those of Ribbon'),
  feignAlone: reason(
    'feign-needs-both',
    0.05,
    'most versions of Feign read connectTimeout and readTimeout only when both are set',
  ),
  feignRetryer: reason('feign-retryer', 0.25, 'a retryer is code that cannot be read from here'),
  feignOn: reason('feign-hystrix', 0, 'a switch: calls of Feign run as Hystrix commands'),
  feignOff: reason(
    'feign-without-hystrix',
    0.05,
    'calls of Feign do not run as Hystrix commands, so no Hystrix key of this file is about them',
  ),
  zuulNoRetry: reason(
    'zuul-not-retryable',
    0.05,
    'Zuul retries only with zuul.retryable, which is not true here',
  ),
  zuulPools: reason('zuul-pools', 0, 'names the thread pools of routes, which are read under them'),
  zuulRetryable: reason(
    'zuul-retryable',
    0,
    'a switch: the retries that Ribbon is set to are made',
  ),
  retryDisabled: reason(
    'retry-disabled',
    0.05,
    'spring.cloud.loadbalancer.retry.enabled is false, so nothing is retried',
  ),
  retryEnabled: reason('retry-enabled', 0, 'a switch: the retries that Ribbon is set to are made'),
  nothingRetried: reason('nothing-retried', 0.05, 'nothing is retried, so it has no effect'),
  noUrlRoute: reason(
    'zuul-host-dead',
    0.05,
    'zuul.host is for routes by URL, and this file has none',
  ),
} as const satisfies Record<string, Reason>
