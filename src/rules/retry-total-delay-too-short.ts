/** `retry/total-delay-too-short`: less than 2 s of total delay per attempt (reference system). */
import { proseDuration } from '../policy/duration.js'
import { operationRule, originAt } from './rule.js'

const MS_PER_ATTEMPT = 2000

export const retryTotalDelayTooShort = operationRule(
  {
    id: 'retry/total-delay-too-short',
    title: 'Less than 2 s of total delay per attempt',
    docs:
      'retry.maxElapsed ends the retries before all attempts can be made, so the number of ' +
      'attempts promises more than happens.',
  },
  (operation) => {
    const { maxAttempts = 1, maxElapsedMs } = operation.resolved.policy.retry ?? {}
    if (maxElapsedMs == null || maxAttempts === 1 || !Number.isFinite(maxAttempts)) return undefined
    const neededMs = MS_PER_ATTEMPT * maxAttempts
    if (maxElapsedMs >= neededMs) return undefined
    const [elapsed, needed] = [proseDuration(maxElapsedMs), proseDuration(neededMs)]
    return {
      message: `${maxAttempts} attempts share ${elapsed}; at 2s for each they need ${needed}.`,
      help: `Set retry.maxElapsed to ${needed} or more, or retry.maxAttempts lower.`,
      origins: [originAt(operation, 'retry.maxElapsed'), originAt(operation, 'retry.maxAttempts')],
      data: { maxElapsedMs, maxAttempts, neededMs },
    }
  },
)
