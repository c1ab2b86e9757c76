/** B1: queues whose figures are known exactly. Time in seconds of service, mu = 1. */
import { constant, exponential } from './tools.mjs'

const ARRIVALS = 200_000
const DROPPED = 0.05

/** name, servers, arrival rate, room in the queue, service law, figures. */
const ROWS = [
  [
    'M/M/1 rho .5',
    1,
    0.5,
    null,
    'M',
    { Wq: [1, '1.5%'], p50: [1.3863, '1%'], p99: [9.2103, '2.5%'], p999: [13.8155, '4%'] },
  ],
  [
    'M/M/1 rho .8',
    1,
    0.8,
    null,
    'M',
    {
      Wq: [4, '4%'],
      L: [4, '3%'],
      p50: [3.4657, '3%'],
      p99: [23.0259, '5%'],
      p999: [34.5388, '11%'],
    },
  ],
  ['M/M/1 rho .9', 1, 0.9, null, 'M', { Wq: [9, '5%'], p99: [46.0517, '10%'] }],
  ['M/M/5 A=2.5', 5, 2.5, null, 'M', { Pwait: [0.13037, '2%'], Wq: [0.05215, '4%'] }],
  ['M/M/10 A=5', 10, 5, null, 'M', { Pwait: [0.03611, '4.5%'], Wq: [0.00722, '6%'] }],
  ['M/M/2 A=1.6', 2, 1.6, null, 'M', { Pwait: [0.71111, '1%'], Wq: [1.77778, '4.5%'] }],
  ['M/M/5 A=4', 5, 4, null, 'M', { Pwait: [0.55411, '1.5%'], Wq: [0.55411, '5%'] }],
  ['M/M/10 A=8', 10, 8, null, 'M', { Pwait: [0.40918, '2.5%'], Wq: [0.20459, '6%'] }],
  ['M/M/1/5 rho .8', 1, 0.8, 4, 'M', { blocked: [0.08882, '2.5%'] }],
  ['M/M/1/10 rho 1', 1, 1, 9, 'M', { blocked: [0.09091, '2.5%'] }],
  ['M/M/1/10 rho 1.2', 1, 1.2, 9, 'M', { blocked: [0.19259, '2.5%'] }],
  ['M/M/1/10 rho 2', 1, 2, 9, 'M', { blocked: [0.50024, '2.5%'] }],
  ['M/M/10/10 A=8', 10, 8, 0, 'M', { blocked: [0.12166, '2%'] }],
  ['M/M/10/10 A=12', 10, 12, 0, 'M', { blocked: [0.30193, '2%'] }],
  ['M/M/5/5 A=3', 5, 3, 0, 'M', { blocked: [0.11005, '2%'] }],
  ['M/D/10/10 A=8', 10, 8, 0, 'D', { blocked: [0.12166, '2%'] }],
  ['M/D/1 rho .8', 1, 0.8, null, 'D', { Wq: [2, '3%'] }],
  ['M/LogNormal(1, sigma 1)/1 rho .5', 1, 0.5, null, 'L', { Wq: [1.35914, '2%'] }],
]

// Mean 1, sigma 1: median e^-1/2, p99 median · e^2.32635.
const MEDIAN = Math.exp(-0.5)
const LAWS = {
  M: exponential(1000),
  D: constant(1000),
  L: {
    kind: 'lognormal',
    p50Ms: MEDIAN * 1000,
    p99Ms: MEDIAN * 1000 * Math.exp(2.3263478740408408),
  },
}

export function queues({ open, world }) {
  return ROWS.map(([name, workers, rate, room, law, figures]) => ({
    id: 'B1',
    name,
    reps: 10,
    figures,
    run: (seed) => {
      const durationMs = (ARRIVALS / rate) * 1000
      const fromMs = DROPPED * durationMs
      const run = world({
        seed,
        durationMs,
        load: open('poisson', rate),
        windows: [
          { name: 'warm-up', fromMs: 0, untilMs: fromMs },
          { name: 'measured', fromMs, untilMs: durationMs },
        ],
        upstream: { latency: LAWS[law], workers, queueBound: room ?? Number.POSITIVE_INFINITY },
      })
      const waits = watchWaits(run, fromMs)
      run.run()
      const { latency, offered, failedInAll } = run.recorder.windows[1]
      return {
        Wq: waits.sumMs / waits.calls / 1000,
        Pwait: waits.waited / waits.calls,
        L: latency.sum / (durationMs - fromMs),
        p50: latency.percentile(0.5) / 1000,
        p99: latency.percentile(0.99) / 1000,
        p999: latency.percentile(0.999) / 1000,
        blocked: failedInAll / offered,
      }
    },
  }))
}

/** Waiting times, read at the queue itself. */
function watchWaits({ upstream, queue }, fromMs) {
  const waits = { calls: 0, waited: 0, sumMs: 0 }
  const [pool] = upstream.pools
  const { offer, leave } = pool
  const counts = (attempt) => attempt.call.startedAt >= fromMs
  pool.offer = (attempt) => {
    const before = pool.queued
    const taken = offer.call(pool, attempt)
    if (counts(attempt) && taken) waits.calls++
    if (pool.queued > before) {
      attempt.queuedAt = queue.now
      if (counts(attempt)) waits.waited++
    }
    return taken
  }
  pool.leave = (attempt) => {
    if (counts(attempt)) waits.sumMs += queue.now - attempt.queuedAt
    leave.call(pool, attempt)
  }
  return waits
}
