/**
 * The rules of the house, held by a test: who imports whom, what the core may not touch, sizes,
 * names, lists. The tables are in test/support/house/ (matrix.ts, banned.ts, sizes.ts, leaves.ts).
 * `each rule can fail` runs the same checkers over bad snippets.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkBanned } from './support/house/banned.js'
import { checkCycles, checkImports } from './support/house/imports.js'
import { checkLeaves, checkMirrors, LEAF_FOLDERS } from './support/house/leaves.js'
import { checkFocus, checkLockfile, checkPath, checkUnfinished } from './support/house/names.js'
import {
  checkFileSize,
  checkFunctionLength,
  checkHeader,
  checkLineLength,
} from './support/house/sizes.js'
import {
  checkParses,
  fileOf,
  type HouseFile,
  type Problem,
  pathsBelow,
  ROOT,
  readTree,
} from './support/house/tree.js'

const src = readTree(['src'])
const test = readTree(['test'])
const code = [...src, ...test, ...readTree(['scripts', 'bin'])]
const paths = pathsBelow(['src', 'test', 'fixtures'])

type Check = (file: HouseFile) => Problem[]

const PER_FILE: readonly [string, readonly HouseFile[], Check][] = [
  ['every file parses', code, checkParses],
  ['modules import only what the matrix allows', src, checkImports],
  ['the core takes time, chance and the world as arguments', src, checkBanned],
  ['source files stop at 400 lines', src, checkFileSize],
  ['functions stop at 70 lines', src, checkFunctionLength],
  ['lines stop at 100 columns', code, checkLineLength],
  ['source files open with a comment', src, checkHeader],
  ['files and folders have kebab-case names that name a thing', code, checkPath],
  ['nothing unfinished is left behind', code, checkUnfinished],
  ['no test is focused or switched off', test, checkFocus],
]

describe('the house', () => {
  it.each(PER_FILE)('%s', (_, files, check) => expectNone(files.flatMap(check)))

  it('no file imports itself in a circle', () => expectNone(checkCycles(src)))

  it('every leaf is in its list, with a fixture and a test', () =>
    expectNone(checkLeaves({ files: src, paths })))

  it('every source file with values has a test of the same path', () =>
    expectNone(checkMirrors({ files: src, paths })))

  it('the lockfile names no registry', () =>
    expectNone(checkLockfile(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))))
})

const LONG = Array.from({ length: 80 }, (_, i) => `  f(${i})`).join('\n')
const NOTE = `// ${'TO'}${'DO'} later`

/** rule, path, bad text, what the message must say. */
const BAD: readonly [Check, string, string, string][] = [
  [checkParses, 'src/policy/a.ts', 'const = 1', 'does not parse'],
  [checkImports, 'src/rules/a.ts', "import '../cli/io.js'", 'rules imports cli'],
  [checkImports, 'src/rules/a.ts', "export * from '../cli/io.js'", 'rules imports cli'],
  [checkImports, 'src/index.ts', "export * from './cli/io.js'", 'index imports cli'],
  [checkImports, 'src/rules/a.ts', "await import('../migrate/a.js')", 'rules imports migrate'],
  [checkImports, 'src/rules/a.ts', "let a: import('../migrate/a.js').A", 'rules imports migrate'],
  [checkImports, 'src/runtime/a.ts', "import '../simulator/a.js'", 'put what they share there'],
  [checkImports, 'src/simulator/a.ts', "import '../runtime/a.js'", 'put what they share there'],
  [checkImports, 'src/orchestrator/a.ts', "import { a } from '../policy/a.js'", '`import type`'],
  [checkImports, 'src/report/json.ts', "import { a } from '../migrate/a.js'", '`import type`'],
  [checkImports, 'src/report/json.ts', "import chalk from 'chalk'", 'report imports chalk'],
  [checkImports, 'src/formats/a.ts', "import 'yaml/x'", 'by way of src/syntax'],
  [checkImports, 'src/formats/a.ts', "import '@scope/a/b'", 'formats imports @scope/a;'],
  [checkImports, 'src/policy/a.ts', "import { readFileSync } from 'node:fs'", 'imports node:fs'],
  [checkImports, 'src/policy/a.ts', "import 'fs'", 'policy imports fs'],
  [checkImports, 'src/stuff/a.ts', '', 'is no module of the house'],
  [checkBanned, 'src/policy/a.ts', 'const t = Date.now()', 'uses Date'],
  [checkBanned, 'src/policy/a.ts', 'const t = new Date()', 'uses Date'],
  [checkBanned, 'src/policy/a.ts', 'const x = Math.random()', 'uses Math.random'],
  [checkBanned, 'src/policy/a.ts', "const x = Math['random']()", 'uses Math.random'],
  [checkBanned, 'src/policy/a.ts', 'setTimeout(f, 1)', 'uses setTimeout'],
  [checkBanned, 'src/policy/a.ts', 'setInterval(f, 1)', 'uses setInterval'],
  [checkBanned, 'src/policy/a.ts', 'const { now } = performance', 'uses performance'],
  [checkBanned, 'src/policy/a.ts', 'const o = { process }', 'uses process'],
  [checkBanned, 'src/policy/a.ts', 'const a = (process as Proc).env', 'uses process'],
  [checkBanned, 'src/report/a.ts', 'console.log(1)', 'uses console'],
  [checkBanned, 'src/report/a.ts', 'globalThis.process.exit()', 'uses globalThis'],
  [checkBanned, 'src/orchestrator/a.ts', 'const p = Promise.resolve()', 'uses Promise'],
  [checkBanned, 'src/orchestrator/a.ts', 'const f = async () => 1', 'uses async'],
  [checkFileSize, 'src/policy/a.ts', '\n'.repeat(401), '401 lines'],
  [checkFunctionLength, 'src/policy/a.ts', `function a() {\n${LONG}\n}`, 'a() has 82 lines'],
  [checkFunctionLength, 'src/policy/a.ts', `const a = () => {\n${LONG}\n}`, 'a() has 82 lines'],
  [checkFunctionLength, 'src/policy/a.ts', `class A { m() {\n${LONG}\n} }`, 'm() has 82 lines'],
  [checkLineLength, 'src/policy/a.ts', `// ${'x'.repeat(98)}`, '101 columns'],
  [checkHeader, 'src/policy/a.ts', 'export const a = 1', 'no opening comment'],
  [checkPath, 'src/policy/someFile.ts', '', 'not kebab-case'],
  [checkPath, 'src/policy/utils/a.ts', '', 'names no thing'],
  [checkPath, 'test/support/helpers.ts', '', 'names no thing'],
  [checkUnfinished, 'src/policy/a.ts', NOTE, 'Do it now'],
  [checkFocus, 'test/a.test.ts', "it.only('a', f)", 'it.only'],
  [checkFocus, 'test/a.test.ts', "describe.concurrent.skip('a', f)", 'describe.skip'],
  [checkFocus, 'test/a.test.ts', "test.todo('a')", 'test.todo'],
]

