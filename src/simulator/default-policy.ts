/** What runs when neither a scenario nor its user names a policy. */
import type { Policy } from '../policy/schema.js'

/**
 * The policy of a scenario that names none: 1 s, three attempts with full jitter, a breaker at half
 * of 10 s. Three attempts at 250 calls/s are more than the common upstream can take: on purpose.
 */
export const DEFAULT_POLICY = {
  timeout: { attempt: '1s' },
  retry: {
    maxAttempts: 3,
    maxElapsed: 'none',
    backoff: { kind: 'exponential', initial: '100ms', multiplier: 2, min: '0s', max: '2s' },
    jitter: { kind: 'full' },
  },
  circuitBreaker: {
    mode: 'time-window',
    failureRate: 0.5,
    window: { duration: '10s' },
    minimumThroughput: 10,
    openDuration: '5s',
  },
} as const satisfies Policy
