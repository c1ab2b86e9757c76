/** B13: one outage, many policies: who comes back, who stays down; and Brooker's collapse. */
import { atOnce, constant, doubling, exponential } from './tools.mjs'

export function metastable(tools) {
  return [...thresholds(tools), ...cures(tools), ...collapses(tools), ...triggers(tools)]
}

const STALL_MS = 60_000
const END_MS = 70_000

/** Database of 30 workers × 100 ms, timeout 1 s, one retry, stalled for 10 s. */
function bronson({ world, open }, seed, setup = {}) {
  const { rate = 280, n = 2, seconds = 600, kind = 'stall', policy, upstream, budget } = setup
  const durationMs = END_MS + seconds * 1000
  const run = world({
    seed,
    policy: {
      timeout: { attempt: '1s' },
      ...(n > 1 && { retry: { ...atOnce(n), ...(budget && { budget }) } }),
      ...policy,
    },
    load: open('poisson', rate),
    durationMs,
    drainMs: 5000,
    windows: [
      { name: 'before', fromMs: 0, untilMs: durationMs - 60_000 },
      { name: 'last minute', fromMs: durationMs - 60_000, untilMs: durationMs },
    ],
    upstream: {
      latency: constant(100),
      workers: 30,
      faults: [{ kind, atMs: STALL_MS, durationMs: END_MS - STALL_MS }],
      ...upstream,
    },
  })
  let lastMs = END_MS
  const ended = run.recorder.ended.bind(run.recorder)
  run.recorder.ended = (call) => {
    ended(call)
    if (call.outcome !== 'success') lastMs = Math.max(lastMs, run.queue.now)
  }
  run.run()
  const last = run.recorder.windows[1]
  return {
    goodput: last.succeeded / last.offered,
    amp: last.attempts / last.offered,
    lastFailureS: (lastMs - END_MS) / 1000,
  }
}

function thresholds(tools) {
  const rows = [
    [100, 2, { goodput: [1, '±0.001'] }],
    [140, 2, { goodput: [1, '±0.001'] }],
    ...[160, 200, 250, 280].map((rate) => [
      rate,
      2,
      { goodput: [0, '±0.001'], amp: [2, '±0.001'] },
    ]),
    [280, 3, { goodput: [0, '±0.001'], amp: [3, '±0.001'] }],
    [280, 4, { goodput: [0, '±0.001'], amp: [4, '±0.001'] }],
    [90, 3, { goodput: [1, '±0.001'] }],
    [105, 3, { goodput: [0, '±0.001'] }],
  ]
  return rows.map(([rate, n, figures]) => ({
    id: 'B13a',
    name: `${rate}/s, n=${n}`,
    reps: 3,
    quick: rate === 100 || rate === 200,
    figures,
    run: (seed) => bronson(tools, seed, { rate, n, seconds: rate > 140 ? 240 : 400 }),
  }))
}

const deposit = (depositOn, tokenRatio) => ({
  budget: { kind: 'token-bucket', maxTokens: 10, tokenRatio, depositOn },
})

const SLOW = 'drains by 300 - 1.05 x 280 = 6 calls/s: a random walk, three seeds there, six here'
const PROBES =
  'the source does not say how its breaker probes; ours lets one trial through, ' +
  'and with all let through (half-open: maxCalls 1000) is 11.3 s and 15..20 s'

