/**
 * B8: Google's client-side throttling. It is no policy of the product: it stands in the breaker's
 * place, so that machine and driver are the same.
 */
import { errors } from './tools.mjs'

const WINDOW_S = 120
const BREAKER = { mode: 'consecutive', threshold: 1_000_000 }

export function throttle({ world, open }) {
  const chance = [
    [2, 0.45, 1, '±0.01'],
    [2, 0.7, 0.0003, '±0.003'],
    [2, 1, 0.0001, '±0.001'],
    [1.1, 0.05, 1, '±0.01'],
    [1.1, 0.3, 0.005, '±0.005'],
  ].map(([k, f, forwarded, gate]) => ({
    id: 'B8',
    name: `K=${k}, failures ${f}`,
    figures: { forwarded: [forwarded, gate] },
    run: (seed) => {
      const run = throttled(world, k, {
        seed,
        load: open('poisson', 100),
        durationMs: 1_200_000,
        upstream: { faults: [errors(f)] },
      })
      return { forwarded: lastPart(run) / 100 }
    },
  }))
  const limited = [
    [1.1, 54.9],
    [1.5, 75],
    [2, 99.8],
    [3, 149.7],
  ].map(([k, seen]) => ({
    id: 'B8',
    name: `K=${k}, capacity 50/s of 400/s`,
    reps: 3,
    figures: { seen: [seen, '1.5%'] },
    run: (seed) => {
      const rateLimit = { limit: 50, periodMs: 1000, algorithm: 'token-bucket', retryAfter: false }
      const run = throttled(world, k, {
        seed,
        load: open('poisson', 400),
        durationMs: 1_200_000,
        upstream: { rateLimit },
      })
      return { seen: lastPart(run) }
    },
  }))
  return [...chance, ...limited]
}

/** Attempts a second in the last five minutes. */
function lastPart({ recorder: { buckets } }) {
  const last = buckets.slice(15, 20)
  return last.reduce((sum, bucket) => sum + bucket.attempts, 0) / 300
}

function throttled(world, k, options) {
  const run = world({ ...options, policy: { circuitBreaker: BREAKER } })
  const chance = run.streams.of('throttle')
  for (const { operation } of run.clients) operation.breaker = new Throttle(k, chance, operation)
  return run.run()
}

class Throttle {
  state = 'closed'
  epoch = 1
  tracksSlow = false
  requests = new Float64Array(WINDOW_S)
  accepts = new Float64Array(WINDOW_S)
  seen = [0, 0]
  second = 0

  constructor(k, chance, { breaker }) {
    this.k = k
    this.chance = chance
    this.policy = breaker.policy
    this.waiting = breaker.waiting
  }

  acquire(now, attempt) {
    this.settle(now)
    const [requests, accepts] = this.seen
    const share = Math.max(0, (requests - this.k * accepts) / (requests + 1))
    this.count(0)
    if (this.chance() < share) return false
    attempt.epoch = 1
    return true
  }

  succeeded(now, attempt) {
    attempt.epoch = 0
    this.settle(now)
    this.count(1)
  }

  failed(_now, attempt) {
    attempt.epoch = 0
  }

  released(attempt) {
    attempt.epoch = 0
  }

  holds() {
    return true
  }

  rejects() {
    return false
  }

  retryAfterMs() {
    return 0
  }

  count(which) {
    const counts = which === 0 ? this.requests : this.accepts
    counts[this.second % WINDOW_S]++
    this.seen[which]++
  }

  settle(now) {
    const second = Math.floor(now / 1000)
    while (this.second < second) {
      const slot = ++this.second % WINDOW_S
      this.seen[0] -= this.requests[slot]
      this.seen[1] -= this.accepts[slot]
      this.requests[slot] = 0
      this.accepts[slot] = 0
    }
  }
}
