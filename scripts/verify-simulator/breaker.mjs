/** B9 and B10: when the breaker opens and closes in a clean outage, and what a bulkhead refuses. */
import { always, constant, errors } from './tools.mjs'

export function breaker(tools) {
  return [
    ...untilTrip(tools),
    ...falseTrips(tools),
    ...timeline(tools),
    ...growing(tools),
    ...bulkhead(tools),
  ]
}

const consecutive = (threshold, more) => ({ mode: 'consecutive', threshold, ...more })
const counted = (calls, rate, more) => ({
  mode: 'count-window',
  failureRate: rate,
  window: { calls },
  minimumThroughput: calls,
  ...more,
})
const timed = (seconds, rate, more) => ({
  mode: 'time-window',
  failureRate: rate,
  window: { duration: `${seconds}s` },
  minimumThroughput: 1,
  ...more,
})

/** Calls until k in a row have failed; closed by hand after each trip. */
function untilTrip({ world, open }) {
  const rows = [
    [0.5, 5, 62],
    [0.3, 3, 51.48],
    [0.2, 3, 155],
    [0.5, 3, 14],
  ]
  return rows.map(([p, k, calls]) => ({
    id: 'B9',
    name: `calls until ${k} in a row fail, p=${p}`,
    figures: { calls: [calls, '2%'] },
    run: (seed) => {
      const total = calls * 30_000
      const run = world({
        seed,
        checks: 'off',
        policy: { circuitBreaker: consecutive(k) },
        load: open('regular', 1000),
        durationMs: total,
        upstream: { faults: [errors(p)] },
      })
      let trips = 0
      afterEachCall(run, (own) => {
        if (own.state !== 'open') return
        trips++
        own.close(run.queue.now)
      })
      run.run()
      return { calls: total / trips }
    },
  }))
}

/**
 * The first full window: P(Bin(N, p) >= theta N) that its rate reaches the threshold. Ours opens on
 * a failure alone, so it has opened by then with p P(Bin(N - 1, p) >= theta N - 1).
 */
function falseTrips({ world, open }) {
  const rows = [
    [100, 0.4, 0.5, 0.0271],
    [100, 0.45, 0.5, 0.183],
    [100, 0.5, 0.5, 0.54],
    [20, 0.3, 0.5, 0.048],
    [10, 0.1, 0.5, 0.00163],
    [10, 0.2, 0.5, 0.0328],
    [10, 0.3, 0.5, 0.15],
  ]
  return rows.map(([calls, p, rate, share]) => {
    const windows = share < 0.01 ? 200_000 : 20_000
    const gate = `±${(4 * Math.sqrt(share / windows) + share * 0.005).toPrecision(2)}`
    const opens = p * atLeast(calls - 1, p, rate * calls - 1)
    return {
      id: 'B9',
      name: `false trips of ${calls} calls at ${rate}, p=${p}`,
      figures: { reached: [share, gate], opened: [opens, gate] },
      run: (seed) => {
        const run = world({
          seed,
          checks: 'off',
          policy: { circuitBreaker: counted(calls, rate) },
          load: open('regular', 1000),
          durationMs: windows * calls,
          upstream: { faults: [errors(p)] },
        })
        let [trips, reached, seen, failed] = [0, 0, 0, 0]
        afterEachCall(run, (own, call) => {
          if (call.outcome !== 'success') failed++
          if (++seen < calls) return
          if (failed >= rate * calls) reached++
          seen = 0
          failed = 0
          if (own.state === 'open') trips++
          own.isolate(run.queue.now)
          own.release(run.queue.now)
        })
        run.run()
        return { reached: reached / windows, opened: trips / windows }
      },
    }
  })
}

/** P(Bin(n, p) >= k). */
function atLeast(n, p, k) {
  let chance = (1 - p) ** n
  let below = 0
  for (let i = 0; i < k; i++) {
    below += chance
    chance *= ((n - i) / (i + 1)) * (p / (1 - p))
  }
  return 1 - below
}

function afterEachCall(run, then) {
  const ended = run.recorder.ended.bind(run.recorder)
  const own = run.clients[0].operation.breaker
  run.recorder.ended = (call) => {
    ended(call)
    then(own, call)
  }
}

const WARM_MS = 40_000

