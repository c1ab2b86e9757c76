/**
 * Runs the migration over a folder of real configurations and prints a table per folder of it:
 * files, how many migrate, what became of their settings, crashes (must be 0), confidence.
 *
 *   npm run corpus -- FOLDER [--files]     --files adds a line for each file
 *
 * Exits 1 when a file crashes the migration, or when anything below `negative/` migrates.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { migrate } from '../dist/lib/migrate/migrate.js'
import { readSource } from '../dist/lib/migrate/read-source.js'
import { decodeText } from '../dist/lib/syntax/read.js'

const args = process.argv.slice(2)
const folder = args.find((arg) => !arg.startsWith('--'))
if (!folder) {
  console.error('usage: npm run corpus -- FOLDER [--files]')
  process.exitCode = 2
} else {
  const results = filesBelow(folder).map((path) => examine(path))
  const groups = new Map()
  for (const result of results) {
    const group = relative(folder, result.path).split('/')[0]
    groups.set(group, [...(groups.get(group) ?? []), result])
  }
  printTable([head(), ...[...groups].map(([name, group]) => row(name, group))])
  if (args.includes('--files')) printFiles(results)
  const wrong = results.filter(
    ({ path, crash, status }) => crash || (path.includes('/negative/') && status === 'migrated'),
  )
  for (const { path, crash } of wrong) console.log(`\n${path}\n${crash ?? 'must not migrate'}`)
  process.exitCode = wrong.length > 0 ? 1 : 0
}

function filesBelow(path) {
  const entries = readdirSync(path, { withFileTypes: true })
  const names = entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  return names.flatMap((entry) => {
    const child = join(path, entry.name)
    if (entry.isDirectory()) return filesBelow(child)
    return path === folder ? [] : [child]
  })
}

function examine(path) {
  const started = performance.now()
  try {
    const decoded = decodeText(path, readFileSync(path))
    if (!decoded.value) return { path, status: 'failed', settings: [], ms: 0 }
    const result = migrate([readSource(decoded.value)])
    const { status, settings, fidelity, preset, formats, diagnostics } = result
    const ms = performance.now() - started
    return { path, status, settings, fidelity, preset, formats, diagnostics, ms }
  } catch (error) {
    return { path, status: 'crashed', settings: [], crash: error.stack, ms: 0 }
  }
}

function head() {
  return [
    ...['folder', 'files', 'migrated', 'nothing', 'failed', 'crashed'],
    ...['exact', 'approx', 'decide', 'ignored', 'unknown', 'confidence'],
  ]
}

function row(name, group) {
  const settings = group.flatMap((result) => result.settings)
  const status = (wanted) => group.filter((result) => result.status === wanted).length
  const fate = (wanted) => settings.filter((setting) => setting.fate === wanted).length
  const scored = group.filter((result) => result.fidelity)
  const mean = scored.reduce((sum, result) => sum + result.fidelity.score, 0) / scored.length
  return [
    name,
    ...[group.length, status('migrated'), status('nothing'), status('failed'), status('crashed')],
    ...['exact', 'approximate', 'decision', 'ignored', 'unknown'].map(fate),
    scored.length === 0 ? '-' : mean.toFixed(2),
  ]
}

function printTable(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((cells) => String(cells[at]).length)))
  for (const cells of rows) {
    const padded = cells.map((cell, at) =>
      at === 0 ? String(cell).padEnd(widths[at]) : String(cell).padStart(widths[at]),
    )
    console.log(padded.join('  '))
  }
}

function printFiles(results) {
  for (const { path, status, settings, fidelity, preset, formats, ms, diagnostics } of results) {
    const kinds = (formats ?? []).map((format) => format.id).join('+') || '-'
    const findings = (diagnostics ?? []).map((d) => `${d.ruleId}@${d.span?.start.line ?? '-'}`)
    console.log(
      `\n${relative(folder, path)}\n  ${status} ${kinds} ${settings.length} settings ` +
        `${preset?.preset ?? '-'} ${preset?.score ?? '-'} fidelity ${fidelity?.score ?? '-'} ` +
        `${ms.toFixed(0)} ms\n  ${findings.join(' ')}`,
    )
  }
}
