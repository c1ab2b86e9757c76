import { describe, expect, it } from 'vitest'
import { scenarioFindings } from '../../src/simulator/scenario-checks.js'
import { type ScenarioInput, scenarioSchema } from '../../src/simulator/scenario-schema.js'
import { SCENARIOS } from '../../src/simulator/scenarios/index.js'

const found = (more: Partial<ScenarioInput>, upstream: object = {}) => {
  const base = { version: 1, name: 'mine', title: 'Mine', duration: '60s', load: { rate: 10 } }
  const given = { latency: { constant: '50ms' }, ...upstream }
  const scenario = scenarioSchema.parse({ ...base, upstream: given, ...more })
  const pointers: string[] = []
  const spanAt = (pointer: string) => {
    pointers.push(pointer)
    return { file: 'x', pointer, start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }
  }
  return scenarioFindings(scenario, spanAt as never).map(
    ({ ruleId }, i) => `${ruleId.replace('scenario/', '')} ${pointers[i]}`,
  )
}
const fault = (more: object) => ({ faults: [{ kind: 'refuse', at: '1s', for: '9s', ...more }] })
const lognormal = (p50: string, p99: string) => ({ lognormal: { p50, p99 } })
const bimodal = { fast: { constant: '1ms' }, slow: lognormal('0s', '1s'), slowShare: 0.1 }
const fallback = { latency: { constant: '1ms' } }

describe('what a schema cannot see', () => {
  it.each<[string, string[], object, object?]>([
    ['a run of no time', ['no-time /duration'], { duration: '0s' }],
    ['a fault after it', ['fault-after-end /faults/0/at'], fault({ at: '60s' })],
    ['a ramp over before its end', ['ramp-too-long /faults/0/rampUp'], fault({ rampUp: '10s' })],
    [
      'a fault that flaps without end',
      ['no-time /faults/0/flap/down', 'no-time /faults/0/flap/up'],
      fault({ flap: { down: '0s', up: '0s' } }),
    ],
    [
      'a spike after the end',
      ['spike-after-end /load/spikes/0/at'],
      { load: { rate: 1, spikes: [{ at: '61s', for: '1s', factor: 2 }] } },
    ],
    [
      'a cache that is lost after the end',
      ['loss-after-end /upstream/cache/lostAt'],
      {},
      { cache: { hitRate: 0.5, entries: 1, latency: '1ms', lostAt: '60s' } },
    ],
    [
      'a median of 0',
      ['no-such-law /upstream/latency/lognormal'],
      {},
      { latency: lognormal('0s', '1s') },
    ],
    [
      'a p99 below p50, of the think time',
      ['no-such-law /load/think/lognormal'],
      { load: { think: lognormal('2s', '1s') } },
    ],
    [
      'a law within a law',
      ['no-such-law /upstream/network/bimodal/slow/lognormal'],
      {},
      { network: { bimodal } },
    ],
    [
      'capacity that goes back in time, of no workers',
      ['no-workers /upstream/capacity', 'capacity-order /upstream/capacity/1/at'],
      {},
      {
        capacity: [
          { at: '9s', share: 0 },
          { at: '8s', share: 1 },
        ],
      },
    ],
    [
      'partitions without a worker',
      ['few-workers /upstream/workers'],
      {},
      { workers: 3, partitions: 4 },
    ],
    [
      'partitions of the fallback that no call is for',
      ['other-partitions /fallback/partitions'],
      { fallback: { ...fallback, partitions: 2 } },
      { partitions: 4 },
    ],
    [
      'a cold start of a fallback without workers',
      ['no-workers /fallback/coldStart'],
      { fallback: { ...fallback, coldStart: { initialWorkers: 1, calls: 1, extra: '1s' } } },
    ],
    [
      'services of one name',
      ['name-taken /layers/1/name', 'name-taken /layers/2/name', 'name-taken /layers/4/name'],
      {
        clients: 2,
        layers: [
          { name: 'a' },
          { name: 'a' },
          { name: 'client-2' },
          { name: 'b', instances: 2 },
          { name: 'b-1' },
        ],
      },
    ],
  ])('%s', (_, wanted, more, upstream) => {
    expect(found(more as Partial<ScenarioInput>, upstream)).toEqual(wanted)
  })

  it('nothing of what is built in', () => {
    for (const scenario of SCENARIOS) expect(scenarioFindings(scenario)).toEqual([])
  })

  it('without a place in what is no text', () => {
    const faults = [{ kind: 'capacity' as const, at: '1s', for: '1s' }]
    expect(scenarioFindings({ ...SCENARIOS[12]!, faults })).toEqual([
      expect.not.objectContaining({ span: expect.anything() }),
    ])
  })
})
