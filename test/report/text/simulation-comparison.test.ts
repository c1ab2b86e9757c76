import { describe, expect, it } from 'vitest'
import { columnsOf, styleOf } from '../../../src/report/text/look.js'
import { comparisonLines } from '../../../src/report/text/simulation-comparison.js'
import { rehearsalWith, sampleRehearsal, sampleResult, seedsRehearsal } from './sample-rehearsal.js'

const look = (width: number) => styleOf({ width, color: false, unicode: true })
const { subject } = sampleRehearsal()

function under(label: string, afterS: number | null, seeds = 1) {
  const results = Array.from({ length: seeds }, (_, at) => sampleResult(at + 1, afterS))
  const expect = ['time-to-recover <= 5s']
  return rehearsalWith(results, { subject: { ...subject, label }, expect })
}

const pair = [under('production', 3), under('simple', null)]

describe('policies side by side', () => {
  it('have a row each, with the verdict in the last column', () => {
    const lines = comparisonLines(pair, look(140))
    const [head, first, second] = lines.slice(lines.findIndex((l) => l.startsWith('policy')))
    const cells = (line: string) => line.split(/ {2,}/)
    expect(cells(head!)).toHaveLength(8)
    expect(cells(first!)).toEqual([
      ...['production', '0 %', '78.7 %', '250 ms', '0.38x', '300/s', '443 ms'],
      'recovered after 4 s',
    ])
    expect(cells(second!).at(-1)).toBe('not recovered by the end, backlog still growing by 12/s')
  })

  it('have the verdict below where there is no room', () => {
    const lines = comparisonLines(pair, look(80))
    expect(lines).toContain('  └ not recovered by the end, backlog still growing by 12/s')
  })

  it('become prose where there is no room for columns', () => {
    const text = comparisonLines(pair, look(40)).join('\n')
    expect(text).toContain('\nproduction\n  answered in fault 0 %,')
    expect(text.split('\n').filter((line) => columnsOf(line) > 40)).toEqual([])
  })

  it('say which of them meet an expectation', () => {
    const lines = comparisonLines(pair, look(80))
    expect(lines.slice(lines.indexOf('time-to-recover <= 5s'))).toEqual([
      'time-to-recover <= 5s',
      '  ✔ production  4.0 s',
      '  ✖ simple      never',
    ])
  })

  it('are warned of once where all have the same, else by name', () => {
    const hanging = (one: (typeof pair)[number], unsettled: number) =>
      rehearsalWith([{ ...one.first, unsettled }], { subject: one.subject })
    const warned = (...those: typeof pair) =>
      comparisonLines(those, look(80)).filter((line) => line.startsWith('!'))
    expect(warned(hanging(pair[0]!, 3), hanging(pair[1]!, 3))).toEqual(['! 3 calls never ended.'])
    const named = '! simple: 12 345 calls never ended.'
    expect(warned(pair[0]!, hanging(pair[1]!, 12_345))).toEqual([named])
  })

  it('leave out what none of them has', () => {
    const closed = pair.map((one) => {
      return rehearsalWith([{ ...one.first, timeToOpenMs: null }], { subject: one.subject })
    })
    const head = (those: typeof pair) =>
      comparisonLines(those, look(80)).find((line) => line.startsWith('policy'))
    expect(head(pair)).toMatch(/after$/)
    expect(head(closed)).not.toMatch(/after$/)
  })

  it('over seeds show means and how many recovered', () => {
    const text = comparisonLines([under('production', 3, 2), seedsRehearsal()], look(120)).join(
      '\n',
    )
    expect(text).toContain('policy (means)')
    expect(text).toMatch(/production .* recovered in 2 of 2 seeds,? ?\n? *after 4\.0 s/)
    expect(text).toContain('not recovered by the end in 1 of 3')
  })

  it('of a calm scenario compare the whole run', () => {
    const calm = pair.map(({ first, subject }) =>
      rehearsalWith([{ ...first, disturbance: null }], { subject, expect: [] }),
    )
    const lines = comparisonLines(calm, look(100))
    expect(lines.find((line) => line.startsWith('production'))).toMatch(/nothing to recover from$/)
    expect(lines.join('\n')).not.toContain('fault ')
  })
})
