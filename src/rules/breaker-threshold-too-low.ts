/** `breaker/threshold-too-low`: fewer than 3 failures open the breaker (reference system). */
import { openingCount } from '../policy/breaker-words.js'
import { operationRule, originAt } from './rule.js'

const FEWEST_FAILURES = 3

export const breakerThresholdTooLow = operationRule(
  {
    id: 'breaker/threshold-too-low',
    title: 'Fewer than 3 failures open the breaker',
    docs: 'One or two failures happen to every upstream; a breaker that opens on them does harm.',
  },
  (operation) => {
    const { circuitBreaker } = operation.resolved.policy
    const count = circuitBreaker && openingCount(circuitBreaker)
    if (count == null || count >= FEWEST_FAILURES) return undefined
    const failures = count === 1 ? 'One failure opens' : `${count} failures open`
    return {
      message: `${failures} the breaker; fewer than ${FEWEST_FAILURES} can be chance.`,
      help: `Set circuitBreaker.threshold to ${FEWEST_FAILURES} or more.`,
      origins: [originAt(operation, 'circuitBreaker.threshold')],
      data: { failures: count },
    }
  },
)
