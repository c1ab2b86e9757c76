/**
 * Every reason that this format gives, with its deduction (sizes: formats.md section 15).
 *
 * Ids are stable: reports and tests hold on to them. A text is one plain sentence for an operator:
 * what differs and what that changes.
 */
import type { Reason } from '../format.js'

const reason = (what: string, deduction: number, text: string): Reason => ({
  id: `resilience4j/${what}`,
  text,
  deduction,
})

export const REASONS = {
  operationsOnly: reason(
    'operations-only',
    0,
    'concerns health checks, metrics, events or stack traces only; no call behaves differently',
  ),
  codeDetail: reason('code-detail', 0, 'names a class that changes neither attempts nor waits'),
  transitionByTimer: reason(
    'transition-by-timer',
    0,
    'whether a timer or the next call ends the open state; trial calls are let through as late',
  ),
  resultOnly: reason(
    'result-only',
    0,
    'only decides which error a caller sees when a result was rejected on the last attempt',
  ),
  emptySection: reason('empty-section', 0, 'the section is empty, so it sets nothing'),
  declaration: reason(
    'no-own-settings',
    0,
    'the instance has no keys of its own and takes configs.default, or else the library defaults',
  ),
  emptyValue: reason(
    'empty-value',
    0.05,
    'the key has no value, so Spring leaves it unset and the inherited value or default holds',
  ),
  overridden: reason(
    'overridden',
    0.05,
    'the same key is set again with more weight, so this value never held',
  ),
  overriddenByDocument: reason(
    'overridden-by-document',
    0,
    'a later document of the file sets the same key, so this value never held',
  ),
  unusedConfig: reason(
    'unused-config',
    0.05,
    'no instance names this configuration as its base, so it never held',
  ),
  shadowed: reason(
    'shadowed',
    0,
    'everything that inherits from this configuration sets its own value',
  ),
  placeholderDefault: reason(
    'placeholder-default',
    0.05,
    'the value comes from the environment at run time; the default in the placeholder was taken',
  ),
  placeholderFromFile: reason(
    'placeholder-from-file',
    0,
    'the placeholder names another key of this file, whose value was taken',
  ),
  placeholderOpen: reason(
    'placeholder-open',
    0,
    'the value comes from outside of this file, and the placeholder has no default',
  ),
  invalid: reason(
    'invalid-value',
    0.05,
    'the library refuses this value and would not start; the setting is left out',
  ),
  invalidBase: reason(
    'invalid-base',
    0.05,
    'the library does not start with this base; only the keys of the operation itself are taken',
  ),
  waitUnknown: reason(
    'wait-unknown',
    0.05,
    'which kind of wait was in force is not known, so its details are left out',
  ),
  windowUnknown: reason(
    'window-unknown',
    0.05,
    'which kind of window was in force is not known; COUNT_BASED, the default, was taken',
  ),
  factorNotInherited: reason(
    'factor-not-inherited',
    0,
    'randomizedWaitFactor of the base does not come down to a wait of its own; 0.5 held',
  ),
  otherSwitch: reason(
    'other-switch',
    0,
    'Spring Boot has no such switch; the module is read as switched on',
  ),
  otherSwitchOff: reason(
    'other-switch-off',
    0.05,
    'Spring Boot has no such switch, so the module is read as switched on; in Micronaut it is off',
  ),
  variableName: reason(
    'variable-name',
    0.05,
    'a variable keeps neither case nor dashes of an instance name, so the name is a guess',
  ),
  oldName: reason(
    'old-name',
    0.15,
    'the key is an old name; version 2 of the library ignores it and uses its default instead',
  ),
  exceptionNames: reason(
    'exception-names',
    0.1,
    'exception classes of Java are kept by name and match only errors that carry these names',
  ),
  ownTimeouts: reason(
    'own-timeouts',
    0,
    'TimeoutException is what a time limiter throws, so the new time limits are meant as well',
  ),
  codePredicate: reason(
    'code-predicate',
    0.25,
    'a class decides at run time; its rule is not in the file and has to be written again',
  ),
  codeInterval: reason(
    'code-interval',
    0.25,
    'a class computes the waits (intervalBiFunction), so the waits of this key were not in force',
  ),
  backoffWithoutWait: reason(
    'backoff-without-wait',
    0.05,
    'only counts where the same configuration sets the wait as well, so it had no effect',
  ),
  waitReplaced: reason(
    'wait-replaced',
    0,
    'what inherits this sets a wait of its own, which replaces growth and jitter as a whole',
  ),
  maxWithoutMultiplier: reason(
    'max-without-multiplier',
    0.05,
    'the cap only counts where exponentialBackoffMultiplier is set too; the waits had no cap',
  ),
  maxWithoutFactor: reason(
    'max-without-factor',
    0.05,
    'with randomized waits the cap only counts where randomizedWaitFactor is set too; no cap held',
  ),
  factorWithoutMultiplier: reason(
    'factor-without-multiplier',
    0.05,
    'with exponential waits it only counts beside exponentialBackoffMultiplier; 0.5 held',
  ),
  capBeforeJitter: reason(
    'cap-before-jitter',
    0.05,
    'the old cap held after the jitter; now waits at the cap are randomized as well, downwards',
  ),
  needsExponential: reason(
    'needs-exponential',
    0.05,
    'has no effect without enableExponentialBackoff: true',
  ),
  needsRandomized: reason(
    'needs-randomized',
    0.05,
    'has no effect without enableRandomizedWait: true in the configuration that sets the wait',
  ),
  bothWaits: reason(
    'both-waits',
    0.05,
    'a breaker with exponential and randomized waits at once does not start; both are left out',
  ),
  versionDependentBase: reason(
    'version-dependent-base',
    0.15,
    'version 2.3 inherits breaker settings otherwise than 2.2 did; the values of 2.3 were taken',
  ),
  cappedMinimum: reason(
    'capped-minimum',
    0,
    'a count window never holds more calls than its size, so the minimum is capped to it',
  ),
  earlyVerdict: reason(
    'early-half-open-verdict',
    0.05,
    'the verdict fell after minimumNumberOfCalls trial calls; now all permitted trials are awaited',
  ),
  closedWait: reason(
    'needs-half-open-limit',
    0.05,
    'has no effect without maxWaitDurationInHalfOpenState',
  ),
  initialState: reason(
    'initial-state',
    0.05,
    'the new breaker always starts closed; this one started in another state',
  ),
  initialClosed: reason('initial-closed', 0, 'the new breaker starts closed as well'),
  alwaysUnlimited: reason(
    'unlimited-rate',
    0.05,
    'without limitRefreshPeriod the permits return every 500 ns, so this never limited anything',
  ),
  limiterUncounted: reason(
    'limiter-uncounted',
    0.05,
    'the old breaker counted calls that the rate limiter sent away as failures; the new one not',
  ),
  zeroTimeLimit: reason(
    'zero-time-limit',
    0.05,
    'a limit of 0 ends every attempt at once and no policy can say that; it is left out',
  ),
  keepsRunning: reason(
    'keeps-running',
    0.05,
    'the old attempt went on after the limit; the new one is told to stop',
  ),
  cancels: reason('cancels', 0, 'the new policy cancels an attempt at its limit as well'),
  poolGrowth: reason(
    'pool-growth',
    0.05,
    'threads above the core size only started once the queue was full; now they start at once',
  ),
  coreSize: reason(
    'core-size',
    0,
    'threads kept ready; how many run at once is decided by maxThreadPoolSize',
  ),
  poolDefault: reason(
    'pool-default',
    0.05,
    'zero or less means the default of the library, which depends on the machine or is 100',
  ),
  poolFromMachine: reason(
    'pool-from-machine',
    0.15,
    'the pool has as many threads as the machine has processors, which the file does not tell',
  ),
  otherBulkhead: reason(
    'two-bulkheads',
    0.15,
    'both kinds of bulkhead are set up for one name; the semaphore, the default in code, is taken',
  ),
  aspectOrder: reason(
    'aspect-order',
    0.05,
    'a lower number is further outside, as Spring counts; the order differs from the default',
  ),
  defaultOrder: reason('default-order', 0, 'the order is the default one all the same'),
  clamped: reason(
    'clamped',
    0.05,
    'the value is beyond what a policy holds; the nearest possible value is taken',
  ),
} as const satisfies Readonly<Record<string, Reason>>
