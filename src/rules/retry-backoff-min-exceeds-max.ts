/** `retry/backoff-min-exceeds-max`: the shortest wait is longer than the longest. */
import { proseDuration } from '../policy/duration.js'
import { operationRule, originAt } from './rule.js'

export const retryBackoffMinExceedsMax = operationRule(
  {
    id: 'retry/backoff-min-exceeds-max',
    title: 'The shortest wait is longer than the longest',
    docs: 'The maximum wins, so every wait is the maximum and the backoff does not grow.',
  },
  (operation) => {
    const { minMs, maxMs } = operation.resolved.policy.retry?.backoff ?? {}
    if (minMs == null || maxMs == null || minMs <= maxMs) return undefined
    const [min, max] = [proseDuration(minMs), proseDuration(maxMs)]
    return {
      message: `retry.backoff.min is ${min} and retry.backoff.max ${max}, so every wait is ${max}.`,
      help: 'Lower retry.backoff.min or raise retry.backoff.max.',
      origins: [originAt(operation, 'retry.backoff.min'), originAt(operation, 'retry.backoff.max')],
      data: { minMs, maxMs },
    }
  },
)
