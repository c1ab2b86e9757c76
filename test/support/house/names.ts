/** Checks names and leftovers: file and folder names, unfinished notes, switched-off tests. */
import { type HouseFile, isNode, lineAt, type Problem, programOf, walk } from './tree.js'

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?(\.[a-z]+)?$/
const NO_HOME = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc'])

export function checkPath({ path }: Pick<HouseFile, 'path'>): Problem[] {
  const problems: Problem[] = []
  for (const part of path.split('/')) {
    if (!KEBAB.test(part)) {
      const instead = 'Name it in kebab-case after the noun that it exports.'
      problems.push({ at: path, wrong: `"${part}" is not kebab-case`, instead })
    }
    if (NO_HOME.has(part.replace(/\.(test\.)?\w+$/, ''))) {
      const instead =
        'Put a helper beside its one user; with two users give it a noun and a module to live in.'
      problems.push({ at: path, wrong: `"${part}" names no thing`, instead })
    }
  }
  return problems
}

// Put together, so that this file passes its own check.
const UNFINISHED = new RegExp(
  `\\b(${['TO', 'FIX'].map((w, i) => w + ['DO', 'ME'][i]).join('|')})\\b`,
)

export function checkUnfinished(file: HouseFile): Problem[] {
  return file.lines.flatMap((line, i) => {
    const note = UNFINISHED.exec(line)?.[1]
    const instead = 'Do it now, or write down the limit where users read it.'
    return note ? [{ at: `${file.path}:${i + 1}`, wrong: `holds a ${note}`, instead }] : []
  })
}

/** `it.only`, `describe.skip`, `test.todo` and the like, with any modifiers between. */
export function checkFocus(file: HouseFile): Problem[] {
  const problems: Problem[] = []
  walk(programOf(file), (node) => {
    if (node.type !== 'MemberExpression' || !isNode(node.property)) return undefined
    const modifier = String(node.property.name)
    if (!['only', 'skip', 'todo', 'fails'].includes(modifier)) return undefined
    let root = node.object
    while (isNode(root) && root.type === 'MemberExpression') root = root.object
    if (isNode(root) && /^(it|test|describe|suite|bench)$/.test(String(root.name))) {
      const instead = 'Mend or delete the test; a condition of the machine is `it.runIf(…)`.'
      const at = `${file.path}:${lineAt(file, node.start)}`
      problems.push({ at, wrong: `${String(root.name)}.${modifier}`, instead })
    }
    return undefined
  })
  return problems
}

/** The lockfile names no registry's address: it must work behind any mirror. */
export function checkLockfile(text: string): Problem[] {
  const lock = JSON.parse(text) as { packages?: Record<string, { resolved?: unknown }> }
  return Object.entries(lock.packages ?? {}).flatMap(([name, { resolved }]) => {
    const instead =
      'Run npm install with the .npmrc of this project (omit-lockfile-registry-resolved).'
    const wrong = `${name} is bound to ${String(resolved)}`
    return resolved === undefined ? [] : [{ at: 'package-lock.json', wrong, instead }]
  })
}
