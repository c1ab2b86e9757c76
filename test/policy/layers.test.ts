import { describe, expect, it } from 'vitest'
import { operationNames } from '../../src/policy/layers.js'
import {
  type ResolvedOperation,
  type ResolveInput,
  resolveOperation,
  type VariableLayer,
} from '../../src/policy/resolve.js'
import type { PolicyDocument } from '../../src/policy/schema.js'

const doc = (body: Omit<PolicyDocument, 'version'>): ResolveInput => ({
  document: { version: 1, ...body },
})
const value = (resolved: ResolvedOperation, path: string) => resolved.leaves.get(path)?.value
const attempts = (input: ResolveInput, operation?: string) => {
  const leaf = resolveOperation(input, operation).leaves.get('retry.maxAttempts')
  return `${leaf?.value} ${leaf?.origin.layer} ${leaf?.origin.name}`
}
const variables = (change: Partial<VariableLayer> = {}): VariableLayer => ({
  operations: {},
  leaves: new Map(),
  origin: { layer: 'variable', name: 'V' },
  ...change,
})
const retry = (maxAttempts: number) => ({ retry: { maxAttempts } })

/** Every layer states its own number of attempts; each test takes one more layer away. */
const FULL: PolicyDocument = {
  version: 1,
  preset: 'child',
  presets: {
    parent: { extends: 'production', defaults: retry(11), operations: { pay: retry(12) } },
    child: { extends: 'parent', defaults: retry(13), operations: { pay: retry(14) } },
  },
  defaults: retry(15),
  operations: { pay: retry(16) },
  environments: { eu: { defaults: retry(17), operations: { pay: retry(18) } } },
}
const without = (...parts: string[]): PolicyDocument => {
  const copy = structuredClone(FULL) as unknown as Record<string, never>
  for (const part of parts) {
    const keys = part.split('/')
    let node: Record<string, never> = copy
    for (const key of keys.slice(0, -1)) node = node[key]!
    delete node[keys.at(-1)!]
  }
  return copy as unknown as PolicyDocument
}

describe('precedence, highest first', () => {
  const from: [removed: string[], inEu: string, plain: string][] = [
    [[], '18 environment eu', '16 operation pay'],
    [['environments/eu/operations'], '16 operation pay', '16 operation pay'],
    [['operations'], '17 environment eu', '15 defaults defaults'],
    [['environments/eu/defaults'], '15 defaults defaults', '15 defaults defaults'],
    [['defaults'], '14 preset child', '14 preset child'],
    [['presets/child/operations'], '13 preset child', '13 preset child'],
    [['presets/child/defaults'], '12 preset parent', '12 preset parent'],
    [['presets/parent/operations'], '11 preset parent', '11 preset parent'],
    [['presets/parent/defaults'], '5 preset production', '5 preset production'],
  ]
  const steps = from.map(([_, ...expected], i) => ({
    removed: from.slice(0, i + 1).flatMap(([removed]) => removed),
    expected,
  }))

  it.each(steps)('without $removed: $expected', ({ removed, expected }) => {
    const document = without(...removed)
    const found = [attempts({ document, environment: 'eu' }, 'pay'), attempts({ document }, 'pay')]
    expect(found).toEqual(expected)
  })

  it('variables stand above all of the document', () => {
    const leaves = new Map([['retry.maxAttempts', 19]])
    const input = { document: FULL, environment: 'eu', variables: variables({ leaves }) }
    expect(attempts(input, 'pay')).toBe('19 variable V')
  })

  it('an operation that is not listed takes the defaults', () => {
    expect(attempts({ document: FULL, environment: 'eu' }, 'other')).toBe('17 environment eu')
    expect(attempts({ document: FULL, environment: 'eu' })).toBe('17 environment eu')
    expect(attempts({ document: FULL, environment: 'us' })).toBe('15 defaults defaults')
  })

  it('an operation may have any name, that of a part of the document included', () => {
    const names = ['defaults', 'constructor', 'a/b~c', 'toString', 'hasOwnProperty']
    for (const name of names) {
      const input: ResolveInput = {
        ...doc({
          operations: { [name]: retry(9) },
          environments: { eu: { defaults: retry(8) } },
        }),
        environment: 'eu',
      }
      expect(attempts(input, name), name).toBe(`9 operation ${name}`)
      expect(attempts(doc({}), name), name).toBe('3 preset simple')
    }
  })
})