const GOOD: readonly [Check, string, string][] = [
  [checkImports, 'src/orchestrator/a.ts', "import type { A } from '../policy/a.js'"],
  [checkImports, 'src/orchestrator/a.ts', "import { type A } from '../policy/a.js'"],
  [checkImports, 'src/report/text-table.ts', "import chalk from 'chalk'"],
  [checkImports, 'src/cli/io.ts', "import { readFileSync } from 'node:fs'"],
  [checkBanned, 'src/runtime/a.ts', 'setTimeout(f, Date.now())'],
  [checkBanned, 'src/policy/a.ts', 'const o = { process: clock.Date }'],
  [checkBanned, 'src/policy/a.ts', 'export function f(process: Step, d: Date) { process.run(d) }'],
  [checkBanned, 'src/policy/a.ts', 'const x = Math.max(1, 2) // Date, process'],
  [checkBanned, 'src/policy/a.ts', 'export const load = async () => Promise.all([])'],
  [checkLineLength, 'src/policy/a.ts', `// https://example.org/${'x'.repeat(98)}`],
  [checkFocus, 'test/a.test.ts', "it.each([1])('it.only', f); list.only()"],
]

describe('each rule can fail', () => {
  it.each(named(BAD))('%s: %s %j', (_, path, text, check, message) => {
    expect(check(fileOf(path, text)).map(show).join('\n')).toContain(message)
  })

  it.each(named(GOOD))('%s lets pass: %s %j', (_, path, text, check) => {
    expect(check(fileOf(path, text)).map(show)).toEqual([])
  })

  it('a circle of files is found, a diamond is none', () => {
    const files = (texts: Record<string, string>) =>
      Object.entries(texts).map(([name, text]) => fileOf(`src/policy/${name}.ts`, text))
    const [a, b, c] = ["import './a.js'", "import './b.js'", "import './c.js'"]
    expect(checkCycles(files({ a: b, b: c, c: a })).map(show)).toEqual([
      expect.stringContaining(
        'src/policy/a.ts → src/policy/b.ts → src/policy/c.ts → src/policy/a.ts',
      ),
    ])
    expect(checkCycles(files({ a: `${b};${c}`, b: c, c: '' }))).toEqual([])
  })

  it('a leaf without list, fixture and test is found, one with all three passes', () => {
    const leaf = fileOf('src/rules/no-cap.ts', 'export const noCap = 1')
    const list = fileOf('src/rules/index.ts', "import { noCap } from './no-cap.js'")
    const wrong = checkLeaves({ files: [leaf], paths: [] }).map((problem) => problem.wrong)
    expect(wrong).toEqual(['is not in src/rules/index.ts', 'has no fixture', 'has no test'])
    const all = ['fixtures/rules/no-cap/a.yaml', 'test/rules/no-cap.test.ts']
    expect(checkLeaves({ files: [leaf, list], paths: all })).toEqual([])
  })

  it('a source file with values wants a test; types, lists and leaves do not', () => {
    const beside = LEAF_FOLDERS[0]!.beside[0]!
    const untested = (path: string, text: string) =>
      checkMirrors({ files: [fileOf(path, text)], paths: ['test/policy/b.test.ts'] }).length
    expect(untested('src/policy/a.ts', 'export const a = 1')).toBe(1)
    expect(untested(`src/formats/${beside}.ts`, 'export const a = 1')).toBe(1)
    expect(untested('src/policy/b.ts', 'export const a = 1')).toBe(0)
    expect(untested('src/policy/a.ts', 'export interface A {}')).toBe(0)
    expect(untested('src/index.ts', "export { a } from './policy/a.js'")).toBe(0)
    expect(untested('src/formats/index.ts', 'export const formats = []')).toBe(0)
    expect(untested('src/formats/x/keys.ts', 'export const a = 1')).toBe(0)
  })

  it('a lockfile with an address is found', () => {
    const lock = { packages: { 'node_modules/a': { resolved: 'https://r.example/a.tgz' } } }
    expect(checkLockfile(JSON.stringify(lock)).map(show)).toEqual([
      expect.stringContaining('bound to https://r.example/a.tgz'),
    ])
  })
})

/** Puts a checker's name first, for the title, and the checker itself behind the text. */
function named(cases: readonly (readonly [Check, string, string, string?])[]) {
  return cases.map(
    ([check, path, text, message = '']) => [check.name, path, text, check, message] as const,
  )
}

function expectNone(problems: readonly Problem[]): void {
  if (problems.length > 0) expect.fail(`\n${problems.map(show).join('\n')}\n`)
}

function show({ at, wrong, instead }: Problem): string {
  return `${at} ${wrong}; ${instead}`
}
