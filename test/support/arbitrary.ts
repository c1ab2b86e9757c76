/** fast-check generators of policies and documents, built from the leaf table of the schema. */
import fc from 'fast-check'
import * as z from 'zod'
import { LEAVES, type Leaf, policyOf } from '../../src/policy/leaves.js'
import type { OperationSettings, PolicyDocument } from '../../src/policy/schema.js'
import { policy, STRATEGY_NAMES } from '../../src/policy/schema.js'

/** No underscores in a row: `__a__` is refused content. */
const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/)
const operation = fc.oneof(word, fc.constantFrom('qa', 'sentiment', 'Client#call(String)', 'a b'))
const durationMs = fc.oneof(
  fc.integer({ min: 1, max: 600_000 }),
  fc.constantFrom(0.5, 1, 250, 1000, 90_000, 3_600_000),
)

const matcher = fc.record(
  {
    status: fc.array(fc.integer({ min: 400, max: 599 }), { maxLength: 3 }),
    codes: fc.array(fc.constantFrom('ECONNRESET', 'ETIMEDOUT'), { maxLength: 2 }),
    errors: fc.array(fc.constantFrom('java.io.IOException', 'TimeoutError'), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

const fallbackValue = fc.oneof(
  fc.constantFrom('none', 'sorry', 'null', '1', ''),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(word, fc.integer(), { maxKeys: 2 }),
  fc.array(word, { maxLength: 3 }),
)

/** A legal value of a leaf, as leaf maps hold it. */
export function arbitraryLeafValue(leaf: Leaf): fc.Arbitrary<unknown> {
  const shape = unwrapped(leaf.type)
  if (leaf.path === 'order') return fc.shuffledSubarray(leaf.fallback as string[], { minLength: 8 })
  if (leaf.path === 'fallback.value') return fallbackValue
  if (/(On|\.on)$/.test(leaf.path) && leaf.kind === 'open') return matcher
  if (leaf.kind === 'open') return word
  if (leaf.kind === 'duration') return durationMs
  if (leaf.kind === 'boolean') return fc.boolean()
  if (leaf.kind === 'rate') return fc.integer({ min: 1, max: 100 }).map((n) => n / 100)
  if (shape instanceof z.ZodEnum) return fc.constantFrom(...shape.options)
  if (leaf.path === 'fallback.status') return fc.integer({ min: 100, max: 599 })
  return leaf.kind === 'count' ? fc.integer({ min: 1, max: 10 }) : fc.integer({ min: 1, max: 9 })
}

function unwrapped(type: z.core.$ZodType): z.core.$ZodType {
  return type instanceof z.ZodOptional ? unwrapped(type.unwrap() as z.core.$ZodType) : type
}

/** A few leaves with legal values, in the order of the schema. */
export const arbitraryLeaves: fc.Arbitrary<Map<string, unknown>> = fc
  .subarray([...LEAVES.values()], { maxLength: 12 })
  .chain((leaves) =>
    fc
      .tuple(...leaves.map((leaf) => arbitraryLeafValue(leaf)))
      .map((values) => new Map(leaves.map((leaf, at) => [leaf.path, values[at]]))),
  )
  .filter((leaves) => policy.safeParse(policyOf(leaves)).success)

const settings: fc.Arbitrary<OperationSettings> = fc
  .tuple(fc.option(fc.constantFrom(...STRATEGY_NAMES), { nil: undefined }), arbitraryLeaves)
  .map(([strategy, leaves]) => ({ ...(strategy ? { strategy } : {}), ...policyOf(leaves) }))

const place = fc.record(
  { defaults: settings, operations: fc.dictionary(operation, settings, { maxKeys: 3 }) },
  { requiredKeys: [] },
)

export const arbitraryDocument: fc.Arbitrary<PolicyDocument> = fc
  .tuple(
    fc.option(fc.constantFrom('simple', 'development', 'production'), { nil: undefined }),
    place,
    fc.option(fc.dictionary(word, place, { maxKeys: 2 }), { nil: undefined }),
  )
  .map(([preset, base, environments]) => ({
    version: 1 as const,
    ...(preset ? { preset } : {}),
    ...base,
    ...(environments ? { environments } : {}),
  }))
