import { describe, expect, it } from 'vitest'
import type { ScenarioInput } from '../../src/simulator/scenario-schema.js'
import { scenarioSchema } from '../../src/simulator/scenario-schema.js'
import { lawOf, worldOf } from '../../src/simulator/scenario-world.js'

const scenario = (more: Partial<ScenarioInput>) =>
  scenarioSchema.parse({
    version: 1,
    name: 'mine',
    title: 'Mine',
    duration: '60s',
    load: { rate: 10 },
    upstream: { latency: { constant: '50ms' } },
    ...more,
  })

describe('laws', () => {
  it.each([
    [{ constant: '1.5s' }, { kind: 'constant', ms: 1500 }],
    [{ exponential: { mean: '10ms' } }, { kind: 'exponential', meanMs: 10 }],
    [{ normal: { mean: '10ms', sd: '2ms' } }, { kind: 'normal', meanMs: 10, sdMs: 2 }],
    [{ lognormal: { p50: '1ms', p99: '9ms' } }, { kind: 'lognormal', p50Ms: 1, p99Ms: 9 }],
    [{ values: [1, 2] }, { kind: 'empirical', valuesMs: [1, 2] }],
    [
      { bimodal: { fast: { constant: '1ms' }, slow: { constant: '2ms' }, slowShare: 0.1 } },
      {
        kind: 'bimodal',
        fast: { kind: 'constant', ms: 1 },
        slow: { kind: 'constant', ms: 2 },
        slowShare: 0.1,
      },
    ],
  ])('%j', (written, law) => expect(lawOf(written)).toEqual(law))
})

describe('a world of a scenario', () => {
  it('has the default policy unless it names one, and unless one is given', () => {
    expect(worldOf(scenario({})).policy.retry?.maxAttempts).toBe(3)
    const own = scenario({ policy: { timeout: { attempt: '2s' } } })
    expect(worldOf(own).policy.timeout?.attemptMs).toBe(2000)
    expect(worldOf(own).policy.retry).toBeNull()
    const { policy } = worldOf(scenario({}))
    expect(worldOf(own, { policy }).policy).toBe(policy)
  })

  it('spikes over the rate, which another one can replace', () => {
    const spikes = [{ at: '10s', for: '4s', factor: 3, ramp: '1s' }]
    const { load } = worldOf(scenario({ load: { rate: 10, spikes } }), { rate: 20 })
    if (load.kind !== 'open') throw new Error('expected an open load')
    const at = [0, 10_000, 10_500, 12_000, 13_500, 14_000].map((ms) => load.ratePerS.valueAt(ms))
    expect(at).toEqual([20, 20, 40, 60, 40, 20])
  })

  it('sends faults to their target, with units of the kernel', () => {
    const flap = { down: '5s', up: '3s' }
    const world = worldOf(
      scenario({
        fallback: { latency: { constant: '5ms' } },
        faults: [
          { kind: 'latency', at: '1s', for: '2s', add: '300ms', rampUp: '1s' },
          { kind: 'refuse', at: '1s', for: '2s', target: 'fallback', flap },
        ],
      }),
    )
    expect(world.upstream.faults).toEqual([
      { kind: 'latency', atMs: 1000, durationMs: 2000, addMs: 300, rampUpMs: 1000, rampDownMs: 0 },
    ])
    expect(world.fallback!.faults![0]!.flap).toEqual({ downMs: 5000, upMs: 3000 })
  })

  it('takes all of an upstream over', () => {
    const { upstream, layers, load } = worldOf(
      scenario({
        load: { think: { constant: '1s' }, spread: '2s', callsEach: 5 },
        layers: [{ name: 'a' }, { name: 'b', instances: 2, policy: { retry: { maxAttempts: 9 } } }],
        upstream: {
          latency: { constant: '50ms' },
          latencyPerCall: '1ms',
          network: { constant: '2ms' },
          workers: 4,
          queueBound: 7,
          order: 'lifo',
          partitions: 2,
          abandoned: 'stops',
          dropsHopeless: true,
          capacity: [
            { at: '0s', share: 1 },
            { at: '5s', share: 0.5 },
          ],
          rateLimit: { limit: 5, period: '1s', burst: 2 },
          coldStart: { initialWorkers: 1, calls: 3, extra: '1s' },
          cache: { hitRate: 0.5, entries: 9, latency: '1ms' },
        },
      }),
    )
    expect(upstream).toMatchObject({
      latencyPerCallMs: 1,
      workers: 4,
      queueBound: 7,
      order: 'lifo',
      partitions: 2,
      abandoned: 'stops',
      dropsHopeless: true,
      rateLimit: { limit: 5, periodMs: 1000, burst: 2, algorithm: 'token-bucket' },
      coldStart: { initialWorkers: 1, calls: 3, addMs: 1000 },
      cache: { hitRate: 0.5, entries: 9, latencyMs: 1, lostAtMs: null },
    })
    expect(upstream.capacity!.valueAt(2500)).toBe(0.75)
    expect(load).toMatchObject({ kind: 'closed', spreadMs: 2000, callsEach: 5 })
    expect(layers!.map(({ instances, policy }) => [instances, policy.retry!.maxAttempts])).toEqual([
      [1, 3],
      [2, 9],
    ])
  })
})
