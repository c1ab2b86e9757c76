/** S1.4 and S1.6 of the specification, under simulated load: every step checked, nobody helps. */
import { describe, expect, it } from 'vitest'
import { poisson, type Setup, world } from './worlds.js'

const POLICY = {
  timeout: { attemptMs: 400, totalMs: 4000 },
  retry: { maxAttempts: 3, backoff: { initialMs: 50 }, jitter: { kind: 'full' } },
  circuitBreaker: { threshold: 5, openDurationMs: 1000, halfOpen: { maxCalls: 2, successes: 3 } },
} as const

describe('S1.4 after a temporary outage', () => {
  const outage = { atMs: 5000, durationMs: 8000 }

  it.each([
    ['refused', [{ kind: 'refuse', ...outage }]],
    ['swallowed', [{ kind: 'swallow', ...outage }]],
    ['answered with errors', [{ kind: 'errors', ...outage }]],
    ['held back, then delivered all at once', [{ kind: 'stall', ...outage }]],
    ['worked on too slowly', [{ kind: 'latency', ...outage, addMs: 5000 }]],
    ['without workers', [{ kind: 'capacity', ...outage }]],
  ] as const)('calls that were %s succeed again by themselves', (_, faults) => {
    for (const clients of [1, 20]) {
      const run = world({
        clients,
        policy: POLICY,
        load: poisson(20 * clients),
        durationMs: 30_000,
        windows: [
          { name: 'before', fromMs: 0, untilMs: 5000 },
          { name: 'outage', fromMs: 5000, untilMs: 13_000 },
          { name: 'recovery', fromMs: 13_000, untilMs: 16_000 },
          { name: 'after', fromMs: 16_000, untilMs: 30_000 },
        ],
        upstream: { workers: 50 * clients, abandoned: 'stops', faults },
      }).run()
      for (const { name, operation } of run.clients) {
        const path = run.watch.transitions.filter(({ service }) => service === name)
        const moves = path.map(({ event }) => `${event.from} ${event.to} ${event.trigger}`)
        expect(moves[0]).toBe('closed open threshold-reached')
        expect(moves.at(-2)).toBe('open half-open open-time-over')
        expect(moves.at(-1)).toBe('half-open closed trials-passed')
        expect(moves.join()).not.toContain('by-hand')
        // Trials may begin before its end, and be answered after it.
        expect(path.at(-1)!.event.at).toBeGreaterThanOrEqual(13_000)
        expect(path.at(-1)!.event.at).toBeLessThan(16_000)
        expect(operation.breaker!.state).toBe('closed')
      }
      const [before, during, , after] = run.recorder.windows
      expect([before!.failedInAll, after!.failedInAll]).toEqual([0, 0])
      expect([before!.unsettled, after!.unsettled]).toEqual([0, 0])
      expect(during!.failedInAll).toBeGreaterThan(during!.offered / 2)
      expect(after!.succeeded).toBe(after!.offered)
    }
  })
})

const LINE = /^\S+ (\S+) #(\d+) (attempt|hedge|success|failure|timeout|rejected|cancelled|late)/
const OUTCOMES = ['success', 'failure', 'timeout', 'rejected', 'cancelled']

interface Story {
  attempts: number
  failed: number
  outcomes: string[]
}

/** What became of each call, by its lines of the trace. */
function storiesOf(setup: Setup) {
  const stories = new Map<string, Story>()
  const run = world({
    ...setup,
    trace: (line) => {
      const [, client, id, word] = LINE.exec(line) ?? []
      if (word === undefined || word === 'late') return
      const key = `${client} ${id}`
      const story = stories.get(key) ?? { attempts: 0, failed: 0, outcomes: [] }
      stories.set(key, story)
      if (word !== 'attempt') story.outcomes.push(word)
      else if (line.includes(' failed: ')) story.failed++
      else story.attempts++
    },
  }).run()
  return { run, stories: [...stories.values()] }
}

