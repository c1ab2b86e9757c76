/**
 * What a call through resil costs next to cockatiel, opossum and a bare call (`npm run bench:peers`
 * with `-- --processes N` for more or fewer than 5, `--only <text>` for rows whose name holds it).
 *
 * Each variant runs in processes of its own, batch by batch in turns with `bare`; the ratio is
 * taken inside of each round, so that the machine's drift hits both. Printed: median over the
 * processes of the median ratio. Nanoseconds differ by machine: quote ratios. Bytes are heap growth
 * per call without a collection. RESIL_LIB names another build of the library, PEERS_DIR a folder
 * whose node_modules holds the peers.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const lib = process.env.RESIL_LIB ?? join(root, 'dist/lib')
const peers = createRequire(join(process.env.PEERS_DIR ?? root, 'package.json'))

const FAILURE = new Error('upstream failed')
const succeeds = async () => 42
/** Succeeds once in a while, or every breaker would open. */
let failures = 0
const fails = async () => {
  await null
  if (++failures % 5000 === 0) return 42
  throw FAILURE
}
/** Fails every other time. */
const flaps = () => {
  let turn = 0
  return async () => {
    if (turn++ % 2 === 0) {
      await null
      throw FAILURE
    }
    return 42
  }
}
const swallow = (run) => async () => {
  try {
    await run()
  } catch {}
}

const BREAKER = { mode: 'consecutive', threshold: 100_000 }
const RETRY = {
  maxAttempts: 3,
  backoff: { kind: 'fixed', initial: '0s' },
  jitter: { kind: 'none' },
}
const ONCE = { ...RETRY, maxAttempts: 1 }

async function orchestrator(policy) {
  const load = (file) => import(pathToFileURL(join(lib, file)))
  const [{ createOrchestrator }, { resolveOperation }] = await Promise.all([
    load('runtime/orchestrator.js'),
    load('policy/resolve.js'),
  ])
  const off = { retry: false, circuitBreaker: false, timeout: false }
  const document = { version: 1, defaults: { ...off, ...policy } }
  const resolved = policy === undefined ? {} : { document }
  const operations = ['op', ...Array.from({ length: 20 }, (_, i) => `other ${i}`)]
  const made = createOrchestrator({
    policies: { operations, policyOf: (name) => resolveOperation(resolved, name).policy },
  })
  for (const name of operations) await made.execute(name, succeeds)
  return made
}

async function resil(policy, fn, open = false) {
  const made = await orchestrator(policy)
  if (open) made.isolate('op')
  return () => made.execute('op', fn)
}

async function resilHeard(policy, fn) {
  const made = await orchestrator(policy)
  made.on(() => {})
  return () => made.execute('op', fn)
}

async function cockatiel({ attempts, breaker, timeout }, fn, open = false) {
  const c = peers('cockatiel')
  const parts = []
  if (attempts) {
    const backoff = new c.ConstantBackoff(0)
    parts.push(c.retry(c.handleAll, { maxAttempts: attempts - 1, backoff }))
  }
  if (breaker) {
    const made = c.circuitBreaker(c.handleAll, {
      halfOpenAfter: 60_000,
      breaker: new c.ConsecutiveBreaker(100_000),
    })
    if (open) made.isolate()
    parts.push(made)
  }
  if (timeout) parts.push(c.timeout(5000, c.TimeoutStrategy.Aggressive))
  const policy = parts.length > 1 ? c.wrap(...parts) : parts[0]
  return () => policy.execute(fn)
}

async function opossum({ timeout }, fn, open = false) {
  const CircuitBreaker = peers('opossum')
  const breaker = new CircuitBreaker(fn, {
    timeout: timeout ? 5000 : false,
    errorThresholdPercentage: 100,
    volumeThreshold: 1e9,
    rollingPercentilesEnabled: false,
  })
  if (open) breaker.open()
  return () => breaker.fire()
}

