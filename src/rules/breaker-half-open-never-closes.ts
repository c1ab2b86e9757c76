/**
 * `breaker/half-open-never-closes`: the successes that are needed do not fit into half-open.
 *
 * Trials run `maxCalls` at a time, and half-open ends after `maxWait`. More successes than trials
 * at a time are no fault by themselves: further trials follow those that succeeded.
 */
import { proseDuration } from '../policy/duration.js'
import { operationRule, originAt } from './rule.js'

export const breakerHalfOpenNeverCloses = operationRule(
  {
    id: 'breaker/half-open-never-closes',
    title: 'Half-open ends before enough trials can succeed',
    docs:
      'Slow trials that all succeed are cut short by maxWait, their successes are forgotten, and ' +
      'the breaker stays away from an upstream that works.',
  },
  (operation) => {
    const { circuitBreaker, timeout } = operation.resolved.policy
    const attemptMs = timeout?.attemptMs
    if (!circuitBreaker || attemptMs == null) return undefined
    const { decision, successes, maxCalls, maxWaitMs, afterMaxWait } = circuitBreaker.halfOpen
    if (maxWaitMs === null || afterMaxWait === 'closed') return undefined
    const rounds = decision === 'rate' ? 1 : Math.ceil(successes / maxCalls)
    const neededMs = rounds * attemptMs
    if (neededMs <= maxWaitMs) return undefined
    const needed = decision === 'rate' ? maxCalls : successes
    const [trial, wait] = [proseDuration(attemptMs), proseDuration(maxWaitMs)]
    return {
      message:
        `${needed} trials, ${maxCalls} at a time and each up to ${trial}, take up to ` +
        `${proseDuration(neededMs)}, and half-open ends after ${wait}.`,
      help: `Set circuitBreaker.halfOpen.maxWait to ${proseDuration(neededMs)} or more.`,
      origins: [
        originAt(operation, 'circuitBreaker.halfOpen.maxWait'),
        originAt(operation, 'circuitBreaker.halfOpen.successes'),
        originAt(operation, 'timeout.attempt'),
      ],
      data: { neededMs, maxWaitMs, successes: needed, maxCalls },
    }
  },
)
