/**
 * `hedge/place-has-no-effect`: hedges act directly inside of retry, wherever `order` puts them
 * (orchestrator/plan.ts). Only policies that are on, and that would notice, are spoken of.
 */
import type { ResolvedPolicy } from '../policy/resolved.js'
import { operationRule, originAt } from './rule.js'

type Part = ResolvedPolicy['order'][number]

export const hedgePlaceHasNoEffect = operationRule(
  {
    id: 'hedge/place-has-no-effect',
    title: 'The place of hedge in order has no effect',
    docs:
      'A hedge is a further attempt of the call: it starts inside of retry and passes every ' +
      'policy that attempts pass, whatever the order says.',
  },
  (operation) => {
    const { policy } = operation.resolved
    if (policy.hedge === null) return undefined
    const { order } = policy
    const [hedge, retry] = [order.indexOf('hedge'), order.indexOf('retry')]
    const inside = retry < hedge
    const passed = inside ? order.slice(retry + 1, hedge) : order.slice(hedge + 1, retry + 1)
    const parts = passed.filter((part) => notices(policy, part, inside))
    if (parts.length === 0) return undefined
    const where = `${inside ? 'inside' : 'outside'} of ${parts.join(', ')}`
    return {
      message: `order puts hedge ${where}, and it acts directly inside of retry all the same.`,
      help: 'Put hedge directly after retry in order.',
      origins: [originAt(operation, 'order')],
      data: { order, parts },
    }
  },
)

/** Whether hedges would do something else to this part if the order were followed. */
function notices(policy: ResolvedPolicy, part: Part, inside: boolean): boolean {
  const { timeout, retry, circuitBreaker } = policy
  switch (part) {
    case 'hedge':
      return false
    case 'retry':
      return retry !== null && retry.maxAttempts > 1
    case 'totalTimeout':
      return timeout?.totalMs != null
    case 'attemptTimeout':
      return timeout?.attemptMs != null
    case 'circuitBreaker':
      // One that counts calls stands outside of the retry anyhow.
      return circuitBreaker !== null && !(inside && circuitBreaker.scope === 'call')
    case 'fallback':
      // It answers when the last hedge has failed: outside of them all.
      return policy.fallback !== null && !inside
    default:
      return policy[part] !== null
  }
}
