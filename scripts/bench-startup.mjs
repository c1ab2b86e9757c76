/**
 * Prints what a start of the built CLI costs, as a ratio to `node -e 0` (`npm run bench:startup`,
 * `-- --pairs N` for more or fewer than 25 pairs).
 *
 * Each pair runs the baseline and the command one after the other, in turning order, and the ratio
 * is taken inside the pair: the machine's drift hits both. Milliseconds differ by machine:
 * quote ratios.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const fixture = 'fixtures/formats/hystrix/basic/input.properties'
const BASELINE = ['-e', '0']
const COMMANDS = [
  { name: '--version', args: ['--version'], exitCode: 0 },
  { name: '--help', args: ['--help'], exitCode: 0 },
  { name: 'migrate <small file>', args: ['migrate', fixture], exitCode: 0 },
]

// NODE_EXTRA_CA_CERTS alone adds about 40 ms to every start on Node 20, and so flatters each ratio.
const env = { ...process.env, NO_COLOR: '1' }
delete env.NODE_EXTRA_CA_CERTS
delete env.NODE_OPTIONS
delete env.NODE_COMPILE_CACHE

main()

function main() {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: '25' } } })
  const pairs = Number(values.pairs)
  if (!Number.isInteger(pairs) || pairs < 1) {
    console.error(`--pairs takes a whole number from 1 up, not "${values.pairs}".`)
    process.exitCode = 2
    return
  }
  if (!existsSync(`${root}dist/cli/main.cjs`)) {
    console.error('Nothing to measure: run `npm run build` first.')
    process.exitCode = 2
    return
  }
  const runs = COMMANDS.map((command) => ({ ...command, ...probe(command), base: [], own: [] }))
  const good = runs.filter((run) => run.fault === undefined)
  for (let pair = 0; pair < pairs; pair++) for (const run of good) measurePair(run, pair)
  print(runs, pairs)
  if (good.length < runs.length) process.exitCode = 1
}

/** One unmeasured run: it warms the disk cache, and shows whether the command works at all. */
function probe({ args, exitCode }) {
  const { status, signal, stderr } = start(['bin/resil.js', ...args])
  if (status === exitCode) return {}
  const line = stderr.toString().trim().split('\n')[0] ?? ''
  return { fault: `exit code ${status ?? signal} in place of ${exitCode}: ${line}` }
}

function measurePair(run, pair) {
  const steps = [
    () => run.base.push(time(BASELINE)),
    () => run.own.push(time(['bin/resil.js', ...run.args])),
  ]
  for (const step of pair % 2 === 0 ? steps : steps.reverse()) step()
}

function time(args) {
  const begin = process.hrtime.bigint()
  start(args)
  return Number(process.hrtime.bigint() - begin) / 1e6
}

function start(args) {
  return spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function print(runs, pairs) {
  const rows = [['command', 'ms', 'node -e 0 ms', 'ratio']]
  for (const { name, fault, base, own } of runs) {
    if (fault !== undefined) rows.push([name, '-', '-', 'not measured'])
    else {
      const ratios = own.map((ms, i) => ms / base[i])
      rows.push([name, ms(own), ms(base), median(ratios).toFixed(2)])
    }
  }
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)))
  for (const row of rows) {
    const cells = row.map((c, i) => (i === 0 ? c.padEnd(widths[i]) : c.padStart(widths[i])))
    console.log(cells.join('  '))
  }
  console.log(`\nmedians of ${pairs} pairs, Node ${process.versions.node}, ${process.platform}`)
  for (const { name, fault } of runs) if (fault !== undefined) console.log(`${name}: ${fault}`)
}

function ms(values) {
  return median(values).toFixed(1)
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
