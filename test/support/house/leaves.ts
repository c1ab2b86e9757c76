/**
 * Checks that each leaf (a format, a rule, a report …) is in its visible list, with a fixture and a
 * test, and that each source file with values has a test of the same path. The tables say which.
 */
import { posix } from 'node:path'
import { importsOf } from './imports.js'
import type { HouseFile, Problem } from './tree.js'

export interface LeafFolder {
  /** Below src/, test/ alike. */
  readonly folder: string
  /** Below fixtures/: a folder of the leaf's name, or a file `<leaf>.*`. */
  readonly fixtures: string
  /** What lies beside the leaves and is none: the interface and what leaves share. */
  readonly beside: readonly string[]
}

/** A leaf is a file or a folder right below `folder`; its list is `folder`/index.ts. */
export const LEAF_FOLDERS: readonly LeafFolder[] = [
  { folder: 'formats', fixtures: 'formats', beside: ['format', 'durations', 'ledger'] },
  { folder: 'rules', fixtures: 'rules', beside: ['rule', 'validate'] },
  { folder: 'report', fixtures: 'reports', beside: ['report'] },
  { folder: 'simulator/scenarios', fixtures: 'scenarios', beside: ['scenario'] },
  { folder: 'bench/cases', fixtures: 'bench', beside: ['case'] },
]

/** Source files without a test of the same path: pattern → where they are tested instead. */
export const TESTED_ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^src\/cli\/(main|version|program)\.ts$/, 'test/e2e/: they only make sense as a process'],
  [/^src\/policy\/schema\//, 'test/policy/schema.test.ts: the parts of one schema'],
  [/^src\/policy\/schema-issues\.ts$/, 'test/policy/document.test.ts: its findings'],
  [
    /^src\/syntax\/(findings|flat-entries|json-[a-z]+|keys|limits|merge-conflict)\.ts$/,
    'test/syntax/<parser>.test.ts: parts of the parsers',
  ],
  [
    /^src\/syntax\/(plain-scalar|sniff|toml-messages|toml-tree|template|utf8|depth)\.ts$/,
    'test/syntax/<parser>.test.ts: parts of the parsers',
  ],
  [/^src\/syntax\/yaml-[a-z]+\.ts$/, 'test/syntax/yaml.test.ts: parts of the parser'],
  [/^src\/cli\/commands\//, 'test/e2e/<command>.test.ts, on the built binary'],
  [/^src\/cli\/migration\/show\.ts$/, 'test/e2e/migrate*.test.ts: it does nothing but print'],
  [
    /^src\/cli\/simulation\/(asked|output|plans|run|subjects|worker)\.ts$/,
    'test/e2e/simulate.test.ts: on the built binary, with threads and files',
  ],
  [/^src\/cli\/prompt\.ts$/, 'test/e2e/terminal.test.ts: it needs someone who types'],
]

/** A project's paths, code files parsed and all others by name. */
export interface Tree {
  readonly files: readonly HouseFile[]
  readonly paths: readonly string[]
}

export function checkLeaves(tree: Tree, folders = LEAF_FOLDERS): Problem[] {
  return folders.flatMap((row) => leavesOf(tree, row).flatMap((leaf) => checkLeaf(tree, row, leaf)))
}

function leavesOf({ files }: Tree, { folder, beside }: LeafFolder): string[] {
  const start = `src/${folder}/`
  const names = files
    .filter((file) => file.path.startsWith(start))
    .map((file) => file.path.slice(start.length).split('/')[0]!.replace(/\.ts$/, ''))
  return [...new Set(names)].filter((name) => name !== 'index' && !beside.includes(name))
}

function checkLeaf({ files, paths }: Tree, row: LeafFolder, leaf: string): Problem[] {
  const { folder, fixtures } = row
  const listPath = `src/${folder}/index.ts`
  const list = files.find((file) => file.path === listPath)
  const targets = list ? importsOf(list).map((i) => i.target) : []
  const own = [`src/${folder}/${leaf}.ts`, `src/${folder}/${leaf}/`]
  const wanted: [boolean, string, string][] = [
    [
      targets.some((target) => own.some((start) => target.startsWith(start))),
      `is not in ${listPath}`,
      `Add one line to ${listPath} (or, if it is no leaf, its name to \`beside\` in ` +
        'test/support/house/leaves.ts).',
    ],
    [
      paths.some((path) => new RegExp(`^fixtures/${fixtures}/${leaf}[./]`).test(path)),
      'has no fixture',
      `Add fixtures/${fixtures}/${leaf}/<case>/ with a real file as its user would write it.`,
    ],
    [
      paths.some((path) => new RegExp(`^test/${folder}/${leaf}(/index)?\\.test\\.ts$`).test(path)),
      'has no test',
      `Add test/${folder}/${leaf}.test.ts on the shared harness.`,
    ],
  ]
  return wanted
    .filter(([holds]) => !holds)
    .map(([, wrong, instead]) => ({ at: `src/${folder}/${leaf}`, wrong, instead }))
}

/** Files inside a leaf's folder are covered by the leaf's test, lists and types need none. */
export function checkMirrors({ files, paths }: Tree, folders = LEAF_FOLDERS): Problem[] {
  return files.flatMap(({ path, parsed }) => {
    const inLeaf = folders.some(({ folder, beside }) => {
      const [name, ...rest] = posix.relative(`src/${folder}`, path).split('/')
      return name !== '..' && (rest.length > 0 || !beside.includes(name!.replace(/\.ts$/, '')))
    })
    const elsewhere = TESTED_ELSEWHERE.some(([pattern]) => pattern.test(path))
    const exports = parsed.module.staticExports.flatMap((e) => e.entries)
    const hasValues = exports.some((entry) => !entry.isType && entry.moduleRequest === null)
    const test = path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')
    if (!path.startsWith('src/') || inLeaf || elsewhere || !hasValues || paths.includes(test)) {
      return []
    }
    const instead = `Add ${test}, or its place to TESTED_ELSEWHERE in test/support/house/leaves.ts.`
    return [{ at: path, wrong: 'has no test of the same path', instead }]
  })
}
