/** The list of all rules, in the order of the policies. One line per rule. */
import { breakerHalfOpenNeverCloses } from './breaker-half-open-never-closes.js'
import { breakerOpensBeforeRetriesEnd } from './breaker-opens-before-retries-end.js'
import { breakerThresholdTooLow } from './breaker-threshold-too-low.js'
import { hedgePlaceHasNoEffect } from './hedge-place-has-no-effect.js'
import { retryBackoffMinExceedsMax } from './retry-backoff-min-exceeds-max.js'
import { retryNeverWaits } from './retry-never-waits.js'
import { retryTooManyAttempts } from './retry-too-many-attempts.js'
import { retryTotalDelayTooShort } from './retry-total-delay-too-short.js'
import type { Rule } from './rule.js'
import { aggressiveInProduction } from './strategy-aggressive-in-production.js'
import { conservativeInDevelopment } from './strategy-conservative-in-development.js'
import { timeoutAttemptExceedsTotal } from './timeout-attempt-exceeds-total.js'

export const RULES: readonly Rule[] = [
  timeoutAttemptExceedsTotal,
  retryTooManyAttempts,
  retryTotalDelayTooShort,
  retryBackoffMinExceedsMax,
  retryNeverWaits,
  breakerThresholdTooLow,
  breakerOpensBeforeRetriesEnd,
  breakerHalfOpenNeverCloses,
  hedgePlaceHasNoEffect,
  aggressiveInProduction,
  conservativeInDevelopment,
]
