import { describe, expect, it } from 'vitest'
import { styleOf } from '../../../src/report/text/look.js'
import { breakerLines } from '../../../src/report/text/simulation-breakers.js'
import type { TransitionResult } from '../../../src/simulator/simulate.js'
import {
  MOVES,
  rehearsalWith,
  sampleRehearsal,
  sampleResult,
  sampleScenario,
  transition,
} from './sample-rehearsal.js'

const look = (width: number) => styleOf({ width, color: false, unicode: true })

function lines(transitions: readonly TransitionResult[], width = 80, clients = 10): string[] {
  const result = { ...sampleResult(1), transitions, clients }
  return breakerLines(rehearsalWith([result]), look(width))
}

describe('breakers', () => {
  it('with few changes have a line for each, in words', () => {
    const few = [transition(20_443.4, 3, MOVES.open), transition(25_450, 3, MOVES.try)]
    expect(lines(few)).toEqual([
      'breakers: 2 changes',
      '  20.44 s  client-3 closed → open: threshold reached',
      '  25.45 s  client-3 open → half-open: open time over',
    ])
    expect(lines(few.slice(0, 1))[0]).toBe('breakers: 1 change')
  })

  it('with many have them counted by kind, with when they came', () => {
    expect(breakerLines(sampleRehearsal(), look(80))).toEqual([
      'breakers: 50 changes, 5 per client, the first at 20.44 s (client-0)',
      '  10 × closed → open: threshold reached   20–22 s',
      '  20 × open → half-open: open time over   25–34 s',
      '  10 × half-open → open: trial failed     26–27 s',
      '  10 × half-open → closed: trials passed  33–34 s',
    ])
  })

  it('of one client say nothing of an average', () => {
    const many = Array.from({ length: 6 }, (_, i) => transition(i * 1000, 0, MOVES.open))
    expect(lines(many, 80, 1)[0]).toBe('breakers: 6 changes, the first at 0 s (client-0)')
  })

  it('take six lines at most', () => {
    const triggers = [
      'threshold-reached',
      'trial-failed',
      'no-verdict-open',
      'no-verdict-retry',
      'no-verdict-close',
      'isolated-by-hand',
      'closed-by-hand',
    ] as const
    const all = triggers.map((trigger, i) => transition(i, 0, ['half-open', 'open', trigger]))
    expect(lines(all)).toHaveLength(6)
    expect(lines(all).at(-1)).toBe('  3 others')
  })

  it('that stayed closed, or are none, say so', () => {
    expect(lines([])).toEqual(['breakers: none opened'])
    const scenario = sampleScenario({ policy: { retry: false } })
    const result = { ...sampleResult(1), transitions: [] }
    expect(breakerLines(rehearsalWith([result], { scenario }), look(80))).toEqual([
      'breakers: none in this policy',
    ])
  })
})
