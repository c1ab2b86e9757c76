/** `timeout/attempt-exceeds-total`: one attempt may take longer than the whole call. */
import { proseDuration } from '../policy/duration.js'
import { operationRule, originAt } from './rule.js'

export const timeoutAttemptExceedsTotal = operationRule(
  {
    id: 'timeout/attempt-exceeds-total',
    title: 'The attempt timeout is longer than the deadline of the call',
    docs:
      'The deadline cuts the first attempt off, so the attempt timeout never acts and no retry ' +
      'ever starts after a slow attempt.',
  },
  (operation) => {
    const { attemptMs, totalMs } = operation.resolved.policy.timeout ?? {}
    if (attemptMs == null || totalMs == null || attemptMs <= totalMs) return undefined
    const [attempt, total] = [proseDuration(attemptMs), proseDuration(totalMs)]
    return {
      message: `One attempt may take ${attempt}, and the whole call only ${total}.`,
      help: `Set timeout.attempt below ${total}, or raise timeout.total.`,
      origins: [originAt(operation, 'timeout.attempt'), originAt(operation, 'timeout.total')],
      data: { attemptMs, totalMs },
    }
  },
)
