/** `strategy/aggressive-in-production`: the default strategy gives up early on live traffic. */
import { operationRule } from './rule.js'

export const aggressiveInProduction = operationRule(
  {
    id: 'strategy/aggressive-in-production',
    title: 'The default strategy is aggressive in production',
    docs:
      'Aggressive means two attempts and a breaker that opens after three failures. As a choice ' +
      'for single operations that is fine, as the production preset itself makes it.',
  },
  ({ resolved, strategy, purpose }) => {
    if (resolved.operation !== undefined || purpose !== 'production') return undefined
    if (strategy.name !== 'aggressive') return undefined
    return {
      message: 'The default strategy is aggressive, and this policy is for production.',
      help: 'Use conservative or balanced, and aggressive for single operations only.',
      origins: [strategy.origin],
      data: { strategy: strategy.name },
    }
  },
)
