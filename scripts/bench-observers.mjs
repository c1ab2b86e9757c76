/**
 * What watching an orchestrator adds to a successful call: a listener, metrics, both, metrics with
 * an audit trail. `node scripts/bench-observers.mjs`, `-- --processes N` for more or fewer than 5.
 *
 * A watched and a plain orchestrator run in one process, batch by batch in turns; the ratio is
 * taken inside of each round, and the median of all. Printed: least, median and greatest over the
 * processes. RESIL_LIB names another build of the library.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const lib = process.env.RESIL_LIB ?? join(root, 'dist/lib')
const load = (file) => import(pathToFileURL(join(lib, file)).href)
const succeeds = async () => 42

const VARIANTS = {
  nothing: async () => {},
  'one listener': async (watched) => watched.on(() => {}),
  metrics: async (watched) => (await load('runtime/metrics/metrics.js')).createMetrics(watched),
  'metrics and one listener': async (watched) => {
    ;(await load('runtime/metrics/metrics.js')).createMetrics(watched)
    watched.on(() => {})
  },
  'metrics and audit trail': async (watched, folder) => {
    ;(await load('runtime/metrics/metrics.js')).createMetrics(watched)
    const { createAuditTrail } = await load('runtime/audit/trail.js')
    createAuditTrail(watched, { path: join(folder, 'trail.jsonl') })
  },
}
const LIMITS = { 'retry+breaker': false, 'retry+breaker+timeout': { attempt: '5s' } }

const CALLS = 8000
const WARM_UP = 60
const ROUNDS = 300

const { values } = parseArgs({
  options: { processes: { type: 'string', default: '5' }, child: { type: 'string' } },
})
if (values.child === undefined) compareAll(Number(values.processes))
else await measureHere(...values.child.split(': '))

function compareAll(processes) {
  const env = { ...process.env }
  delete env.NODE_EXTRA_CA_CERTS
  delete env.NODE_OPTIONS
  for (const limits of Object.keys(LIMITS)) {
    for (const variant of Object.keys(VARIANTS)) {
      const key = `${limits}: ${variant}`
      const ratios = Array.from({ length: processes }, () => {
        const args = [fileURLToPath(import.meta.url), '--child', key]
        const { stdout, stderr, status } = spawnSync(process.execPath, args, { env })
        if (status !== 0) throw new Error(`${key} failed:\n${stderr}`)
        return Number(stdout)
      }).toSorted((a, b) => a - b)
      const shown = [ratios[0], ratios[processes >> 1], ratios[processes - 1]]
      const figures = shown.map((ratio) => ratio.toFixed(2).padStart(8)).join('')
      process.stdout.write(`${key.padEnd(52)}${figures}\n`)
    }
  }
}

async function measureHere(limits, variant) {
  const folder = mkdtempSync(join(tmpdir(), 'resil-bench-'))
  const orchestrators = [await orchestrator(LIMITS[limits]), await orchestrator(LIMITS[limits])]
  await VARIANTS[variant](orchestrators[1], folder)
  const calls = orchestrators.map((one) => () => one.execute('op', succeeds))
  for (let i = 0; i < WARM_UP; i++) for (const call of calls) await time(call)
  const ratios = []
  for (let round = 0; round < ROUNDS; round++) {
    const pair = [0, 0]
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) pair[which] = await time(calls[which])
    ratios.push(pair[1] / pair[0])
  }
  rmSync(folder, { recursive: true, force: true })
  process.stdout.write(String(ratios.toSorted((a, b) => a - b)[ROUNDS >> 1]))
  process.exit(0)
}

async function orchestrator(timeout) {
  const { createOrchestrator } = await load('runtime/orchestrator.js')
  const { resolveOperation } = await load('policy/resolve.js')
  const retry = {
    maxAttempts: 3,
    backoff: { kind: 'fixed', initial: '0s' },
    jitter: { kind: 'none' },
  }
  const circuitBreaker = { mode: 'consecutive', threshold: 100_000 }
  const document = { version: 1, defaults: { timeout, retry, circuitBreaker } }
  const policyOf = (name) => resolveOperation({ document }, name).policy
  return createOrchestrator({ policies: { operations: ['op'], policyOf } })
}

async function time(call) {
  const start = performance.now()
  for (let i = 0; i < CALLS; i++) await call()
  return performance.now() - start
}