/** The table of twelve policies; ranges are those that three seeds of another program gave. */
function cures(tools) {
  const stuck = { goodput: [0, '±0.01'] }
  const back = (from, to, note) => ({
    goodput: [1, '±0.005'],
    lastFailureS: [
      (from + to) / 2,
      `±${Math.max(1.5, 0.15 * (from + to) * 0.5).toPrecision(3)}`,
      note,
    ],
  })
  const opens = (open) => ({
    policy: {
      circuitBreaker: {
        mode: 'time-window',
        failureRate: 0.5,
        window: { duration: '10s' },
        minimumThroughput: 20,
        openDuration: `${open}s`,
      },
    },
  })
  const rows = [
    ['no retry', { n: 1 }, back(120, 139)],
    ['fast refusal', { kind: 'refuse' }, back(0, 0)],
    ['blackhole', { kind: 'swallow' }, { back: [0.67, '±0.34'] }],
    // A random walk near its bound: ours are spread over 0 .. 9 s, the source had three seeds.
    [
      'queue of .5 s',
      { upstream: { queueBound: 150 } },
      { goodput: [1, '±0.005'], lastFailureS: [4.5, '±4.5'] },
    ],
    ['queue of .97 s', { upstream: { queueBound: 291 } }, { goodput: [0.35, '±0.2'] }],
    ['queue of 2 s', { upstream: { queueBound: 600 } }, stuck],
    ['expired work leaves the queue', { upstream: { abandoned: 'leaves-queue' } }, stuck],
    ['hopeless work is dropped', { upstream: { dropsHopeless: true } }, back(4, 4)],
    ['LIFO', { upstream: { order: 'lifo' } }, { goodput: [0.998, '±0.003'] }],
    ['budget 10 % on success', deposit('success', 0.1), back(122, 144)],
    ['budget 10 % on start', deposit('start', 0.1), stuck],
    ['budget 5 % on start', deposit('start', 0.05), back(399, 469, SLOW)],
    ['budget 10 % on start, 265/s', { ...deposit('start', 0.1), rate: 265 }, back(239, 323)],
    ['breaker, open 5 s', opens(5), back(16, 17, PROBES)],
    ['breaker, open 1 s', opens(1), back(18, 19, PROBES)],
    ['breaker, open 30 s', opens(30), back(24, 24)],
  ]
  return rows.map(([name, setup, figures]) => ({
    id: 'B13a',
    name: `280/s, ${name}`,
    reps: 6,
    figures,
    run: (seed) => {
      const figure = bronson(tools, seed, { seconds: 900, ...setup })
      return { ...figure, back: Number(figure.goodput > 0.99) }
    },
  }))
}

/** Latency 1 s + 10 ms for each call in flight, legs of 100 ms, timeout 3 s. */
function brooker({ sim: { Profile }, world, open }, seed, setup) {
  const { rate, spike, width, seconds, n, retry = atOnce(n) } = setup
  const end = seconds * 1000
  const steps = [rate, rate, spike, spike, rate]
  const times = [0, 20_000, 20_000, 20_000 + width * 1000, 20_000 + width * 1000]
  const run = world({
    seed,
    policy: { timeout: { attempt: '3s' }, ...(n > 1 && { retry }) },
    load: open('poisson', new Profile(steps.map((value, i) => ({ atMs: times[i], value })))),
    durationMs: end,
    // The source counts what had succeeded when its clock stopped: calls under way are no success.
    drainMs: 0,
    windows: [
      { name: 'before', fromMs: 0, untilMs: end - 20_000 },
      { name: 'last', fromMs: end - 20_000, untilMs: end },
    ],
    upstream: {
      latency: constant(1000),
      latencyPerCallMs: 10,
      network: exponential(100),
    },
  }).run()
  const [before, last] = run.recorder.windows
  const started = before.offered + last.offered
  return {
    collapsed: Number(last.succeeded / last.offered < 0.5),
    ok: (before.succeeded + last.succeeded) / started,
    retries: (before.attempts + last.attempts) / started - 1,
  }
}

function collapses(tools) {
  const base = { rate: 40, spike: 80, seconds: 80, n: 3 }
  const wait = doubling(3, 20_000, 40_000, 'full')
  const rows = [
    [3, {}, { collapsed: [0, '±0.05'] }],
    [4, {}, { collapsed: [0.24, '±0.12'] }],
    [5, {}, { collapsed: [0.725, '±0.1'], ok: [0.51, '±0.06'], retries: [0.903, '±0.1'] }],
    [6, {}, { collapsed: [0.93, '±0.07'] }],
    [8, {}, { collapsed: [1, '±0.02'] }],
    [5, { retry: wait }, { collapsed: [0, '±0.01'], ok: [0.978, '±0.01'] }],
  ]
  return rows.map(([width, more, figures]) => ({
    id: 'B13b',
    name: `spike of ${width} s${more.retry ? ', jitter of 20 and 40 s' : ''}`,
    reps: width === 5 ? 200 : 100,
    figures,
    run: (seed) => brooker(tools, seed, { ...base, width, ...more }),
  }))
}

function triggers(tools) {
  const rows = [
    [3, 23, 0],
    [3, 27, 1],
    [2, 34, 0],
    [2, 40, 1],
    [1, 50, 0],
  ]
  return rows.map(([n, rate, stuck]) => ({
    id: 'B13b',
    name: `160/s for 5 s, then ${rate}/s, n=${n}`,
    reps: 10,
    figures: { collapsed: [stuck, '±0.1'] },
    run: (seed) => brooker(tools, seed, { rate, spike: 160, width: 5, seconds: 600, n }),
  }))
}
