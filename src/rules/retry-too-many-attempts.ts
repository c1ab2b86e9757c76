/** `retry/too-many-attempts`: more than 7 attempts, as the reference system warns. */
import { operationRule, originAt } from './rule.js'

const MOST_ATTEMPTS = 7

export const retryTooManyAttempts = operationRule(
  {
    id: 'retry/too-many-attempts',
    title: 'More than 7 attempts',
    docs:
      'Each attempt is load on an upstream that is failing already. What seven attempts did not ' +
      'cure, an eighth seldom does.',
  },
  (operation) => {
    const { retry } = operation.resolved.policy
    if (!retry || retry.maxAttempts <= MOST_ATTEMPTS) return undefined
    const { maxAttempts } = retry
    const limited = Number.isFinite(maxAttempts)
    const count = limited ? `up to ${maxAttempts} attempts` : 'attempts without limit'
    return {
      message: `A call makes ${count}; more than ${MOST_ATTEMPTS} are mere load on the upstream.`,
      help: `Set retry.maxAttempts to ${MOST_ATTEMPTS} or less.`,
      origins: [originAt(operation, 'retry.maxAttempts')],
      data: { maxAttempts: limited ? maxAttempts : 'unlimited' },
    }
  },
)
