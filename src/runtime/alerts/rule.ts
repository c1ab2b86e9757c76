/**
 * Alert rules as data: what is looked at, the limit, how long it must hold, and how far it must
 * come back (hysteresis), so that a value on the limit is one alert and not a hundred.
 */

/**
 * What a rule looks at; for each operation unless it names one, those of the configuration once.
 */
export const ALERT_METRICS = {
  /** Share of calls that failed, timed out or were rejected; cancelled ones are not looked at. */
  'error-rate': { unit: 'rate', scope: 'operation' },
  /** A percentile of the latency, ms. */
  latency: { unit: 'ms', scope: 'operation' },
  /** Calls that wait for the bulkhead. */
  queue: { unit: 'calls', scope: 'operation' },
  /** Breakers that are not closed, or that opened since the last look. */
  breaker: { unit: 'breakers', scope: 'operation' },
  /** The longest load, ms. */
  'configuration-load': { unit: 'ms', scope: 'configuration' },
  'configuration-changes': { unit: 'changes', scope: 'configuration' },
  /** Share of validations that found errors. */
  'invalid-configurations': { unit: 'rate', scope: 'configuration' },
} as const

export type AlertMetric = keyof typeof ALERT_METRICS

export interface AlertRule {
  /** Unique; what alerts are known by. */
  readonly id: string
  readonly metric: AlertMetric
  /** Default: each operation by itself. */
  readonly operation?: string
  /** Fires while the value is GREATER. Rates are 0..1, times ms, the rest numbers. */
  readonly above: number
  /** Resolves once the value is this or less. Default `above`; never greater. */
  readonly below?: number
  /** How long the value must be above, ms. Default 0: at the first look. */
  readonly holdMs?: number
  /** How long the value must be back, ms. Default 0. */
  readonly clearHoldMs?: number
  /**
   * Time that rates, latencies and configuration counts are taken over, ms. Default 60 000. Those
   * of calls are over up to a twelfth and one tick more: that is how finely the past is kept.
   */
  readonly windowMs?: number
  /** Calls in the window without which a rate or a latency says nothing new. Default 20. */
  readonly minimumCalls?: number
  /** For `latency`, 0..1. Default 0.99. */
  readonly percentile?: number
  /** Default warning. */
  readonly severity?: 'warning' | 'critical'
}

const HOUR_MS = 3_600_000

/**
 * Limits of the reference system, and one for open breakers. None for latency and queues: what is
 * long depends on the operation.
 */
export const DEFAULT_RULES: readonly AlertRule[] = [
  { id: 'breaker-open', metric: 'breaker', above: 0, severity: 'critical' },
  { id: 'error-rate', metric: 'error-rate', above: 0.05, below: 0.04, clearHoldMs: 30_000 },
  { id: 'configuration-load', metric: 'configuration-load', above: 100 },
  {
    id: 'configuration-changes',
    metric: 'configuration-changes',
    above: 10,
    windowMs: HOUR_MS,
  },
  {
    id: 'invalid-configurations',
    metric: 'invalid-configurations',
    above: 0.1,
    windowMs: HOUR_MS,
  },
]

/** What is wrong with rules, a line each; empty when nothing is. */
export function ruleProblems(rules: readonly AlertRule[]): string[] {
  const problems: string[] = []
  const ids = new Set<string>()
  for (const rule of rules) {
    const say = (what: string) => problems.push(`alert rule "${rule.id}": ${what}`)
    if (ids.has(rule.id)) say('the id is taken by another rule')
    ids.add(rule.id)
    if (!Object.hasOwn(ALERT_METRICS, rule.metric)) say(`"${rule.metric}" is no metric`)
    if (!Number.isFinite(rule.above)) say('`above` must be a number')
    if ((rule.below ?? rule.above) > rule.above) say('`below` is greater than `above`')
    for (const name of ['holdMs', 'clearHoldMs', 'minimumCalls'] as const) {
      if (!((rule[name] ?? 0) >= 0)) say(`\`${name}\` must be 0 or more`)
    }
    if (!((rule.windowMs ?? 1) > 0)) say('`windowMs` must be more than 0')
    const percentile = rule.percentile ?? 0.5
    if (!(percentile > 0 && percentile <= 1)) say('`percentile` must be within 0..1')
  }
  return problems
}
