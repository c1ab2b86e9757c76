/**
 * B7: what a budget leaves of the retries. Buckets that pay on start or success, and the share of
 * calls in flight, are the machine's own; the buckets of other libraries (refunds, floors,
 * half-full rules) stand in the budget's place.
 */
import { atOnce, constant, doubling, errors } from './tools.mjs'

const CALLS = 200_000

export function budgets(tools) {
  return [...deposits(tools), ...sdk(tools), ...others(tools), ...limited(tools)]
}

const summary = ({ recorder: { windows } }) => ({
  amp: windows[0].attempts / windows[0].offered,
  ok: windows[0].succeeded / windows[0].offered,
})

const bucket = (depositOn, tokenRatio = 0.1) => ({
  kind: 'token-bucket',
  maxTokens: 10,
  tokenRatio,
  depositOn,
})

function failing({ world, open }, seed, p, retry, calls = CALLS) {
  return world({
    seed,
    policy: { retry },
    load: open('poisson', 1000),
    durationMs: calls,
    upstream: { faults: [errors(p)] },
  })
}

function deposits(tools) {
  const rows = [
    ['start', 0.5, 1.1, 0.55],
    ['start', 1, 1.1, 0],
    ['success', 0.3, 1.0753, 0.7 * 1.0753],
    ['success', 0.5, 1.0526, 0.5 * 1.0526],
    ['success', 0.75, 1.0256, 0.25 * 1.0256],
    ['success', 0.9, 1.0101, 0.1 * 1.0101],
  ]
  return rows.map(([on, p, amp, ok]) => ({
    id: 'B7',
    name: `a tenth for each ${on}, p=${p}`,
    reps: 5,
    quick: p === 0.5,
    figures: { amp: [amp, '1%'], ok: [ok, '1.5%'] },
    run: (seed) =>
      summary(failing(tools, seed, p, { ...atOnce(4), budget: bucket(on) }, 100_000).run()),
  }))
}

/**
 * The AWS SDKs: 500 tokens, a retry costs, gets its cost back if it succeeds; first tries pay 1.
 */
function withSdkBucket(run, cost) {
  const budget = {
    inFlight: 0,
    tokens: 500,
    granted: 0,
    started: () => {},
    succeeded: () => {},
    release: () => {},
    tryAcquire: () => {
      if (budget.tokens < cost) return false
      budget.tokens -= cost
      budget.granted++
      return true
    },
  }
  run.clients[0].operation.budget = budget
  const ended = run.recorder.ended.bind(run.recorder)
  run.recorder.ended = (call) => {
    ended(call)
    if (call.outcome !== 'success') return
    budget.tokens = Math.min(500, budget.tokens + (call.attempts > 1 ? cost : 1))
  }
  run.run()
  return budget
}

function sdk(tools) {
  const retry = (n) => ({ ...atOnce(n), budget: bucket('start') })
  const steady = [
    [0.3, 1.39],
    [0.5, 1.2],
    [0.7, 1.0857],
    [0.9, 1.0222],
  ].map(([p, amp]) => ({
    id: 'B7',
    name: `AWS SDK, cost 5, p=${p}`,
    figures: { amp: [amp, '1%'] },
    run: (seed) => {
      const run = failing(tools, seed, p, retry(3))
      withSdkBucket(run, 5)
      return summary(run)
    },
  }))
  const outage = [
    [5, 100],
    [10, 50],
    [14, 35],
  ].map(([cost, retries]) => ({
    id: 'B7',
    name: `AWS SDK, cost ${cost}, total outage`,
    quick: true,
    figures: { retries: [retries, '='] },
    run: (seed) => ({
      retries: withSdkBucket(failing(tools, seed, 1, retry(3), 2000), cost).granted,
    }),
  }))
  // c (p^2 + p^3) = 1 - p: 21.5 % for transient, 32.1 % for throttling.
  const drain = [
    [14, 0.195, 350, '>='],
    [14, 0.235, 150, '<='],
    [5, 0.3, 350, '>='],
    [5, 0.345, 150, '<='],
  ].map(([cost, p, tokens, gate]) => ({
    id: 'B7',
    name: `AWS SDK 2026, cost ${cost}, failures ${p}`,
    figures: { tokens: [tokens, gate] },
    run: (seed) => ({ tokens: withSdkBucket(failing(tools, seed, p, retry(3)), cost).tokens }),
  }))
  return [...steady, ...outage, ...drain]
}

