import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../../src/orchestrator/budget.js'
import { policy } from './policies.js'

const budget = (parts: object) => policy({ retry: { budget: parts as never } }).retry!.budget!

describe('retry budget', () => {
  it('a ratio is never exceeded beyond its floor', () => {
    const acts = fc.array(fc.constantFrom('call', 'end', 'retry', 'retry', 'release'))
    fc.assert(
      fc.property(acts, (list) => {
        const shared = new Budget(budget({ kind: 'ratio', ratio: 0.2, minConcurrent: 3 }))
        let calls = 1
        for (const act of list) {
          if (act === 'call') calls++
          else if (act === 'end') calls = Math.max(1, calls - 1)
          else if (act === 'release' && shared.inFlight > 0) shared.release()
          else if (act === 'retry' && shared.tryAcquire(calls)) {
            expect(shared.inFlight).toBeLessThanOrEqual(Math.max(3, 0.2 * calls))
          }
        }
      }),
    )
  })

  it('tokens never go below zero nor above the size of the bucket', () => {
    const acts = fc.array(fc.constantFrom('retry', 'success'), { maxLength: 200 })
    fc.assert(
      fc.property(acts, (list) => {
        const spec = { kind: 'token-bucket', maxTokens: 5, tokenRatio: 0.3, depositOn: 'success' }
        const shared = new Budget(budget(spec))
        for (const act of list) {
          if (act === 'retry') shared.tryAcquire(1)
          else shared.succeeded()
          expect(shared.tokens).toBeGreaterThanOrEqual(0)
          expect(shared.tokens).toBeLessThanOrEqual(5)
        }
      }),
    )
  })

  it('ten deposits of a tenth pay for one retry', () => {
    const spec = { kind: 'token-bucket', maxTokens: 1, tokenRatio: 0.1, depositOn: 'start' }
    const shared = new Budget(budget(spec))
    expect(shared.tryAcquire(1)).toBe(true)
    for (let i = 0; i < 9; i++) shared.started()
    expect(shared.tryAcquire(1)).toBe(false)
    shared.started()
    shared.succeeded()
    expect(shared.tryAcquire(1)).toBe(true)
  })

  it('a plain limit of retries in flight', () => {
    const shared = new Budget(budget({ kind: 'concurrent', maxConcurrent: 2 }))
    expect([1, 2, 3].map(() => shared.tryAcquire(100))).toEqual([true, true, false])
    shared.release()
    expect(shared.tryAcquire(1)).toBe(true)
  })

  it('a permit that was not used pays back its token', () => {
    const shared = new Budget(
      budget({ kind: 'token-bucket', maxTokens: 2, tokenRatio: 0, depositOn: 'start' }),
    )
    shared.tryAcquire(1)
    shared.cancel()
    shared.tryAcquire(1)
    shared.release()
    expect([shared.tokens, shared.inFlight]).toEqual([1, 0])
  })

  it('R35 a change keeps the tokens, up to the new maximum', () => {
    const of = (maxTokens: number) =>
      budget({ kind: 'token-bucket', maxTokens, tokenRatio: 1, depositOn: 'start' })
    const shared = new Budget(of(10))
    for (let i = 0; i < 4; i++) shared.tryAcquire(1)
    shared.configure(of(20))
    expect(shared.tokens).toBe(6)
    shared.configure(of(3))
    expect(shared.tokens).toBe(3)
    shared.configure(budget({ kind: 'ratio', ratio: 0.1, minConcurrent: 0 }))
    shared.configure(of(7))
    expect(shared.tokens).toBe(7)
  })
})
