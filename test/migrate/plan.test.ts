import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Scope } from '../../src/formats/format.js'
import { scopeKey } from '../../src/migrate/claims.js'
import { claimHolds, planDocument } from '../../src/migrate/plan.js'
import { KIND_BOUND, LEAVES, leavesOf } from '../../src/policy/leaves.js'
import { resolveOperation } from '../../src/policy/resolve.js'
import type { PolicyDocument } from '../../src/policy/schema.js'
import { arbitraryLeaves } from '../support/arbitrary.js'
import { stated } from '../support/claims.js'

const resolveIn = (document: PolicyDocument, { environment, operation }: Scope) =>
  resolveOperation({ document, ...(environment ? { environment } : {}) }, operation)

describe('the planned document', () => {
  it('is the bare preset when the preset says it all', () => {
    const claims = [
      stated({}, 'retry.maxAttempts', 3),
      stated({}, 'circuitBreaker.threshold', 5),
      stated({}, 'circuitBreaker.openDuration', 60_000),
    ]

    expect(planDocument(claims, 'simple')).toEqual({ version: 1, preset: 'simple' })
  })

  it('states what differs and nothing else', () => {
    const claims = [
      stated({}, 'retry.maxAttempts', 4),
      stated({}, 'circuitBreaker.threshold', 5),
      stated({ operation: 'pay' }, 'timeout.attempt', 2500),
    ]

    expect(planDocument(claims, 'simple')).toEqual({
      version: 1,
      preset: 'simple',
      defaults: { retry: { maxAttempts: 4 } },
      operations: { pay: { timeout: { attempt: '2500ms' } } },
    })
  })

  it('holds a default for an operation whose strategy would change it', () => {
    const claims = [
      stated({}, 'retry.maxAttempts', 3),
      stated({ operation: 'qa' }, 'strategy', 'critical'),
    ]

    expect(planDocument(claims, 'simple')).toEqual({
      version: 1,
      preset: 'simple',
      defaults: { retry: { maxAttempts: 3 } },
      operations: { qa: { strategy: 'critical' } },
    })
  })

  it('switches off what the old system did not have', () => {
    const claims = [stated({}, 'retry', false), stated({}, 'circuitBreaker', false)]

    expect(planDocument(claims, 'production').defaults).toEqual({
      retry: false,
      circuitBreaker: false,
    })
  })

  it('writes what all operations share once, when the old file has no defaults', () => {
    const each = (operation: string, attempts: number) => [
      stated({ operation }, 'retry', false),
      stated({ operation }, 'bulkhead.maxConcurrent', attempts),
    ]

    expect(planDocument([...each('a', 5), ...each('b', 6)], 'simple')).toEqual({
      version: 1,
      preset: 'simple',
      defaults: { retry: false },
      operations: {
        a: { bulkhead: { maxConcurrent: 5 } },
        b: { bulkhead: { maxConcurrent: 6 } },
      },
    })
  })

  it('keeps environments apart', () => {
    const claims = [
      stated({}, 'retry.maxAttempts', 3),
      stated({ environment: 'prod' }, 'retry.maxAttempts', 6),
      stated({ environment: 'prod', operation: 'pay' }, 'timeout.total', 9000),
    ]

    expect(planDocument(claims, 'simple')).toEqual({
      version: 1,
      preset: 'simple',
      environments: {
        prod: {
          defaults: { retry: { maxAttempts: 6 } },
          operations: { pay: { timeout: { total: '9s' } } },
        },
      },
    })
  })
})

/** Leaves of kinds that are not in force say nothing; readers do not claim them. */
function meaningful(leaves: ReadonlyMap<string, unknown>): [string, unknown][] {
  return [...leaves].filter(([path]) =>
    KIND_BOUND.every(({ leaf, choice, under }) => {
      if (leaf !== path) return true
      const kind = leaves.get(choice) ?? LEAVES.get(choice)?.fallback
      return under.includes(kind as string)
    }),
  )
}

/** A reader states the kind together with what hangs on it. */
function complete(leaves: ReadonlyMap<string, unknown>): Map<string, unknown> {
  const all = new Map(leaves)
  for (const { leaf, choice } of KIND_BOUND) {
    if (all.has(leaf) && !all.has(choice)) all.set(choice, LEAVES.get(choice)?.fallback)
  }
  return new Map(meaningful(all))
}

describe('for any claims', () => {
  const scoped = fc.record({
    preset: fc.constantFrom('simple', 'development', 'production'),
    defaults: arbitraryLeaves,
    operations: fc.dictionary(fc.constantFrom('a', 'b', 'qa', 'c d'), arbitraryLeaves),
    overlay: arbitraryLeaves,
  })

  it('resolving the document gives every claim back, and no override can be left out', () => {
    fc.assert(
      fc.property(scoped, ({ preset, defaults, operations, overlay }) => {
        const claims = [
          ...[...complete(defaults)].map(([path, value]) => stated({}, path, value)),
          ...Object.entries(operations).flatMap(([operation, leaves]) =>
            [...complete(leaves)].map(([path, value]) => stated({ operation }, path, value)),
          ),
          ...[...complete(overlay)].map(([path, value]) =>
            stated({ environment: 'prod' }, path, value),
          ),
        ]
        const document = planDocument(claims, preset)

        for (const claim of claims) {
          const resolved = resolveIn(document, claim.scope)
          expect(claimHolds(claim, resolved), `${scopeKey(claim.scope)} ${claim.path}`).toBe(true)
        }
        const overrides = leavesOf(document.defaults ?? {}).size
        expect(overrides).toBeLessThanOrEqual(
          complete(defaults).size + Object.keys(operations).length * 20,
        )
      }),
      { numRuns: 150 },
    )
  })
})
