import { describe, expect, it } from 'vitest'
import {
  defaultOf,
  KIND_BOUND,
  LEAVES,
  type LeafValue,
  leavesOf,
  policyOf,
  SWITCHES,
  sameLeaf,
  switchesOf,
  toDocumentValue,
  toLeafValue,
} from '../../src/policy/leaves.js'
import { type Policy, policy } from '../../src/policy/schema.js'

const leaf = (path: string) => LEAVES.get(path)!

describe('LEAVES', () => {
  it('holds every setting of the schema by path, with kind, default and description', () => {
    expect(LEAVES.get('retry.backoff.initial')).toMatchObject({ kind: 'duration', fallback: 500 })
    expect(LEAVES.get('circuitBreaker.halfOpen.maxCalls')).toMatchObject({ kind: 'count' })
    expect(LEAVES.get('order')?.fallback).toHaveLength(8)
    expect(LEAVES.has('retry')).toBe(false)
    expect(LEAVES.has('retry.backoff')).toBe(false)
    for (const { path, description, kind } of LEAVES.values()) {
      expect(description, path).toMatch(/\.$/)
      expect(kind, path).toBeTruthy()
    }
  })

  it.each([...LEAVES.keys()])('the default of %s is a value that the schema takes', (path) => {
    const stated = new Map([[path, defaultOf(leaf(path), () => undefined)]])
    if (stated.get(path) === undefined || stated.get(path) === null) return
    expect(policy.safeParse(policyOf(stated)).error?.issues ?? []).toEqual([])
  })

  it.each(KIND_BOUND)('$leaf hangs on $choice', ({ choice, leaf: bound, under }) => {
    expect(LEAVES.has(bound)).toBe(true)
    for (const kind of under) {
      const stated = policyOf(new Map([[choice, kind]]))
      expect(policy.safeParse(stated).success, `${choice}: ${kind}`).toBe(true)
    }
  })
})

describe('switchesOf', () => {
  it.each([
    ['retry.maxAttempts', ['retry']],
    ['retry', ['retry']],
    ['retry.budget.ratio', ['retry', 'retry.budget']],
    ['order', []],
    ['rateLimit.limit', ['rateLimit']],
  ])('%s: %j', (path, switches) => expect(switchesOf(path)).toEqual(switches))
})

describe('defaultOf', () => {
  const given = (path: string, stated: Record<string, LeafValue>) =>
    defaultOf(leaf(path), (name) => stated[name])
  const rate = 'circuitBreaker.failureRate'
  const window = { 'circuitBreaker.mode': 'count-window' }

  it('depends on the mode of the breaker', () => {
    expect(given('circuitBreaker.threshold', {})).toBe(5)
    expect(given('circuitBreaker.threshold', window)).toBeNull()
    expect(given('circuitBreaker.window.duration', {})).toBeNull()
    const time = { 'circuitBreaker.mode': 'time-window' }
    expect(given('circuitBreaker.window.duration', time)).toBe(10_000)
  })

  it('is a failure rate of a half unless something else opens the breaker', () => {
    expect(given(rate, window)).toBe(0.5)
    expect(given(rate, { ...window, 'circuitBreaker.threshold': null })).toBe(0.5)
    expect(given(rate, { ...window, 'circuitBreaker.threshold': 4 })).toBeNull()
    expect(given(rate, { ...window, 'circuitBreaker.slowCallRate': 0.8 })).toBeNull()
  })
})

describe('values of leaves and documents', () => {
  it.each([
    ['retry.backoff.initial', '2s', 2000],
    ['retry.backoff.max', 'none', null],
    ['retry.maxAttempts', 'unlimited', 'unlimited'],
    ['retry.maxAttempts', 4, 4],
    ['circuitBreaker.failureRate', 0.25, 0.25],
    ['bulkhead.group', 'none', null],
    ['retry.retryOn', { status: [503] }, { status: [503] }],
  ])('%s: %j', (path, written, value) => {
    expect(toLeafValue(leaf(path), written)).toEqual(value)
    expect(toDocumentValue(leaf(path), value)).toEqual(written)
  })
})

describe('leavesOf and policyOf', () => {
  const cases: readonly [string, Policy, Record<string, LeafValue>][] = [
    ['nothing', {}, {}],
    [
      'some settings',
      { retry: { maxAttempts: 4, backoff: { initial: '1m30s' } }, timeout: { total: 'none' } },
      { 'timeout.total': null, 'retry.maxAttempts': 4, 'retry.backoff.initial': 90_000 },
    ],
    ['policies that are off', { retry: false, hedge: false }, { retry: false, hedge: false }],
    ['a policy that is on and says nothing', { bulkhead: {} }, { bulkhead: true }],
    ['a budget that is off', { retry: { budget: false } }, { 'retry.budget': false }],
    ['a budget that is on', { retry: { budget: {} } }, { 'retry.budget': true }],
  ]
  it.each(cases)('%s', (_, stated, leaves) => {
    expect(Object.fromEntries(leavesOf(stated))).toEqual(leaves)
    const back = policyOf(new Map(Object.entries(leaves)))
    expect(Object.fromEntries(leavesOf(back))).toEqual(leaves)
    expect(policy.safeParse(back).success).toBe(true)
  })

  it('an empty group inside a policy switches it on as well', () => {
    expect([...leavesOf({ circuitBreaker: { halfOpen: {} } })]).toEqual([['circuitBreaker', true]])
    expect([...leavesOf({ retry: { backoff: {} } })]).toEqual([['retry', true]])
  })

  it('takes own keys only', () => {
    const inherited = Object.create({ retry: { maxAttempts: 9 } }) as Policy
    expect([...leavesOf(inherited)]).toEqual([])
  })

  it('states leaves in the order of the schema', () => {
    const stated = { circuitBreaker: { threshold: 3 }, timeout: { attempt: '1s' } }
    expect([...leavesOf(stated).keys()]).toEqual(['timeout.attempt', 'circuitBreaker.threshold'])
  })

  it('the switches are the policies and the budget', () => {
    expect(SWITCHES).toEqual([
      'timeout',
      'retry',
      'circuitBreaker',
      'bulkhead',
      'rateLimit',
      'hedge',
      'fallback',
      'retry.budget',
    ])
  })
})

describe('sameLeaf', () => {
  it.each([
    [1, 1, true],
    [1, 2, false],
    [null, null, true],
    [null, 0, false],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [[1], { 0: 1 }, false],
  ])('%j and %j: %s', (a, b, same) => expect(sameLeaf(a, b)).toBe(same))
})
