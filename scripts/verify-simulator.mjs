/**
 * Compares the simulator with known results of theory and of other people's programs (`npm run
 * verify:simulator`): expected, measured, tolerance, pass or FAIL, one row for each figure.
 *
 *   -- --only B9       checks whose id or name holds it
 *   -- --quick         the checks that also run with the tests
 *   -- --seed TEXT     other seeds; each check and replication has its own in any case
 *
 * A row that differs from its source for a reason that is known says so (`expl`, because …).
 * `z` is the distance from the expected value in standard errors of the replications: rows far
 * beyond 4 say that the tolerance alone lets them pass. RESIL_LIB names another build. Exits 1 when
 * a row fails.
 */
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { checksOf, modulesOf, runCheck } from './verify-simulator/index.mjs'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '' },
  },
})
const lib = process.env.RESIL_LIB ?? fileURLToPath(new URL('../dist/lib', import.meta.url))
const sim = await modulesOf((file) => import(pathToFileURL(join(lib, `${file}.js`))))
const checks = checksOf(sim).filter(
  ({ id, name, quick }) =>
    (values.only === undefined || id === values.only || name.includes(values.only)) &&
    (!values.quick || quick),
)

const started = performance.now()
print('', 'check', 'figure', 'expected', 'measured', 'tolerance', 'z', 's')
const rows = checks.flatMap((check) => {
  const from = performance.now()
  const made = runCheck(check, values.seed)
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  made.forEach((row, i) => {
    const { id, name, figure, expected, measured, tolerance, z, ok, note } = row
    const took = i === 0 ? seconds : ''
    const cells = [`${id} ${name}`, figure, text(expected), text(measured), tolerance]
    const verdict = ok ? 'pass' : note ? 'expl' : 'FAIL'
    print(verdict, ...cells, z === 0 ? '' : z.toFixed(1), took)
    if (verdict === 'expl') console.log(`     because ${note}`)
  })
  return made
})
const failed = rows.filter(({ ok, note }) => !ok && !note).length
const explained = rows.filter(({ ok, note }) => !ok && note).length
const passed = rows.length - failed - explained
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(
  `\n${rows.length} rows: ${passed} pass, ${explained} explained, ${failed} fail, ${seconds} s`,
)
process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0

function text(value) {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)))
}

function print(verdict, name, figure, ...cells) {
  const widths = [10, 10, 10, 6, 6]
  const right = cells.map((cell, i) => cell.padStart(widths[i]))
  console.log([verdict.padEnd(4), name.padEnd(48), figure.padEnd(12), ...right].join(' '))
}
