/**
 * Spring Cloud Gateway's resilience filters, which stand beside this library's keys and are not
 * read: one note for each, so that nobody takes them for imported.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { gatewayFilter } from './findings.js'
import { type Located, relaxedPath } from './located.js'

const PLACE = /^spring\.cloud\.gateway\..*filters/
const FILTER = /^(CircuitBreaker|Retry|RequestRateLimiter)(?:=|$)/

export function gatewayFilters(keys: readonly Located[]): Diagnostic[] {
  return keys.flatMap(({ steps, node }) => {
    if (!PLACE.test(relaxedPath(steps))) return []
    const last = steps.at(-1)
    if (!last?.bracket && !/filters$|name$/i.test(last?.text ?? '')) return []
    const items = node.kind === 'seq' ? node.items : [node]
    return items.flatMap((item) => {
      const name = item.kind === 'scalar' ? FILTER.exec(item.text)?.[1] : undefined
      return name === undefined ? [] : [gatewayFilter(item.span, name)]
    })
  })
}
