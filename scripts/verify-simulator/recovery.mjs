/**
 * B11 and B12: the way back after lost capacity, and after a stall whose work is done in the end.
 */
import { atOnce, constant } from './tools.mjs'

export function recovery(tools) {
  return [slowRecovery(tools), ...stalls(tools)]
}

/** Capacity grows evenly from 0 to 1000/s in 60 s under 400/s. */
function slowRecovery({ sim: { Profile }, world, open }) {
  return {
    id: 'B11',
    name: 'capacity 0 to 1000/s in 60 s, 400/s',
    reps: 10,
    figures: { peak: [4800, '5%'], emptyS: [48, '5%'] },
    run: (seed) => {
      const run = world({
        seed,
        load: open('poisson', 400),
        durationMs: 90_000,
        upstream: {
          latency: constant(100),
          workers: 100,
          capacity: new Profile([
            { atMs: 0, value: 0 },
            { atMs: 60_000, value: 1 },
          ]),
        },
      })
      const [pool] = run.upstream.pools
      const { leave } = pool
      let [peak, emptyMs] = [0, 0]
      pool.leave = (attempt) => {
        peak = Math.max(peak, pool.queued)
        leave.call(pool, attempt)
        if (pool.queued === 0 && run.queue.now > 20_000 && emptyMs === 0) emptyMs = run.queue.now
      }
      run.run()
      return { peak, emptyS: emptyMs / 1000 }
    },
  }
}

/** mu=300, T=1: seconds after the stall until the last attempt begins that times out. */
function stalls({ world, open }) {
  const rows = [
    [100, 2, 10, 16, '10%'],
    [120, 2, 10, 33, '10%'],
    [140, 2, 10, 118, '60%'],
    [200, 1, 10, 17, '10%'],
    [280, 1, 10, 125, '60%'],
    [90, 3, 10, 74, '60%'],
    [100, 2, 60, 116, '10%'],
  ]
  return rows.map(([rate, n, seconds, recoverS, gate]) => ({
    id: 'B12',
    name: `stall of ${seconds} s at ${rate}/s, n=${n}`,
    reps: 10,
    figures: { recoverS: [recoverS, gate] },
    run: (seed) => {
      const endMs = 60_000 + seconds * 1000
      const run = world({
        seed,
        policy: { timeout: { attempt: '1s' }, ...(n > 1 && { retry: atOnce(n) }) },
        load: open('poisson', rate),
        durationMs: endMs + recoverS * 3000 + 30_000,
        upstream: {
          latency: constant(100),
          workers: 30,
          faults: [{ kind: 'stall', atMs: 60_000, durationMs: seconds * 1000 }],
        },
      })
      let lastMs = endMs
      const { upstream } = run
      const abandoned = upstream.abandoned.bind(upstream)
      upstream.abandoned = (attempt) => {
        lastMs = Math.max(lastMs, attempt.startedAt)
        abandoned(attempt)
      }
      run.run()
      return { recoverS: (lastMs - endMs) / 1000 }
    },
  }))
}
