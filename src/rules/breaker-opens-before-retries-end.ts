/** `breaker/opens-before-retries-end`: one call alone opens the breaker by its own retries. */
import { openingCount } from '../policy/breaker-words.js'
import { operationRule, originAt } from './rule.js'

export const breakerOpensBeforeRetriesEnd = operationRule(
  {
    id: 'breaker/opens-before-retries-end',
    title: 'The breaker opens before the retries end',
    docs:
      'Each attempt counts, so the retries of a single call reach the threshold; the last of ' +
      'them are never sent, and all other calls are refused.',
  },
  (operation) => {
    const { circuitBreaker, retry } = operation.resolved.policy
    if (circuitBreaker?.mode !== 'consecutive' || circuitBreaker.scope !== 'attempt') {
      return undefined
    }
    const count = openingCount(circuitBreaker)
    if (!retry || count === undefined || retry.maxAttempts <= count) return undefined
    const limited = Number.isFinite(retry.maxAttempts)
    const attempts = limited ? `${retry.maxAttempts} attempts` : 'unlimited attempts'
    const failures = count === 1 ? '1 failure' : `${count} failures in a row`
    return {
      message: `A call makes ${attempts}, and the breaker opens after ${failures}.`,
      help: limited
        ? `Set circuitBreaker.threshold to ${retry.maxAttempts} or more, or its scope to call.`
        : 'Set retry.maxAttempts to a number, or circuitBreaker.scope to call.',
      origins: [
        originAt(operation, 'retry.maxAttempts'),
        originAt(operation, 'circuitBreaker.threshold'),
      ],
      data: { maxAttempts: limited ? retry.maxAttempts : 'unlimited', failures: count },
    }
  },
)