/** The upstream comes and goes, answers with errors, and is slow at times, for 40 s. */
const UNSTABLE = {
  durationMs: 60_000,
  upstream: {
    latency: { kind: 'lognormal', p50Ms: 40, p99Ms: 300 },
    faults: [
      { kind: 'refuse', atMs: 5000, durationMs: 40_000, flap: { downMs: 2000, upMs: 3000 } },
      { kind: 'swallow', atMs: 5000, durationMs: 40_000, share: 0.05 },
      { kind: 'latency', atMs: 10_000, durationMs: 30_000, share: 0.2, factor: 6 },
      { kind: 'errors', atMs: 5000, durationMs: 40_000, share: 0.2 },
    ],
  },
} as const

describe('S1.6 many users at once while the upstream is unstable', () => {
  it.each([
    [
      '3000 clients, each with a state of its own, for whom 400 workers are just enough',
      {
        clients: 3000,
        load: { kind: 'closed', think: { kind: 'exponential', meanMs: 2000 }, spreadMs: 2000 },
        policy: POLICY,
        upstream: { ...UNSTABLE.upstream, workers: 400, queueBound: 500 },
      },
    ],
    [
      'one machine with 1500 calls a second: bulkhead, budget and breaker are shared',
      {
        load: poisson(1500),
        policy: {
          ...POLICY,
          retry: { ...POLICY.retry, budget: { kind: 'ratio', ratio: 0.2, minConcurrent: 10 } },
          circuitBreaker: {
            mode: 'time-window',
            failureRate: 0.5,
            threshold: null,
            minimumThroughput: 20,
            window: { durationMs: 2000 },
            openDurationMs: 1000,
            halfOpen: { maxCalls: 10, successes: 5 },
          },
          bulkhead: { maxConcurrent: 200, maxQueued: 100, maxWaitMs: 200 },
        },
        upstream: { ...UNSTABLE.upstream, workers: 250, queueBound: 500, abandoned: 'stops' },
      },
    ],
  ] as const)('each gets one right answer: %s', { timeout: 60_000 }, (_, setup) => {
    const { run, stories } = storiesOf({ ...UNSTABLE, ...(setup as Setup) })
    const books = run.clients.map(({ operation }) => operation.books)
    const sum = (of: (typeof books)[number][]) => (word: string) =>
      of.reduce((total, each) => total + (each as unknown as Record<string, number>)[word]!, 0)
    const total = sum(books)

    // Calls in, outcomes out: in the books, in the recorder, in the trace.
    expect(total('calls')).toBeGreaterThan(50_000)
    expect(OUTCOMES.reduce((ended, word) => ended + total(word), 0)).toBe(total('calls'))
    expect(stories).toHaveLength(total('calls'))
    expect(run.recorder.windows[0]!.offered).toBe(total('calls'))
    expect([run.unsettled, run.recorder.windows[0]!.unsettled]).toEqual([0, 0])

    // One outcome each, and the right one: success if an attempt was answered well, else none was.
    expect(stories.filter(({ outcomes }) => outcomes.length !== 1)).toEqual([])
    const wrong = stories.filter(
      ({ attempts, failed, outcomes }) => (outcomes[0] === 'success') !== attempts > failed,
    )
    // A call that met its deadline left its attempt without an answer: neither good nor failed.
    expect(wrong.filter(({ outcomes }) => outcomes[0] !== 'timeout')).toEqual([])
    expect(total('success')).toBeGreaterThan(total('calls') / 3)
    expect(total('failure') + total('timeout') + total('rejected')).toBeGreaterThan(1000)

    // Stable: amplification within its limit, all that was taken given back, well again at the end.
    expect(total('attempts') / total('calls')).toBeLessThan(1.5)
    for (const { operation } of run.clients) {
      expect([operation.inFlight, operation.bulkhead?.inFlight ?? 0]).toEqual([0, 0])
      expect(operation.budget?.inFlight ?? 0).toBe(0)
    }
    for (const { offered, succeeded } of run.recorder.buckets.slice(53, 59)) {
      expect(succeeded).toBeGreaterThan(offered * 0.9)
    }
    for (const { touched } of run.upstream.faults.all) expect(touched).toBeGreaterThan(0)
  })
})
