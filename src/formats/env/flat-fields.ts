/**
 * The flat custom configuration (`RESILIENCE_CUSTOM_CONFIG`) and its classic variables: which field
 * is which leaf, its range, and its variable. Reader and writer both go by this one table, which is
 * what keeps "written, then read" the same value; a changer must keep `read` and `write` inverse.
 */
import { type FlatConfig, flatRange } from '../../policy/flat-fields.js'
import type { LeafValue } from '../../policy/leaves.js'
import { FLAT_LIMITS } from '../../policy/security.js'

export { MAX_OVERRIDES } from '../../policy/flat-fields.js'

export interface FlatField {
  /** The name inside the JSON. */
  readonly field: keyof FlatConfig
  /** The classic variable of the same meaning. */
  readonly variable: string
  /** The leaf that it sets at scope `{}`; `operations` stands for strategies by operation. */
  readonly path: string
  readonly type: 'integer' | 'number' | 'boolean' | 'strategy' | 'overrides'
  /** Present when the field holds seconds; the leaf holds milliseconds. */
  readonly unit?: 's'
}

/** Ranges are those of the schema in policy/flat-fields.ts. */
export const FLAT_FIELDS: readonly FlatField[] = [
  {
    field: 'retry_attempts',
    variable: 'RETRY_MAX_ATTEMPTS',
    path: 'retry.maxAttempts',
    type: 'integer',
  },
  {
    field: 'circuit_breaker_threshold',
    variable: 'CIRCUIT_BREAKER_FAILURE_THRESHOLD',
    path: 'circuitBreaker.threshold',
    type: 'integer',
  },
  {
    field: 'recovery_timeout',
    variable: 'CIRCUIT_BREAKER_RECOVERY_TIMEOUT',
    path: 'circuitBreaker.openDuration',
    type: 'integer',
    unit: 's',
  },
  {
    field: 'default_strategy',
    variable: 'DEFAULT_RESILIENCE_STRATEGY',
    path: 'strategy',
    type: 'strategy',
  },
  {
    field: 'operation_overrides',
    variable: '<OPERATION>_RESILIENCE_STRATEGY',
    path: 'operations',
    type: 'overrides',
  },
  {
    field: 'exponential_multiplier',
    variable: 'RETRY_EXPONENTIAL_MULTIPLIER',
    path: 'retry.backoff.initial',
    type: 'number',
    unit: 's',
  },
  {
    field: 'exponential_min',
    variable: 'RETRY_EXPONENTIAL_MIN',
    path: 'retry.backoff.min',
    type: 'number',
    unit: 's',
  },
  {
    field: 'exponential_max',
    variable: 'RETRY_EXPONENTIAL_MAX',
    path: 'retry.backoff.max',
    type: 'number',
    unit: 's',
  },
  {
    field: 'jitter_enabled',
    variable: 'RETRY_JITTER_ENABLED',
    path: 'retry.jitter.kind',
    type: 'boolean',
  },
  {
    field: 'jitter_max',
    variable: 'RETRY_JITTER_MAX',
    path: 'retry.jitter.max',
    type: 'number',
    unit: 's',
  },
  {
    field: 'max_delay_seconds',
    variable: 'RETRY_MAX_DELAY',
    path: 'retry.maxElapsed',
    type: 'integer',
    unit: 's',
  },
]

/** Largest flat configuration, in bytes. */
export const MAX_FLAT_BYTES = FLAT_LIMITS.bytes

/** What the flat form means without saying so: its breaker and backoff have one form only. */
export const FLAT_FIXED: ReadonlyMap<string, LeafValue> = new Map<string, LeafValue>([
  ['retry.backoff.kind', 'exponential'],
  ['retry.backoff.multiplier', 2],
  ['retry.backoff.series', 'power'],
  ['circuitBreaker.mode', 'consecutive'],
])

/** The field that stands for a leaf, if there is one. */
export function fieldOfPath(path: string): FlatField | undefined {
  return FLAT_FIELDS.find((field) => field.path === path)
}

/** Whether a number is one that the field may hold, in the field's own unit. */
export function isInRange({ field, type }: FlatField, value: number): boolean {
  const range = flatRange(field)
  if (type === 'integer' && !Number.isInteger(value)) return false
  return range === undefined || (value >= range[0] && value <= range[1])
}

/**
 * The field's value for a leaf's value, or undefined when the field cannot hold it: out of range,
 * not whole seconds, `null`, a kind of jitter other than additive or none.
 */
export function flatValue(field: FlatField, value: LeafValue): LeafValue | undefined {
  if (field.type === 'strategy') return value
  if (field.type === 'boolean') {
    return value === 'additive' ? true : value === 'none' ? false : undefined
  }
  if (typeof value !== 'number') return undefined
  const written = field.unit === 's' ? Number((value / 1000).toPrecision(15)) : value
  return isInRange(field, written) ? written : undefined
}
