/**
 * How fast the simulator is (`npm run bench:simulator`, `-- --rounds N`, default 5): simulated
 * calls a second through retry + breaker + timeout + bulkhead, kernel events a second, memory as
 * calls grow, the cost of the checks. Beside it, in turns, what one would do without it: the same
 * policies as async functions on a virtual clock, and cockatiel on one.
 *
 * CPU time, median of the rounds: quote ratios, not rates. cockatiel gets the kernel of the
 * simulator as its setTimeout and waits for microtasks by setImmediate; if PEERS_DIR has
 * @sinonjs/fake-timers, that is measured too. RESIL_LIB names another build.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { modulesOf } from './verify-simulator/index.mjs'
import { constant, toolsOf } from './verify-simulator/tools.mjs'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)
const root = fileURLToPath(new URL('..', import.meta.url))
const lib = process.env.RESIL_LIB ?? join(root, 'dist/lib')
const load = (file) => import(pathToFileURL(join(lib, `${file}.js`)))
const sim = await modulesOf(load)
const { EventQueue } = await load('simulator/event-queue')
const { open, world } = toolsOf(sim)
const { createRandom } = sim
const peers = createRequire(join(process.env.PEERS_DIR ?? root, 'package.json'))
const own = createRequire(join(root, 'package.json'))

const RATE = 10_000
const LATENCY_MS = 50
const POLICY = {
  timeout: { attempt: '1s' },
  retry: {
    maxAttempts: 4,
    maxElapsed: 'none',
    backoff: { kind: 'exponential', initial: '100ms', multiplier: 2, min: '0s', max: '2s' },
    jitter: { kind: 'full' },
  },
  circuitBreaker: {
    mode: 'count-window',
    failureRate: 0.95,
    window: { calls: 100 },
    minimumThroughput: 50,
  },
  bulkhead: { maxConcurrent: 100_000, maxQueued: 0 },
}

function simulated(p, calls, checks = 'sampled') {
  const run = world({
    seed: 1,
    checks,
    policy: POLICY,
    load: open('poisson', RATE),
    durationMs: (calls / RATE) * 1000,
    upstream: {
      latency: constant(LATENCY_MS),
      faults: [{ kind: 'errors', atMs: 0, durationMs: 1e12, share: p }],
    },
  }).run()
  return run.recorder.windows[0].offered
}

function kernel(pending, events) {
  const queue = new EventQueue()
  const random = createRandom(1)
  const subject = {}
  const kind = queue.register(() => queue.schedule(queue.now + random() * 1000, kind, subject))
  for (let i = 0; i < pending; i++) queue.schedule(random() * 1000, kind, subject)
  while (queue.executed < events) queue.step(Number.POSITIVE_INFINITY)
  return events
}

/** A virtual clock for promises: one event, then all that it sets free, then the next. */
function virtualClock() {
  const queue = new EventQueue()
  const fire = queue.register((run) => run())
  const timers = new Map()
  let ids = 0
  const set = (run, ms = 0) => {
    const id = ++ids
    const timer = queue.schedule(queue.now + ms, fire, () => {
      timers.delete(id)
      run()
    })
    timers.set(id, timer)
    return id
  }
  const clear = (id) => {
    const timer = timers.get(id)
    if (timer === undefined) return
    timers.delete(id)
    queue.cancel(timer)
  }
  const sleep = (ms) => new Promise((resolve) => set(resolve, ms))
  return { queue, set, clear, sleep }
}

const immediately = (step) => setImmediate(step)
/** Exact, and quicker: ticks run only when all microtasks have. */
const ticking = (step) => queueMicrotask(() => process.nextTick(step))

function drive(clock, wait, done) {
  return new Promise((resolve) => {
    const step = () => {
      if (done() || !clock.queue.step(Number.POSITIVE_INFINITY)) resolve()
      else wait(step)
    }
    step()
  })
}

const FAILURE = new Error('upstream failed')

/** Retry + breaker + timeout race + bulkhead as async functions. */
async function promised(p, calls) {
  const clock = virtualClock()
  const random = createRandom(1)
  const breaker = { open: false, failures: 0, total: 0 }
  let [running, ended] = [0, 0]
  const upstream = async () => {
    await clock.sleep(LATENCY_MS)
    if (random() < p) throw FAILURE
  }
  const timed = async () => {
    let timer
    const cut = new Promise((_, reject) => {
      timer = clock.set(() => reject(FAILURE), 1000)
    })
    try {
      return await Promise.race([upstream(), cut])
    } finally {
      clock.clear(timer)
    }
  }
  const guarded = async () => {
    if (breaker.open || running >= 100_000) throw FAILURE
    running++
    try {
      const value = await timed()
      breaker.total++
      return value
    } catch (error) {
      breaker.failures++
      throw error
    } finally {
      running--
    }
  }
  const call = async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await guarded()
      } catch (error) {
        if (attempt >= 4) throw error
        await clock.sleep(random() * Math.min(2000, 100 * 2 ** (attempt - 1)))
      }
    }
  }
  startCalls(clock, calls, () => call().then(count, count))
  await drive(clock, ticking, () => ended === calls)
  return calls

  function count() {
    ended++
  }
}