function others(tools) {
  const substituted = (name, p, amp, gate, make) => ({
    id: 'B7',
    name,
    figures: { amp: [amp, gate] },
    run: (seed) => {
      const run = failing(tools, seed, p, { ...atOnce(3), budget: bucket('start') })
      run.clients[0].operation.budget = make(run.queue)
      return summary(run.run())
    },
  })
  return [
    {
      id: 'B7',
      name: 'SRE: 3 attempts alone',
      quick: true,
      figures: { amp: [3, '='] },
      run: (seed) => summary(failing(tools, seed, 1, atOnce(3), 1000).run()),
    },
    {
      id: 'B7',
      name: 'Envoy: a fifth of the calls in flight, all fail',
      figures: { amp: [1.25, '1.5%'] },
      run: (seed) => envoy(tools, seed),
    },
    substituted('Finagle: 20 % and 10/s, all fail, 1000 rps', 1, 1.21, '1%', finagle),
    substituted('gRPC A6, f=.05: retries live', 0.05, 1.0525, '1%', grpc),
    substituted('gRPC A6, f=.3: retries die', 0.3, 1.005, '±0.005', grpc),
  ]
}

function envoy({ world, open }, seed) {
  const budget = { kind: 'ratio', ratio: 0.2, minConcurrent: 3 }
  return summary(
    world({
      seed,
      policy: { retry: { ...atOnce(2), budget } },
      load: open('poisson', 1000),
      durationMs: 100_000,
      upstream: { latency: constant(500), faults: [errors(1)] },
    }).run(),
  )
}

function finagle(queue) {
  let [tokens, at] = [0, 0]
  return {
    inFlight: 0,
    started: () => {
      tokens = Math.min(2100, tokens + 0.2 + ((queue.now - at) / 1000) * 10)
      at = queue.now
    },
    succeeded: () => {},
    release: () => {},
    tryAcquire: () => tokens >= 1 && tokens-- >= 1,
  }
}

/** 10 tokens, less 1 for a failure, more .1 for a success; retries only above half. */
function grpc() {
  let tokens = 10
  return {
    inFlight: 0,
    started: () => {},
    succeeded: () => {
      tokens = Math.min(10, tokens + 0.1)
    },
    release: () => {},
    tryAcquire: () => {
      tokens = Math.max(0, tokens - 1)
      return tokens > 5
    },
  }
}

/** A limit of R/s under an offer of more: retries buy nothing but load. */
function limited({ world, open }) {
  const rows = [
    [0.5, 2, 1.7071],
    [0.5, 4, 3.1426],
    [0.8, 4, 2.415],
    [0.25, 4, 3.6026],
  ]
  return rows.map(([share, n, amp]) => ({
    id: 'B7',
    name: `429 above ${share} of the offer, n=${n}`,
    figures: { amp: [amp, '1.5%'], ok: [share, '1.5%'] },
    run: (seed) => {
      const run = world({
        seed,
        policy: { retry: doubling(n, 20_000, 20_000, 'full') },
        load: open('poisson', 400),
        durationMs: 600_000,
        windows: [
          { name: 'warm-up', fromMs: 0, untilMs: 100_000 },
          { name: 'measured', fromMs: 100_000, untilMs: 500_000 },
          { name: 'end', fromMs: 500_000, untilMs: 600_000 },
        ],
        upstream: {
          rateLimit: {
            limit: 400 * share,
            periodMs: 1000,
            algorithm: 'token-bucket',
            retryAfter: false,
          },
        },
      }).run()
      const { attempts, offered, succeeded } = run.recorder.windows[1]
      return { amp: attempts / offered, ok: succeeded / offered }
    },
  }))
}
