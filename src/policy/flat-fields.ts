/**
 * The fields of the flat configuration (RESILIENCE_CUSTOM_CONFIG, and the templates of presets.ts):
 * names, types, ranges, and what each means in the policy. Figures: the reference system.
 *
 * One schema is the single source; a field's description ends every finding about it. Reading the
 * variables is in flat-config.ts.
 */
import * as z from 'zod'
import type { LeafValue } from './leaves.js'
import { operationName, STRATEGY_NAMES } from './schema.js'

const integer = (min: number, max: number, unit = '') =>
  z.int().min(min).max(max).describe(`a whole number${unit} from ${min} to ${max}`).optional()
const seconds = (min: number, max: number) =>
  z.number().min(min).max(max).describe(`a number of seconds from ${min} to ${max}`).optional()
/** The values of `default_strategy` and of each override. */
export const flatStrategy = z.enum(STRATEGY_NAMES).describe(`one of ${STRATEGY_NAMES.join(', ')}`)
/** Operations that `operation_overrides` may name. */
export const MAX_OVERRIDES = 10

/** Attempts include the first call; times are seconds. */
export const flatConfig = z
  .strictObject({
    retry_attempts: integer(1, 10),
    circuit_breaker_threshold: integer(1, 20),
    recovery_timeout: integer(10, 300, ' of seconds'),
    default_strategy: flatStrategy.optional(),
    operation_overrides: z
      .record(operationName, flatStrategy)
      .refine((map) => Object.keys(map).length <= MAX_OVERRIDES)
      .describe(`a map of at most ${MAX_OVERRIDES} operations to strategies`)
      .optional(),
    exponential_multiplier: z
      .number()
      .min(0.1)
      .max(5)
      .describe('a number from 0.1 to 5')
      .optional(),
    exponential_min: seconds(0.5, 10),
    exponential_max: seconds(5, 120),
    jitter_enabled: z.boolean().describe('true or false').optional(),
    jitter_max: seconds(0.1, 10),
    max_delay_seconds: integer(5, 600, ' of seconds'),
  })
  .describe('The custom configuration of the environment variable RESILIENCE_CUSTOM_CONFIG.')

export type FlatConfig = z.infer<typeof flatConfig>

/** Least and largest number of a field, in its own unit; undefined for a field without numbers. */
export function flatRange(field: keyof FlatConfig): readonly [number, number] | undefined {
  const type = flatConfig.shape[field].unwrap()
  if (!(type instanceof z.ZodNumber)) return undefined
  return [type.minValue ?? Number.NEGATIVE_INFINITY, type.maxValue ?? Number.POSITIVE_INFINITY]
}

/** The fields in the order of the schema. */
export const FLAT_FIELDS = Object.keys(flatConfig.shape) as (keyof FlatConfig)[]

/**
 * What the numbers of a flat configuration mean. A field of the backoff states its kind with it
 * (doubling waits), one of jitter additive jitter, the threshold a consecutive breaker: the flat
 * form knows no other. Strategies are no leaves; `default_strategy` and `operation_overrides` stay
 * with the caller.
 */
export function flatToLeaves(config: FlatConfig): Map<string, LeafValue> {
  return new Map(FLAT_FIELDS.flatMap((field) => leavesOfField(config, field)))
}

/** The leaves that one field states; none when the configuration lacks it. */
export function leavesOfField(config: FlatConfig, field: keyof FlatConfig): [string, LeafValue][] {
  const value = config[field]
  if (value === undefined) return []
  const ms = milliseconds(value)
  switch (field) {
    case 'retry_attempts':
      return [['retry.maxAttempts', value]]
    case 'circuit_breaker_threshold':
      return [
        ['circuitBreaker.mode', 'consecutive'],
        ['circuitBreaker.threshold', value],
      ]
    case 'recovery_timeout':
      return [['circuitBreaker.openDuration', ms]]
    case 'exponential_multiplier':
      return [...DOUBLING, ['retry.backoff.initial', ms]]
    case 'exponential_min':
      return [...DOUBLING, ['retry.backoff.min', ms]]
    case 'exponential_max':
      return [...DOUBLING, ['retry.backoff.max', ms]]
    case 'jitter_enabled':
      return [['retry.jitter.kind', value ? 'additive' : 'none']]
    case 'jitter_max':
      if (config.jitter_enabled === false) return []
      return [
        ['retry.jitter.kind', 'additive'],
        ['retry.jitter.max', ms],
      ]
    case 'max_delay_seconds':
      return [['retry.maxElapsed', ms]]
    case 'default_strategy':
    case 'operation_overrides':
      return []
  }
}

const DOUBLING: readonly [string, LeafValue][] = [
  ['retry.backoff.kind', 'exponential'],
  ['retry.backoff.multiplier', 2],
  ['retry.backoff.series', 'power'],
]

function milliseconds(value: unknown): number {
  return Number((Number(value) * 1000).toPrecision(15))
}
