import { describe, expect, it } from 'vitest'
import { Registry, SPARE } from '../../src/orchestrator/registry.js'

function setUp(bound: number) {
  const busy = new Set<string>()
  const made: string[] = []
  const registry = new Registry(bound, (key) => {
    made.push(key)
    return {
      key,
      used: false,
      get idle() {
        return !busy.has(key)
      },
    }
  })
  return { registry, busy, made }
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

  it('has a bound, even when all are busy: the rest share a spare', () => {
    const { registry, busy } = setUp(2)
    for (const key of ['a', 'b', 'c', 'd', SPARE]) busy.add(key)
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
