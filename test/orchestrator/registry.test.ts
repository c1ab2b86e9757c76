import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { Breaker } from '../../src/orchestrator/breaker.js'
import { Registry, SPARE } from '../../src/orchestrator/registry.js'
import { breakerPolicy } from './policies.js'

function setUp(bound: number) {
  const busy = new Set<string>()
  const precious = new Set<string>()
  const made: string[] = []
  const registry = new Registry(bound, (key) => {
    made.push(key)
    return {
      key,
      used: false,
      get idle() {
        return !busy.has(key)
      },
      get expendable() {
        return !precious.has(key)
      },
    }
  })
  return { registry, busy, precious, made }
}

describe('R37 registry', () => {
  it('makes each once', () => {
    const { registry, made } = setUp(10)
    expect(registry.get('a')).toBe(registry.get('a'))
    expect(made).toEqual(['a'])
  })

  it('evicts the longest unused that is idle, never one that is not', () => {
    const { registry, busy } = setUp(3)
    for (const key of ['a', 'b', 'c']) registry.get(key)
    busy.add('a')
    registry.get('b')
    registry.get('d')
    expect([...registry].map(([key]) => key).sort()).toEqual(['a', 'b', 'd'])
  })

  it('where none is idle, the longest unused that is expendable', () => {
    const { registry, busy, precious } = setUp(3)
    for (const key of ['a', 'b', 'c', 'd']) busy.add(key)
    precious.add('a')
    for (const key of ['a', 'b', 'c', 'd']) registry.get(key)
    expect([...registry].map(([key]) => key).sort()).toEqual(['a', 'c', 'd'])
  })

  it('hosts that failed once and were never asked again do not fill it', () => {
    const registry = new Registry(2, (name) => {
      return new Breaker({ name, policy: breakerPolicy({ threshold: 3 }), random: () => 0 })
    })
    for (const host of ['a', 'b', 'c', 'd']) {
      const breaker = registry.get(host)
      const attempt = new Attempt({ granted() {} }, 1)
      breaker.acquire(0, attempt)
      breaker.failed(0, attempt, undefined)
      expect(breaker.name).toBe(host)
    }
    expect(registry.size).toBe(2)
  })

  it('has a bound, even when all are busy: the rest share a spare', () => {
    const { registry, busy, precious } = setUp(2)
    for (const key of ['a', 'b', 'c', 'd', SPARE]) busy.add(key)
    for (const key of busy) precious.add(key)
    const [, , c, d] = ['a', 'b', 'c', 'd'].map((key) => registry.get(key))
    expect(c).toBe(d)
    expect(registry.size).toBe(3)
    busy.clear()
    expect(registry.get('c').key).toBe('c')
  })

  it('holds its bound over many keys, and keeps the fixed ones', () => {
    const { registry } = setUp(5)
    registry.fix(['kept'])
    const kept = registry.get('kept')
    for (let i = 0; i < 1000; i++) registry.get(`k${i}`)
    expect(registry.size).toBe(6)
    expect(registry.get('kept')).toBe(kept)
    expect(registry.peek('k0')).toBeUndefined()
  })
})
