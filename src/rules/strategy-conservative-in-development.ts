/** `strategy/conservative-in-development`: long waits where failures should show at once. */
import { operationRule, originAt } from './rule.js'

const MOST_ATTEMPTS = 3

export const conservativeInDevelopment = operationRule(
  {
    id: 'strategy/conservative-in-development',
    title: 'The default strategy is conservative in development, with more than 3 attempts',
    docs: 'Retries hide the failures that a developer wants to see, and make them slow to see.',
  },
  (operation) => {
    const { resolved, strategy, purpose } = operation
    if (resolved.operation !== undefined || purpose !== 'development') return undefined
    const attempts = resolved.policy.retry?.maxAttempts ?? 1
    if (strategy.name !== 'conservative' || attempts <= MOST_ATTEMPTS) return undefined
    const count = Number.isFinite(attempts) ? String(attempts) : 'unlimited'
    return {
      message: `The default strategy is conservative with ${count} attempts, in development.`,
      help: `Use aggressive, or set retry.maxAttempts to ${MOST_ATTEMPTS} or less.`,
      origins: [strategy.origin, originAt(operation, 'retry.maxAttempts')],
      data: { strategy: strategy.name, maxAttempts: count },
    }
  },
)
