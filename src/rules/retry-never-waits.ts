/** `retry/never-waits`: unlimited attempts without any wait between them. */
import { delayBounds } from '../policy/delay-bounds.js'
import { operationRule, originAt } from './rule.js'

/** No backoff that waits at all still waits nothing before this retry. */
const LATE_RETRY = 100

export const retryNeverWaits = operationRule(
  {
    id: 'retry/never-waits',
    title: 'Unlimited attempts without a wait',
    docs: 'While the upstream is down, every call sends attempts as fast as it can.',
  },
  (operation) => {
    const { retry } = operation.resolved.policy
    if (!retry || Number.isFinite(retry.maxAttempts)) return undefined
    if (delayBounds(retry, LATE_RETRY).maxMs > 0) return undefined
    return {
      message: 'The attempts are unlimited, and nothing waits between them.',
      help: 'Set retry.maxAttempts to a number, or retry.backoff.initial above 0s.',
      origins: [
        originAt(operation, 'retry.maxAttempts'),
        originAt(operation, 'retry.backoff.initial'),
      ],
      data: { maxAttempts: 'unlimited' },
    }
  },
)
