import { describe, expect, it } from 'vitest'
import { sourceText } from '../../src/diagnostics/source.js'
import { loadScenario, parseScenario } from '../../src/simulator/scenario-document.js'

const BASE = `version: 1
name: mine
title: Mine
duration: 60s
load: { rate: 10 }
upstream: { latency: { constant: 50ms } }
`
const found = (text: string) =>
  parseScenario(sourceText('mine.yaml', text)).diagnostics.map(
    ({ ruleId, span }) => `${ruleId}@${span?.start.line}:${span?.start.column}`,
  )

describe('a scenario file', () => {
  it('is read, with what it leaves out left out', () => {
    const { value, diagnostics } = parseScenario(sourceText('mine.yaml', BASE))
    expect(diagnostics).toEqual([])
    expect(value).toMatchObject({ name: 'mine', load: { rate: 10, arrivals: 'poisson' } })
  })

  it.each([
    ['', ['scenario/empty@1:1']],
    ['- a\n', ['scenario/wrong-type@1:1']],
    [`${BASE}surprise: 1\n`, ['scenario/unknown-key@7:1']],
    // Of two kinds of load the one whose key it has.
    [BASE.replace('rate: 10', 'think: 0s'), ['scenario/wrong-type@5:16']],
    [BASE.replace('60s', '60'), ['scenario/wrong-type@4:11']],
    [BASE.replace('60s', 'soon'), ['scenario/invalid-value@4:11']],
    [BASE.replace('rate: 10', 'rate: 0'), ['scenario/out-of-range@5:15']],
    [`${BASE}faults: [{ kind: melt, at: 1s, for: 1s }]\n`, ['scenario/invalid-value@7:18']],
    [`${BASE}faults: [{ kind: refuse, at: 90s, for: 1s }]\n`, ['scenario/fault-after-end@7:30']],
    [
      `${BASE}faults: [{ kind: refuse, at: 1s, for: 1s, partition: 1 }]\n`,
      ['scenario/unknown-partition@7:54'],
    ],
    [
      BASE.replace('10 }', '10, spikes: [{ at: 9s, for: 1s, factor: 2 }, SECOND] }').replace(
        'SECOND',
        '{ at: 5s, for: 4001ms, factor: 2 }',
      ),
      ['scenario/spikes-overlap@5:34'],
    ],
    [
      BASE.replace('10 }', '10, spikes: [{ at: 9s, for: 1s, factor: 2 }, NEXT] }').replace(
        'NEXT',
        '{ at: 10s, for: 1s, factor: 3 }',
      ),
      [],
    ],
    [`${BASE}faults: [{ kind: capacity, at: 1s, for: 1s }]\n`, ['scenario/no-workers@7:18']],
    [
      `${BASE}faults: [{ kind: refuse, at: 1s, for: 1s, target: fallback }]\n`,
      ['scenario/no-fallback@7:51'],
    ],
    [
      `${BASE.replace('50ms }', '50ms }, coldStart: { initialWorkers: 1, calls: 1, extra: 1s }')}`,
      ['scenario/no-workers@6:53'],
    ],
  ])('%j → %j', (text, wanted) => expect(found(text)).toEqual(wanted))

  it('knows where each of its values is written', () => {
    const source = sourceText('mine.yaml', `${BASE}expect:\n  - availability > 1\n  - p99 < 1s\n`)
    const { scenario, spanAt, source: same } = loadScenario(source).value!
    expect(scenario).toEqual(parseScenario(source).value)
    expect(same).toBe(source)
    expect(spanAt('/expect/1')).toMatchObject({ file: 'mine.yaml', start: { line: 9, column: 5 } })
    expect(spanAt('/faults')).toBeUndefined()
    expect(loadScenario(sourceText('mine.yaml', '')).value).toBeUndefined()
  })
})
