/** An alert as it is delivered: plain data, one when a rule begins to fire, one when it is over. */
import type { Failure } from '../../orchestrator/failure.js'
import { type ErrorFacts, failureFacts } from '../error-facts.js'
import { ALERT_METRICS, type AlertRule } from './rule.js'

export interface Alert {
  readonly version: 1
  /** Of this firing; its resolution has the same. */
  readonly id: string
  readonly state: 'firing' | 'resolved'
  readonly rule: string
  readonly metric: AlertRule['metric']
  readonly severity: 'warning' | 'critical'
  /** null for rules about the configuration. */
  readonly operation: string | null
  /** In the unit of the metric: a rate 0..1, ms, or a number. */
  readonly value: number
  /** The limit of the rule. */
  readonly above: number
  /** When it began to fire: ISO 8601, UTC. */
  readonly since: string
  /** When this was found. */
  readonly at: string
  /** One line for people. */
  readonly message: string
  /** For breakers: what the failure was that opened one; null where it is not known. */
  readonly cause: ErrorFacts | null
}

export interface Firing {
  readonly id: string
  readonly operation: string | null
  /** ISO 8601, UTC. */
  readonly since: string
}

export function alertOf(
  rule: AlertRule,
  state: Alert['state'],
  firing: Firing,
  value: number,
  at: string,
  cause: Failure | undefined,
): Alert {
  const { id, operation, since } = firing
  return {
    version: 1,
    id,
    state,
    rule: rule.id,
    metric: rule.metric,
    severity: rule.severity ?? 'warning',
    operation,
    value,
    above: rule.above,
    since,
    at,
    message: messageOf(rule, state, operation, value),
    cause: state === 'firing' ? failureFacts(cause) : null,
  }
}

function messageOf(rule: AlertRule, state: string, operation: string | null, value: number) {
  const where = operation === null ? '' : ` of "${operation}"`
  const limit = `limit ${shown(rule, rule.above)}`
  return `${rule.id}${where} ${state}: ${rule.metric} is ${shown(rule, value)} (${limit})`
}

function shown({ metric }: AlertRule, value: number): string {
  const { unit } = ALERT_METRICS[metric]
  if (unit === 'rate') return `${Number((value * 100).toFixed(1))} %`
  return `${Number(value.toFixed(1))} ${unit}`
}