describe('the preset', () => {
  const three: PolicyDocument = {
    version: 1,
    preset: 'development',
    environments: { eu: { preset: 'production' }, us: {} },
  }
  it.each([
    [{}, 'simple default simple'],
    [{ document: three }, 'development preset development'],
    [{ document: three, environment: 'us' }, 'development preset development'],
    [{ document: three, environment: 'eu' }, 'production environment eu'],
    [
      {
        document: three,
        environment: 'eu',
        variables: variables({
          preset: { name: 'simple', origin: { layer: 'variable', name: 'P' } },
        }),
      },
      'simple variable P',
    ],
    [
      {
        document: three,
        preset: 'development',
        variables: variables({
          preset: { name: 'simple', origin: { layer: 'variable', name: 'P' } },
        }),
      },
      'development flag --preset',
    ],
  ] as [ResolveInput, string][])('flag, variable, environment, document: %#', (input, expected) => {
    const { name, origin } = resolveOperation(input, undefined).preset
    expect(`${name} ${origin.layer} ${origin.name}`).toBe(expected)
  })

  it("its numbers are its default strategy's meaning; the strategy is not named", () => {
    const resolved = resolveOperation(doc({ preset: 'production' }), undefined)
    expect(resolved.strategy).toBeUndefined()
    expect(value(resolved, 'retry.maxElapsed')).toBe(100_000)
    expect(value(resolved, 'circuitBreaker.threshold')).toBe(10)
  })

  it('an unknown one, and a circle, are bugs of the caller', () => {
    expect(() => resolveOperation(doc({ preset: 'nope' }), undefined)).toThrow(
      'unknown preset nope',
    )
    const presets = { a: { extends: 'b' }, b: { extends: 'a' } }
    expect(() => resolveOperation(doc({ preset: 'a', presets }), undefined)).toThrow('circle')
  })
})

