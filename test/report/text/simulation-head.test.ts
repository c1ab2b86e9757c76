import { describe, expect, it } from 'vitest'
import { styleOf } from '../../../src/report/text/look.js'
import { seedsText, setupLines, warningLines } from '../../../src/report/text/simulation-head.js'
import type { ScenarioInput } from '../../../src/simulator/scenario-schema.js'
import { rehearsalWith, sampleRehearsal, sampleResult, sampleScenario } from './sample-rehearsal.js'

const style = styleOf({ width: 200, color: false, unicode: true })

describe('how it was run', () => {
  it.each<[string, ScenarioInput['load'], string]>([
    ['Poisson', { rate: 250 }, '250/s open Poisson'],
    ['regular', { rate: 12_000, arrivals: 'regular' }, '12 000/s open regular'],
    ['closed', { think: { constant: '1s' } }, 'closed'],
    ['once', { think: { constant: '1s' }, callsEach: 1 }, 'closed, one call each'],
    ['some', { think: { constant: '1s' }, callsEach: 7 }, 'closed, 7 calls each'],
  ])('%s', (_, load, expected) => {
    const scenario = sampleScenario({ load })
    expect(setupLines(sampleRehearsal({ scenario }), style)).toEqual([
      `built-in default policy, 10 clients, ${expected}, 60 s, seed 1`,
    ])
  })

  it('names the operation, one client, and another rate', () => {
    const subject = { ...sampleRehearsal().subject, label: 'resil.yaml', operation: 'qa' }
    const result = { ...sampleResult('x'), clients: 1 }
    expect(setupLines(rehearsalWith([result], { subject, rate: 42 }), style)).toEqual([
      'resil.yaml policy (operation qa), 1 client, 42/s open Poisson, 60 s, seed x',
    ])
  })

  it('says which seeds ran', () => {
    const seeds = Array.from({ length: 20 }, (_, at) => at + 5)
    const some = rehearsalWith([sampleResult(5), sampleResult(6)], { seeds })
    expect(seedsText(some)).toBe('2 of 20 seeds')
    expect(seedsText({ ...some, seeds: [5, 6] })).toBe('2 seeds from 5 on')
  })
})

describe('what makes a run worth less', () => {
  const [fault] = sampleResult(1).faults

  it('is nothing as a rule', () => {
    expect(warningLines(sampleRehearsal(), style)).toEqual([])
  })

  it('is a fault that touched nothing', () => {
    const missed = { ...sampleResult(2), faults: [{ ...fault!, touched: 0 }] }
    expect(warningLines(rehearsalWith([missed]), style)).toEqual([
      '! The fault refuse at 20s touched no call: this run shows nothing about it.',
    ])
    expect(warningLines(rehearsalWith([sampleResult(1), missed]), style)).toEqual([
      '! The fault refuse at 20s touched no call in 1 of 2 seeds: this run shows nothing about it.',
    ])
    const other = { ...fault!, upstream: 'fallback', touched: 0 }
    expect(warningLines(rehearsalWith([{ ...missed, faults: [other] }]), style)[0]).toContain(
      'The fault refuse of the fallback at 20s',
    )
  })

  it('is a call that never ended', () => {
    const one = rehearsalWith([{ ...sampleResult(1), unsettled: 1 }])
    const more = rehearsalWith([1, 2].map((seed) => ({ ...sampleResult(seed), unsettled: 2 })))
    expect(warningLines(one, style)).toEqual(['! 1 call never ended.'])
    expect(warningLines(more, style)).toEqual(['! 4 calls never ended.'])
    expect(warningLines(more, style, 'blackhole')).toEqual(['! blackhole: 4 calls never ended.'])
  })
})
