import { describe, expect, it } from 'vitest'
import {
  checkFlags,
  reportOf,
  type SimulateFlags,
  seedIn,
  wishesOf,
} from '../../../src/cli/simulation/options.js'
import { UsageError } from '../../../src/cli/usage-error.js'

describe('the report', () => {
  it.each<[SimulateFlags, string, string | undefined]>([
    [{}, 'text', undefined],
    [{ json: true }, 'json', undefined],
    [{ json: true, output: 'x.html' }, 'json', 'x.html'],
    [{ output: 'r.html' }, 'html', 'r.html'],
    [{ output: 'R.SVG' }, 'svg', 'R.SVG'],
    [{ output: 'r.txt' }, 'text', 'r.txt'],
    [{ output: 'r', report: 'html' }, 'html', 'r'],
  ])('%j is %s', (flags, form, file) => {
    expect(reportOf(flags)).toEqual({ form, file })
  })

  it('whose file name says nothing is refused', () => {
    expect(() => reportOf({ output: 'r.pdf' })).toThrow(UsageError)
  })
})

describe('seeds', () => {
  it.each([
    ['7', 7],
    ['007', 7],
    ['a7', 'a7'],
    ['-7', '-7'],
    ['99999999999999999999', '99999999999999999999'],
  ])('%s', (text, seed) => {
    expect(seedIn(text)).toBe(seed)
  })
})

describe('wishes', () => {
  it('are what the flags say, and nothing else', () => {
    expect(wishesOf({})).toEqual({
      ...{ operation: undefined, rate: undefined, seed: undefined, seeds: undefined },
      expectations: [],
    })
    expect(wishesOf({ rps: '0.5', seeds: '20', seed: 'x', operation: 'o' })).toMatchObject({
      ...{ operation: 'o', rate: 0.5, seed: 'x', seeds: 20 },
    })
  })

  it.each<[SimulateFlags]>([
    [{ rps: '' }],
    [{ rps: '0' }],
    [{ rps: '1e7' }],
    [{ seeds: '1.5' }],
    [{ seeds: '10001' }],
    [{ expect: ['p99 < 5'] }],
  ])('%j is wrong usage', (flags) => {
    expect(() => wishesOf(flags)).toThrow(UsageError)
  })
})

describe('flags', () => {
  it.each<[string[], SimulateFlags, string]>([
    [[], { suggest: true, compare: 'simple' }, '--suggest and --compare'],
    [[], { list: true, seed: '1' }, '--list and --seed'],
    [[], { replay: 'r.json', config: 'c' }, '--replay and --config'],
    [['outage'], { replay: 'r.json' }, '--replay'],
  ])('%j %j contradict each other: %s', (words, flags, message) => {
    expect(() => checkFlags(words, flags)).toThrow(message)
  })

  it('that go together are fine', () => {
    expect(() => checkFlags([], { list: true, json: true })).not.toThrow()
    expect(() => checkFlags([], { replay: 'r.json', report: 'json' })).not.toThrow()
  })
})