describe('strategies', () => {
  const named = (resolved: ResolvedOperation) => {
    const { name, origin } = resolved.strategy ?? {}
    return `${name} ${origin?.layer} ${origin?.name}`
  }
  const numbers = (resolved: ResolvedOperation) =>
    ['retry.maxAttempts', 'retry.maxElapsed', 'circuitBreaker.threshold'].map((path) =>
      value(resolved, path),
    )

  it.each([
    ['qa', 'critical', [7, 300_000, 10]],
    ['sentiment', 'aggressive', [2, 10_000, 3]],
    ['summarize', 'conservative', [5, 120_000, 8]],
    ['key_points', 'balanced', [3, 30_000, 5]],
    ['questions', 'balanced', [3, 30_000, 5]],
  ])('production names one for %s, with its own numbers', (operation, name, expected) => {
    const resolved = resolveOperation(doc({ preset: 'production' }), operation)
    expect(named(resolved)).toBe(`${name} preset production`)
    expect(numbers(resolved)).toEqual(expected)
    expect(resolved.leaves.get('retry.maxAttempts')?.origin).toEqual({
      layer: 'strategy',
      name,
    })
  })

  it('a default strategy of the user brings its own numbers', () => {
    const resolved = resolveOperation(doc({ defaults: { strategy: 'conservative' } }), 'any')
    expect(named(resolved)).toBe('conservative defaults defaults')
    expect(numbers(resolved)).toEqual([5, 120_000, 8])
  })

  it("the preset's choice for an operation stands against a default strategy of the user", () => {
    const input = doc({ preset: 'production', defaults: { strategy: 'balanced' } })
    expect(named(resolveOperation(input, 'qa'))).toBe('critical preset production')
    expect(named(resolveOperation(input, 'other'))).toBe('balanced defaults defaults')
  })

  it('single settings of the user win over both', () => {
    const input = doc({
      preset: 'production',
      defaults: { strategy: 'aggressive', retry: { maxAttempts: 4 } },
    })
    expect(numbers(resolveOperation(input, 'qa'))).toEqual([4, 300_000, 10])
    expect(numbers(resolveOperation(input, 'other'))).toEqual([4, 10_000, 3])
  })

  it("single settings of an own preset win over the built-in preset's choice", () => {
    const presets = {
      ours: {
        extends: 'production',
        defaults: { circuitBreaker: { threshold: 6 } },
        operations: { qa: retry(4) },
      },
    }
    const resolved = resolveOperation(doc({ preset: 'ours', presets }), 'qa')
    expect(named(resolved)).toBe('critical preset production')
    expect(numbers(resolved)).toEqual([4, 300_000, 6])
  })

  it('one named in an own preset stands between its base and its own settings', () => {
    const presets = {
      base: { defaults: { ...retry(9), circuitBreaker: { threshold: 9 } } },
      middle: { extends: 'base', defaults: { strategy: 'critical' as const, ...retry(6) } },
      top: { extends: 'middle', defaults: { circuitBreaker: { threshold: 4 } } },
    }
    const resolved = resolveOperation(doc({ preset: 'top', presets }), undefined)
    expect(named(resolved)).toBe('critical preset middle')
    expect(numbers(resolved)).toEqual([6, 300_000, 4])
  })

  it('the nearest one for the operation wins, then the nearest default', () => {
    const document: PolicyDocument = {
      version: 1,
      preset: 'ours',
      presets: {
        ours: {
          extends: 'production',
          defaults: { strategy: 'aggressive' },
          operations: { qa: { strategy: 'balanced' } },
        },
      },
      defaults: { strategy: 'conservative' },
      operations: { qa: { strategy: 'aggressive' } },
      environments: {
        eu: {
          defaults: { strategy: 'critical' },
          operations: { qa: { strategy: 'conservative' } },
        },
      },
    }
    const of = (input: ResolveInput, operation?: string) =>
      named(resolveOperation(input, operation))
    const layer = variables({
      strategy: { name: 'balanced', origin: { layer: 'variable', name: 'S' } },
      operations: { qa: 'critical' },
    })
    const eu = { document, environment: 'eu' }
    expect(of({ ...eu, variables: layer }, 'qa')).toBe('critical variable V')
    expect(of(eu, 'qa')).toBe('conservative environment eu')
    expect(of({ document }, 'qa')).toBe('aggressive operation qa')
    const { operations: _, ...unnamed } = document
    expect(of({ document: unnamed }, 'qa')).toBe('balanced preset ours')
    expect(of({ document: unnamed }, 'sentiment')).toBe('aggressive preset production')
    expect(of({ ...eu, variables: layer })).toBe('balanced variable S')
    expect(of(eu)).toBe('critical environment eu')
    expect(of({ document })).toBe('conservative defaults defaults')
    const { defaults: __, ...bare } = unnamed
    expect(of({ document: bare })).toBe('aggressive preset ours')
  })
})

describe('operationNames', () => {
  it('lists those of document, environment, own presets, built-in preset, variables', () => {
    const document: PolicyDocument = {
      version: 1,
      preset: 'ours',
      presets: { ours: { extends: 'development', operations: { o: {}, pay: {} } } },
      operations: { pay: {}, qa: {} },
      environments: { eu: { operations: { e: {} } } },
    }
    const layer = variables({ operations: { v: 'critical', pay: 'critical' } })
    const names = operationNames({ document, environment: 'eu', variables: layer })
    expect(names).toEqual(['pay', 'qa', 'e', 'o', 'sentiment', 'v'])
    expect(operationNames({ document })).toEqual(['pay', 'qa', 'o', 'sentiment'])
    expect(operationNames({})).toEqual([])
  })
})
