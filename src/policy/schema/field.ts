/**
 * How a leaf of the policy is declared: its zod type together with the facts that a type cannot say
 * (kind, value where nothing is stated, description). `leaves.ts` reads the facts back; a leaf that
 * is declared without `field` does not exist for layers, importers and `explain`.
 */
import * as z from 'zod'
import { parseDuration } from '../duration.js'

export type LeafKind = 'duration' | 'count' | 'number' | 'rate' | 'boolean' | 'choice' | 'open'

export interface FieldFacts {
  readonly kind: LeafKind
  /** Value where no layer states one; durations in milliseconds, `null` for none. */
  readonly fallback: unknown
  readonly description: string
}

/** What `field` knows of each leaf schema; read by `leaves.ts`. */
export const fieldFacts = new WeakMap<z.core.$ZodType, FieldFacts>()

/** Declares an optional leaf; `fallback` is in the units of the resolved model. */
export function field<T extends z.ZodType>(
  kind: LeafKind,
  fallback: unknown,
  description: string,
  type: T,
): z.ZodOptional<T> {
  const described = type.meta({ description }) as T
  fieldFacts.set(described, { kind, fallback, description })
  return described.optional()
}

export const durationText = z
  .string()
  .regex(/^(\d+(\.\d+)?(ns|us|ms|s|m|h|d))+$/, 'expected a duration with a unit')
  .refine((text) => parseDuration(text) !== undefined, 'expected a duration of at most 3650d')
export const positiveDuration = durationText.refine(
  (text) => parseDuration(text) !== 0,
  'must not be 0',
)
export const durationOrNone = z.union([durationText, z.literal('none')])
export const positiveOrNone = z.union([positiveDuration, z.literal('none')])
export const count = (min: number, max = 1_000_000_000) => z.int().min(min).max(max)
export const rate = z.number().gt(0).lte(1)