/** Scenario, baseline, and the variants: name → a function that gives one call. */
const SCENARIOS = [
  {
    name: 'success',
    bare: () => succeeds,
    variants: {
      'resil retry+breaker': () => resil({ retry: RETRY, circuitBreaker: BREAKER }, succeeds),
      'resil preset simple': () => resil(undefined, succeeds),
      'resil retry+breaker, one listener': () =>
        resilHeard({ retry: RETRY, circuitBreaker: BREAKER }, succeeds),
      'cockatiel retry+breaker': () => cockatiel({ attempts: 3, breaker: true }, succeeds),
      'opossum, timeout off': () => opossum({}, succeeds),
      'resil retry+breaker+timeout': () =>
        resil({ retry: RETRY, circuitBreaker: BREAKER, timeout: { attempt: '5s' } }, succeeds),
      'cockatiel retry+breaker+timeout': () =>
        cockatiel({ attempts: 3, breaker: true, timeout: true }, succeeds),
      'opossum, timeout on': () => opossum({ timeout: true }, succeeds),
    },
  },
  {
    name: 'failure',
    bare: () => swallow(fails),
    variants: {
      'resil retry+breaker': async () =>
        swallow(await resil({ retry: ONCE, circuitBreaker: BREAKER }, fails)),
      'cockatiel retry+breaker': async () =>
        swallow(await cockatiel({ attempts: 1, breaker: true }, fails)),
      'opossum, percentiles off': async () => swallow(await opossum({}, fails)),
    },
  },
  {
    name: 'open breaker',
    bare: () => succeeds,
    variants: {
      'resil retry+breaker': async () =>
        swallow(await resil({ retry: RETRY, circuitBreaker: BREAKER }, succeeds, true)),
      'cockatiel breaker': async () => swallow(await cockatiel({ breaker: true }, succeeds, true)),
      'cockatiel retry+breaker': async () =>
        swallow(await cockatiel({ attempts: 1, breaker: true }, succeeds, true)),
      opossum: async () => swallow(await opossum({}, succeeds, true)),
    },
  },
  {
    name: 'one retry at once',
    bare: () => swallow(fails),
    calls: 1,
    variants: {
      'resil retry+breaker': () => resil({ retry: RETRY, circuitBreaker: BREAKER }, flaps()),
      'cockatiel retry+breaker': () => cockatiel({ attempts: 3, breaker: true }, flaps()),
    },
  },
]

const WARM_UP_MS = 400
const BATCH_MS = 3
const ROUNDS = 100

await main()

async function main() {
  const { values } = parseArgs({
    options: {
      processes: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      child: { type: 'string' },
      bytes: { type: 'boolean', default: false },
    },
  })
  if (values.child !== undefined) return measureHere(values.child, values.bytes)
  const processes = Number(values.processes)
  if (!Number.isInteger(processes) || processes < 1) {
    process.stderr.write(`--processes takes a whole number from 1 up, not "${values.processes}".\n`)
    process.exitCode = 2
    return
  }
  row(['', 'x bare', 'ns', 'bare ns', 'bytes'])
  for (const { name, variants } of SCENARIOS) {
    for (const variant of Object.keys(variants)) {
      if (`${name}: ${variant}`.includes(values.only)) compare(`${name}: ${variant}`, processes)
    }
  }
}

function compare(key, processes) {
  const runs = Array.from({ length: processes }, () => spawn(key, []))
  const { bytes } = spawn(key, ['--bytes'])
  const [ratio, ns, bare] = ['ratio', 'ns', 'bare'].map((name) => median(runs.map((r) => r[name])))
  row([key, ratio.toFixed(2), ns.toFixed(0), bare.toFixed(0), bytes.toFixed(0)])
}

function row([name, ...figures]) {
  process.stdout.write(`${name.padEnd(52) + figures.map((text) => text.padStart(10)).join('')}\n`)
}

function spawn(key, flags) {
  const env = { ...process.env }
  delete env.NODE_EXTRA_CA_CERTS
  delete env.NODE_OPTIONS
  const node = [
    '--expose-gc',
    ...(flags.length > 0 ? ['--max-semi-space-size=256', '--min-semi-space-size=256'] : []),
  ]
  const args = [...node, fileURLToPath(import.meta.url), '--child', key, ...flags]
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${key} failed:\n${stderr}`)
  return JSON.parse(stdout)
}

async function measureHere(key, bytes) {
  const scenario = SCENARIOS.find(({ name }) => key.startsWith(`${name}: `))
  const make = scenario.variants[key.slice(scenario.name.length + 2)]
  const call = await make()
  const found = bytes ? await bytesOf(call) : await ratioOf(scenario.bare(), call)
  process.stdout.write(JSON.stringify(found))
  process.exit(0)
}

async function ratioOf(bare, call) {
  const sizes = [await sizeFor(bare), await sizeFor(call)]
  const rounds = { ratios: [], ns: [], bare: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const pair = [0, 0]
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    for (const which of order) pair[which] = await time(which ? call : bare, sizes[which])
    rounds.ratios.push(pair[1] / pair[0])
    rounds.ns.push(pair[1])
    rounds.bare.push(pair[0])
  }
  return { ratio: median(rounds.ratios), ns: median(rounds.ns), bare: median(rounds.bare) }
}

/** Warms up, and gives the number of calls that fill a batch. */
async function sizeFor(call) {
  const end = performance.now() + WARM_UP_MS
  let ns = 0
  while (performance.now() < end) ns = await time(call, ns > 0 ? batchFor(ns) : 1)
  return batchFor(ns)
}

function batchFor(ns) {
  return Math.max(1, Math.round((BATCH_MS * 1e6) / ns))
}

/** Mean ns of one call. */
async function time(call, count) {
  const start = performance.now()
  for (let i = 0; i < count; i++) await call()
  return ((performance.now() - start) * 1e6) / count
}

async function bytesOf(call) {
  const count = 10_000
  for (let i = 0; i < count; i++) await call()
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < count; i++) await call()
  return { bytes: (process.memoryUsage().heapUsed - before) / count }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]
}
