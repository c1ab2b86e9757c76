import { describe, expect, it } from 'vitest'
import { Attempt } from '../../src/orchestrator/attempt.js'
import { checkDrained, checkOperation } from '../../src/simulator/invariants.js'
import { everySecond, poisson, world } from './worlds.js'

const POLICY = {
  timeout: { attemptMs: 300, totalMs: 2000 },
  retry: { maxAttempts: 4, budget: { kind: 'ratio', ratio: 0.2, minConcurrent: 3 } },
  circuitBreaker: { threshold: 5, halfOpen: { maxCalls: 2, successes: 3 } },
  bulkhead: { maxConcurrent: 5, maxQueued: 4, maxWaitMs: 100 },
} as const

const run = () => world({ policy: POLICY, load: poisson(30) }).run()

/** What is done to an operation → what is said of it. */
type Damage = (operation: ReturnType<typeof run>['clients'][number]['operation']) => void
const DAMAGES: readonly [string, Damage][] = [
  ['calls, but', ({ books }) => books.success++],
  [
    '-1 calls in flight',
    (operation) => {
      operation.inFlight = -1
      operation.books.success++
    },
  ],
  ['-1 of 5 slots are taken', ({ bulkhead }) => bulkhead!.inFlight--],
  ['9 wait where 4 may', ({ bulkhead }) => Object.assign(bulkhead!, { queued: 9 })],
  ['2 wait while slots are free', ({ bulkhead }) => Object.assign(bulkhead!, { queued: 2 })],
  ['-1 permits of the budget', ({ budget }) => budget!.inFlight--],
]

describe('invariants', () => {
  it.each(DAMAGES)('finds %s', (wrong, damage) => {
    const { clients, watch } = run()
    const [service] = clients
    checkOperation(service!, watch)
    damage(service!.operation)
    expect(() => checkOperation(service!, watch)).toThrow(wrong)
    expect(() => checkOperation(service!, watch)).toThrow('(seed 1)')
  })

  it('finds more trials than the breaker permits', () => {
    const { clients, watch } = run()
    const service = clients[0]!
    Object.assign(service.operation.breaker!, { state: 'half-open' })
    service.trials = 3
    expect(() => checkOperation(service, watch)).toThrow('3 trials at once where 2 may be')
  })

  it('finds slots that were given twice, and trials that were lost', () => {
    const { clients, watch } = run()
    const service = clients[0]!
    service.running = 1
    expect(() => checkOperation(service, watch)).toThrow('1 attempts run, with 0 slots')
    service.running = 0
    const breaker = service.operation.breaker!
    Object.assign(breaker, { state: 'half-open' })
    checkOperation(service, watch)
    for (const number of [1, 2]) {
      breaker.acquire(service.queue.now, new Attempt({ granted: () => undefined }, number))
    }
    expect(() => checkOperation(service, watch)).toThrow('a trial was never given back')
  })

  it('finds what was never given back', () => {
    const { clients, watch } = run()
    checkDrained(clients[0]!, watch)
    clients[0]!.operation.bulkhead!.inFlight++
    expect(() => checkDrained(clients[0]!, watch)).toThrow('1 bulkhead slots were never given back')
  })

  it.each([
    ['everything at once', POLICY, {}],
    [
      'hedges',
      {
        timeout: { attemptMs: 500 },
        hedge: { delayMs: 50, max: 2 },
        bulkhead: { maxConcurrent: 9 },
      },
      {},
    ],
    ['calls that ignore their signal', POLICY, { heedsAbort: false }],
    [
      'a fallback in its deadline',
      {
        ...POLICY,
        fallback: {},
        order: [
          'totalTimeout',
          'fallback',
          'retry',
          'circuitBreaker',
          'attemptTimeout',
          'bulkhead',
        ],
      },
      {},
    ],
    ['a breaker for each host', { ...POLICY, circuitBreaker: { per: 'host', threshold: 3 } }, {}],
  ] as const)('hold at every step under faults: %s', (_, policy, more) => {
    const at = (kind: 'refuse' | 'swallow' | 'errors' | 'latency', atMs: number) =>
      ({ kind, atMs, durationMs: 4000, share: 0.6, addMs: 400 }) as const
    for (let seed = 1; seed <= 5; seed++) {
      const made = world({
        ...more,
        seed,
        policy: policy as object,
        load: poisson(40),
        durationMs: 20_000,
        upstream: {
          workers: 6,
          partitions: 2,
          abandoned: seed % 2 ? 'stops' : 'goes-on',
          faults: [
            at('refuse', 1000),
            at('swallow', 4000),
            at('errors', 9000),
            at('latency', 8000),
          ],
        },
      }).run()
      expect(made.unsettled).toBe(0)
      const { windows } = made.recorder
      expect(windows[0]!.unsettled).toBe(0)
    }
  })

  it('hold where nothing goes wrong', () => {
    expect(world({ load: everySecond(5) }).run().unsettled).toBe(0)
  })
})
