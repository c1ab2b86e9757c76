/** Checks imports: the module matrix (matrix.ts) and cycles between files. */
import { posix } from 'node:path'
import { MATRIX, type ModuleRow } from './matrix.js'
import { type HouseFile, isNode, lineAt, moduleOf, type Problem, programOf, walk } from './tree.js'

export interface Import {
  /** The path of a file of the project, or the name of a package or `node:` module. */
  readonly target: string
  readonly typeOnly: boolean
  readonly line: number
}

/** Static, dynamic and type imports, re-exports included. */
export function importsOf(file: HouseFile): Import[] {
  const { staticImports, staticExports } = file.parsed.module
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean, offset: number) =>
    found.push({ target: targetOf(file.path, specifier), typeOnly, line: lineAt(file, offset) })

  for (const { moduleRequest, entries, start } of staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((e) => e.isType), start)
  }
  for (const { entries } of staticExports) {
    for (const { moduleRequest, isType, start } of entries) {
      if (moduleRequest) add(moduleRequest.value, isType, start)
    }
  }
  walk(programOf(file), (node) => {
    if (node.type !== 'ImportExpression' && node.type !== 'TSImportType') return undefined
    if (isNode(node.source)) {
      add(String(node.source.value), node.type === 'TSImportType', node.start)
    }
    return undefined
  })
  return found
}

function targetOf(from: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
  }
  if (specifier.startsWith('node:')) return specifier
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

export function checkImports(file: HouseFile): Problem[] {
  const module = moduleOf(file.path)
  if (module === undefined) return []
  const row = MATRIX[module]
  if (!row) {
    const instead =
      'Move it into a module that exists, or add a row to test/support/house/matrix.ts.'
    return [{ at: file.path, wrong: `src/${module} is no module of the house`, instead }]
  }
  return importsOf(file).flatMap((found) => {
    const refusal = refuse(file.path, module, row, found)
    return refusal ? [{ at: `${file.path}:${found.line}`, ...refusal }] : []
  })
}

type Refusal = Omit<Problem, 'at'> | undefined

function refuse(path: string, module: string, row: ModuleRow, found: Import): Refusal {
  const { target } = found
  if (target.startsWith('node:')) {
    const instead = 'Take what it gives as an argument; cli/ reads files and the process.'
    return row.node ? undefined : { wrong: `${module} imports ${target}`, instead }
  }
  if (target.startsWith('src/')) return refuseModule(module, row, found)
  const allowed = row.packages?.[target]
  if (allowed === true || allowed?.test(path)) return undefined
  const owners = Object.keys(MATRIX).filter((m) => MATRIX[m]?.packages?.[target])
  const instead =
    owners.length > 0
      ? `Use it by way of src/${owners.join(' or src/')}; see test/support/house/matrix.ts.`
      : 'Do without, or name it in test/support/house/matrix.ts with the lead’s consent.'
  return { wrong: `${module} imports ${target}`, instead }
}

function refuseModule(module: string, row: ModuleRow, { target, typeOnly }: Import): Refusal {
  const other = moduleOf(target) ?? target
  if (other === module || row.values.includes(other)) return undefined
  if (row.types?.includes(other)) {
    const instead = 'Write `import type`, or take the value as an argument.'
    return typeOnly ? undefined : { wrong: `${module} imports a value of ${other}`, instead }
  }
  const instead = INSTEAD[`${module} ${other}`] ?? INSTEAD[other] ?? 'Pass it in from cli/.'
  return { wrong: `${module} imports ${other}`, instead }
}

const INSTEAD: Readonly<Record<string, string>> = {
  cli: 'Nothing imports cli: move the shared part into the module that it belongs to.',
  'runtime simulator': 'Both drive orchestrator: put what they share there.',
  'simulator runtime': 'Both drive orchestrator: put what they share there.',
  report: 'Return data and let cli/ render it.',
}

/** Cycles between files, types included: each is reported once, from its first file. */
export function checkCycles(files: readonly HouseFile[]): Problem[] {
  const edges = new Map(files.map((f) => [f.path, importsOf(f).map((i) => i.target)]))
  const done = new Set<string>()
  const problems: Problem[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const begin = trail.indexOf(path)
    if (begin >= 0) {
      const wrong = `imports itself: ${[...trail.slice(begin), path].join(' → ')}`
      const instead = 'Move what both need into a file that imports neither.'
      problems.push({ at: path, wrong, instead })
      return
    }
    if (done.has(path)) return
    for (const next of edges.get(path) ?? []) if (edges.has(next)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return problems
}
