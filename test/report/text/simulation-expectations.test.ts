import { describe, expect, it } from 'vitest'
import { styleOf } from '../../../src/report/text/look.js'
import { expectationLines } from '../../../src/report/text/simulation-expectations.js'
import { rehearsalWith, sampleRehearsal, sampleResult, seedsRehearsal } from './sample-rehearsal.js'

const look = (width: number) => styleOf({ width, color: false, unicode: true })

/** The lines of expectations about a share of calls that were answered afterwards. */
function withAvailability(share: number, expect: readonly string[]): string[] {
  const result = sampleResult(1)
  const phases = result.phases.map((phase) => ({ ...phase, availability: share }))
  return expectationLines(rehearsalWith([{ ...result, phases }], { expect }), look(80))
}

describe('an expectation', () => {
  it.each([
    ['availability.fault <= 10%', '✔ availability.fault <= 10%  0 %'],
    ['p99 <= 250ms', '✔ p99 <= 250ms  249.6 ms'],
    ['p99 <= 240ms', '✖ p99 <= 240ms  250 ms'],
    ['upstream-peak < 301', '✔ upstream-peak < 301  300/s'],
    ['amplification <= 1', '✔ amplification <= 1  0.85x'],
    ['time-to-close <= 4s', '✔ time-to-close <= 4s  3.9 s'],
    ['p99 <= 2 x p95', '✖ p99 <= 2 x p95  250 ms, limit 237 ms'],
    ['offered = 6000', '✔ offered = 6000  6000'],
  ])('%s', (text, line) => {
    expect(expectationLines(sampleRehearsal({ expect: [text] }), look(80))).toEqual([line])
  })

  it('never shows the same figure on both sides of a limit that was missed', () => {
    const lines = withAvailability(0.99896, ['availability.after >= 99.9%'])
    expect(lines).toEqual(['✖ availability.after >= 99.9%  99.896 %'])
    expect(withAvailability(0.99996, ['availability.after = 100%'])).toEqual([
      '✖ availability.after = 100%  99.996 %',
    ])
  })

  it('over seeds says how many met it, and how many are wanted', () => {
    const expect_ = ['time-to-recover <= 5s in 2 of 3 seeds', 'p99 <= 1s in 50% of seeds']
    expect(expectationLines(seedsRehearsal({ expect: expect_ }), look(120))).toEqual([
      '✔ time-to-recover <= 5s  4.5 s (4.0–5.0 s), never in 1, met in 2 of 3 seeds, ' +
        'wanted in 2 of 3 seeds',
      '✔ p99 <= 1s              250 ms, met in 3 of 3 seeds, wanted in 50 % of seeds',
    ])
  })

  it('says what never came', () => {
    const never = rehearsalWith([sampleResult(1, null)], { expect: ['time-to-recover <= 5s'] })
    expect(expectationLines(never, look(80))).toEqual(['✖ time-to-recover <= 5s  never'])
    const result = sampleResult(1)
    const short = { ...result, phases: result.phases.slice(0, 3) }
    const missing = rehearsalWith([short], { expect: ['p99.after <= 5s'] })
    expect(expectationLines(missing, look(80))).toEqual([
      '✖ p99.after <= 5s  there is no such figure',
    ])
  })

  it('at once is 0 s', () => {
    const result = { ...sampleResult(1), timeToRecoverMs: 0 }
    const lines = expectationLines(
      rehearsalWith([result], { expect: ['time-to-recover <= 5s'] }),
      look(80),
    )
    expect(lines).toEqual(['✔ time-to-recover <= 5s  0 s'])
  })

  it('has what was measured on a line below where there is no room', () => {
    const expect_ = ['p99.after <= 1.1 x p99.before']
    expect(expectationLines(sampleRehearsal({ expect: expect_ }), look(40))).toEqual([
      '✔ p99.after <= 1.1 x p99.before',
      '    250 ms, limit 275 ms',
    ])
  })
})
