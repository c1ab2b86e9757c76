/** B5: 1000 clients, refused for 10 s, then 200 let in per whole second. */
import { after, doubling } from './tools.mjs'

export function herd(tools) {
  const unlimited = (retry) => ({ ...retry, maxAttempts: 'unlimited' })
  return [
    {
      id: 'B5',
      name: 'exponential, no jitter',
      quick: true,
      figures: {
        total: [10_000, '='],
        wasted: [9000, '='],
        p99Ms: [52_700, '='],
        stableS: [42, '='],
        overshoot: [800, '='],
        curve: [1, '='],
      },
      run: (seed) => outage(tools, seed, unlimited(doubling(1, 100, 10_000))),
    },
    {
      id: 'B5',
      name: 'full jitter',
      reps: 200,
      figures: {
        total: [9434, '1%'],
        wasted: [8434, '1%'],
        p99Ms: [19_060, '1%'],
        stableS: [0.01, '±0.05'],
        overshoot: [0.1, '±0.3'],
      },
      run: (seed) => outage(tools, seed, unlimited(doubling(1, 100, 10_000, 'full'))),
    },
    {
      id: 'B5',
      name: 'constant 1 ms: twelve million attempts',
      figures: {
        total: [12_001_000, '='],
        wasted: [12_000_000, '='],
        p99Ms: [14_000, '='],
        stableS: [4, '='],
        overshoot: [800_000, '='],
      },
      run: (seed) => outage(tools, seed, unlimited(after(1, 1))),
    },
  ]
}

/** Attempts by whole second of the run without jitter. */
const CURVE = { 0: 4000, 1: 1000, 3: 1000, 6: 1000, 12: 1000, 22: 800, 32: 600, 42: 400, 52: 200 }

function outage({ world, together }, seed, retry) {
  const run = world({
    seed,
    clients: 1000,
    load: together,
    durationMs: 1,
    bucketMs: 1000,
    policy: { retry },
    upstream: {
      faults: [{ kind: 'refuse', atMs: 0, durationMs: 10_000 }],
      rateLimit: { limit: 200, periodMs: 1000, algorithm: 'fixed-window', retryAfter: false },
    },
  })
  const ends = []
  const ended = run.recorder.ended.bind(run.recorder)
  run.recorder.ended = (call) => {
    ends.push(run.queue.now)
    ended(call)
  }
  run.run()
  ends.sort((a, b) => a - b)
  const sent = run.recorder.buckets.map((bucket) => bucket.attempts)
  const total = sent.reduce((sum, count) => sum + count, 0)
  const after = sent.slice(10)
  return {
    total,
    wasted: total - 1000,
    p99Ms: ends[0.99 * ends.length],
    stableS: stableAt(after),
    overshoot: Math.max(0, ...after.map((count) => count - 200)),
    curve: Number(sent.every((count, second) => count === (CURVE[second] ?? 0))),
  }
}

/** Seconds after the outage until the first with traffic and no rejection. */
function stableAt(sent) {
  return sent.findIndex((count) => count > 0 && count <= 200)
}