/** Opening in an outage of D s that begins at 40 s; seconds after its begin, and after its end. */
function outage({ world, open }, seed, { own, rate = 100, hang = false, seconds = 30, growth }) {
  // A fast failure takes 20 ms from its arrival on.
  const kind = hang ? 'swallow' : 'errors'
  const run = world({
    seed,
    policy: {
      timeout: { attempt: '1s' },
      circuitBreaker: { openDuration: '5s', ...own, ...(growth && { openGrowth: growth }) },
    },
    load: open('poisson', rate),
    durationMs: WARM_MS + seconds * 1000 + 60_000,
    upstream: {
      latency: constant(20),
      faults: [{ kind, atMs: WARM_MS, durationMs: seconds * 1000 }],
    },
  }).run()
  const moves = run.watch.transitions.map(({ event }) => event)
  const opened = moves.find((event) => event.to === 'open' && event.at >= WARM_MS)
  const closed = moves.find((event) => event.to === 'closed' && event.at > WARM_MS)
  return {
    open: (opened.at - WARM_MS) / 1000,
    leaked: run.upstream.faults.all[0].touched,
    late: (closed.at - WARM_MS) / 1000 - seconds,
  }
}

/** Gates: 4 sd / sqrt(200) of the sd that the source gives; time windows keep 60 slices (1 %). */
function timeline(tools) {
  const rows = [
    ['5 in a row', { own: consecutive(5) }, { open: [0.07, '8%'], leaked: [11.6, '4%'] }],
    ['50 % of 100', { own: counted(100, 0.5) }, { open: [0.52, '3.5%'], leaked: [57.1, '3%'] }],
    ['10 of 20', { own: counted(20, 0.5) }, { open: [0.12, '6%'] }],
    ['50 % of 10 s', { own: timed(10, 0.5) }, { open: [5.02, '3%'], leaked: [507, '3%'] }],
    ['50 % of 10 s, 20 rps', { own: timed(10, 0.5), rate: 20 }, { open: [5.01, '3%'] }],
    ['10 % of 30 s', { own: timed(30, 0.1) }, { open: [3.02, '3%'] }],
    ['5 in a row, hung 1 s', { own: consecutive(5), hang: true }, { open: [1.05, '3%'] }],
    ['50 % of 10 s, hung 1 s', { own: timed(10, 0.5), hang: true }, { open: [5.5, '3%'] }],
    ['closes: 5 in a row, D=32.3', { own: consecutive(5), seconds: 32.3 }, { late: [2.98, '3%'] }],
  ]
  return rows.map(([name, setup, figures]) => ({
    id: 'B9',
    name,
    reps: 200,
    figures,
    run: (seed) => outage(tools, seed, setup),
  }))
}

function growing(tools) {
  const growth = { kind: 'exponential', multiplier: 2, max: '60s' }
  const setup = { own: consecutive(5), seconds: 120, growth }
  return [
    {
      id: 'B9',
      name: 'closes: 5, 10, 20, 40, 60 s, D=120',
      reps: 100,
      figures: { late: [15.2, '1%'] },
      run: (seed) => outage(tools, seed, setup),
    },
  ]
}

/** B10: Erlang's loss formula, as c slots and a hung upstream make it. */
function bulkhead({ world, open }) {
  const rows = [
    [50, 500, 0.90022, '1%', 300_000],
    [10, 100, 0.90108, '1%', 300_000],
    [10, 20, 0.53796, '1%', 300_000],
    [50, 40, 0.01869, '2%', 3_000_000],
    [20, 10, 0.00187, '6%', 3_000_000],
    [100, 100, 0.0757, '1%', 2_000_000],
  ]
  return rows.map(([slots, erlang, refused, gate, calls]) => ({
    id: 'B10',
    name: `${slots} slots, ${erlang} Erlang`,
    figures: { refused: [refused, gate] },
    run: (seed) => {
      const run = world({
        seed,
        policy: {
          timeout: { attempt: '1s' },
          bulkhead: { maxConcurrent: slots, maxQueued: 0 },
        },
        load: open('poisson', erlang),
        durationMs: (calls / erlang) * 1000,
        upstream: { faults: [{ kind: 'swallow', ...always }] },
      }).run()
      const { windows } = run.recorder
      return { refused: windows[0].failed[5] / windows[0].offered }
    },
  }))
}