function startCalls(clock, calls, begin) {
  let started = 0
  const arrive = () => {
    if (++started < calls) clock.set(arrive, 1000 / RATE)
    begin()
  }
  clock.set(arrive, 0)
}

function cockatielPolicy(p, sleep) {
  const c = own('cockatiel')
  const random = createRandom(1)
  const retry = c.retry(c.handleAll, {
    maxAttempts: 3,
    backoff: new c.ExponentialBackoff({
      initialDelay: 100,
      maxDelay: 2000,
      generator: (state, { maxDelay }) => [
        random() * Math.min(maxDelay, 100 * 2 ** state),
        state + 1,
      ],
    }),
  })
  const breaker = c.circuitBreaker(c.handleAll, {
    halfOpenAfter: 5000,
    breaker: new c.ConsecutiveBreaker(1_000_000),
  })
  const policy = c.wrap(
    retry,
    breaker,
    c.timeout(1000, c.TimeoutStrategy.Aggressive),
    c.bulkhead(100_000, 0),
  )
  return () =>
    policy.execute(async () => {
      await sleep(LATENCY_MS)
      if (random() < p) throw FAILURE
    })
}

/** cockatiel with the kernel behind setTimeout. */
async function cockatiel(p, calls) {
  const clock = virtualClock()
  const real = [globalThis.setTimeout, globalThis.clearTimeout]
  const call = cockatielPolicy(p, clock.sleep)
  let ended = 0
  const count = () => ended++
  globalThis.setTimeout = (run, ms) => {
    const id = clock.set(run, ms)
    return { unref: () => {}, ref: () => {}, [Symbol.toPrimitive]: () => id }
  }
  globalThis.clearTimeout = (handle) => clock.clear(Number(handle))
  try {
    startCalls(clock, calls, () => call().then(count, count))
    await drive(clock, immediately, () => ended === calls)
  } finally {
    ;[globalThis.setTimeout, globalThis.clearTimeout] = real
  }
  return calls
}

/** cockatiel under @sinonjs/fake-timers, as one would write a test. */
async function cockatielSinon(p, calls) {
  const clock = sinon.install({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  try {
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    const call = cockatielPolicy(p, sleep)
    let ended = 0
    const count = () => ended++
    for (let i = 0; i < calls; i++) {
      setTimeout(() => call().then(count, count), (i * 1000) / RATE)
    }
    while (ended < calls) await clock.tickAsync(100)
  } finally {
    clock.uninstall()
  }
  return calls
}

function findSinon() {
  try {
    return peers('@sinonjs/fake-timers')
  } catch {
    return undefined
  }
}

async function rate(run) {
  const from = process.cpuUsage()
  const count = await run()
  const { user, system } = process.cpuUsage(from)
  return count / ((user + system) / 1e6)
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]

async function inTurns(variants) {
  const rates = variants.map(() => [])
  for (let round = -1; round < rounds; round++) {
    for (const [i, [, run]] of variants.entries()) {
      const measured = await rate(run)
      // The first round warms up.
      if (round >= 0) rates[i].push(measured)
    }
  }
  return rates.map(median)
}

const sinon = findSinon()
const shown = (value) => `${Math.round(value).toLocaleString('en')}/s`.padStart(14)

for (const p of [0.1, 0.5]) {
  const variants = [
    ['simulator', () => simulated(p, 400_000)],
    ['simulator, every step checked', () => simulated(p, 400_000, 'every')],
    ['simulator, nothing checked', () => simulated(p, 400_000, 'off')],
    ['promises on a virtual clock', () => promised(p, 40_000)],
    ['cockatiel on a virtual clock', () => cockatiel(p, 4000)],
    ...(sinon ? [['cockatiel, @sinonjs/fake-timers', () => cockatielSinon(p, 2000)]] : []),
  ]
  console.log(`\ncalls through retry + breaker + timeout + bulkhead, p = ${p}`)
  const rates = await inTurns(variants)
  variants.forEach(([name], i) => {
    const ratio = i === 0 ? '' : `   simulator is ${(rates[0] / rates[i]).toFixed(1)}x`
    console.log(`  ${name.padEnd(34)}${shown(rates[i])}${ratio}`)
  })
}

console.log('\nkernel events')
const sizes = [10, 1000, 100_000]
const events = await inTurns(sizes.map((size) => ['', () => kernel(size, 3_000_000)]))
sizes.forEach((size, i) => {
  console.log(`  ${`${size.toLocaleString('en')} pending`.padEnd(34)}${shown(events[i])}`)
})

console.log('\nheap after a collection, MB (run with --expose-gc)')
for (const calls of [100_000, 1_000_000, 10_000_000]) {
  simulated(0.1, calls)
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  const text = `${(heapUsed / 1e6).toFixed(1)} heap, ${(rss / 1e6).toFixed(0)} resident`
  console.log(`  ${`after ${calls.toLocaleString('en')} calls`.padEnd(34)}${text}`)
}
