/**
 * The policy document, described once: types are inferred from here, the JSON Schema is generated
 * from here, and `leaves.ts` reads units, defaults and descriptions from here. The parts are in
 * schema/, one file per policy.
 *
 * A document holds durations as text (`250ms`); the resolved model holds milliseconds. Every leaf
 * is optional, because a document states only what differs from the preset that it names; `field`
 * gives the value that an enabled policy takes where no layer says anything, and the source of it.
 * A policy that is `false` is switched off, whatever the layers below said.
 */
import * as z from 'zod'
import { circuitBreaker } from './schema/circuit-breaker.js'
import { field } from './schema/field.js'
import { bulkhead, fallback, hedge, rateLimit, timeout } from './schema/limits.js'
import { retry } from './schema/retry.js'
import { simulate } from './schema/simulate.js'

export type { Matcher } from './schema/matcher.js'

export const operationName = z
  .string()
  .min(1)
  .max(200)
  .describe('Name of an operation: any text of 1 to 200 characters.')

export const ORDER_PARTS = [
  'fallback',
  'totalTimeout',
  'retry',
  'hedge',
  'circuitBreaker',
  'rateLimit',
  'attemptTimeout',
  'bulkhead',
] as const

const off = z.literal(false)

/** The policies of one operation (or of all, under `defaults`). */
export const policy = z
  .strictObject({
    timeout: z.union([off, timeout]).describe('Time limits; false for none.').optional(),
    retry: z
      .union([off, retry])
      .describe('Further attempts after a failure; false for none.')
      .optional(),
    circuitBreaker: z
      .union([off, circuitBreaker])
      .describe('Stops calling an upstream that keeps failing; false for none.')
      .optional(),
    bulkhead: z.union([off, bulkhead]).describe('Limit on concurrency; false for none.').optional(),
    rateLimit: z
      .union([off, rateLimit])
      .describe('Limit on calls in a period; false for none.')
      .optional(),
    hedge: z
      .union([off, hedge])
      .describe('Second attempts against slow ones; false for none.')
      .optional(),
    fallback: z
      .union([off, fallback])
      .describe('The answer when the call has failed for good; false for none.')
      .optional(),
    order: field(
      'open',
      ORDER_PARTS,
      'The policies from the outermost to the innermost, each exactly once. ' +
        `Default ${ORDER_PARTS.join(', ')} (resilience4j, MicroProfile).`,
      z
        .array(z.enum(ORDER_PARTS))
        .length(ORDER_PARTS.length)
        .refine((parts) => new Set(parts).size === parts.length, 'names a policy twice'),
    ),
  })
  .describe('Policies; false switches one off.')

export type Policy = z.infer<typeof policy>

export const STRATEGY_NAMES = ['aggressive', 'balanced', 'conservative', 'critical'] as const
export const strategyName = z
  .enum(STRATEGY_NAMES)
  .describe('A named set of retry and breaker numbers; see `resil presets`.')

export const operation = policy
  .extend({ strategy: strategyName.optional() })
  .describe('What differs for one operation.')
const operations = z
  .record(operationName, operation)
  .describe('Operations by name. An operation that is not listed takes the defaults.')
const settings = {
  defaults: operation.optional().describe('What differs from the preset for every operation.'),
  operations: operations.optional(),
}

export const BUILT_IN_PRESETS = ['simple', 'development', 'production'] as const

export const document = z
  .strictObject({
    $schema: z.string().max(500).describe('Address of the JSON Schema, for editors.').optional(),
    version: z.literal(1).describe('Version of this document form.'),
    preset: z
      .string()
      .min(1)
      .max(100)
      .describe('simple, development, production, or one of `presets`. Default simple.')
      .optional(),
    ...settings,
    presets: z
      .record(
        z.string().min(1).max(100),
        z.strictObject({
          extends: z
            .string()
            .min(1)
            .max(100)
            .describe('The preset that this one changes. Default simple.')
            .optional(),
          ...settings,
        }),
      )
      .describe("The user's own presets by name.")
      .optional(),
    environments: z
      .record(
        z.string().min(1).max(100),
        z.strictObject({
          preset: z.string().min(1).max(100).describe('The preset in this environment.').optional(),
          ...settings,
        }),
      )
      .describe('What differs in one environment, by its name.')
      .optional(),
    simulate: simulate.optional(),
  })
  .describe('A resil policy document.')

export type PolicyDocument = z.infer<typeof document>
export type OperationSettings = z.infer<typeof operation>
export type StrategyName = (typeof STRATEGY_NAMES)[number]
