/** Checks sizes and headers: file, function and line length, and the opening comment. */
import {
  type AstNode,
  type HouseFile,
  isNode,
  lineAt,
  type Problem,
  programOf,
  walk,
} from './tree.js'

const MAX_FILE_LINES = 400
const MAX_FUNCTION_LINES = 70
const MAX_COLUMNS = 100

/** Source files that are one table: path → why the table is better whole. */
export const TABLE_FILES: Readonly<Record<string, string>> = {}

export function checkFileSize(file: HouseFile): Problem[] {
  const length = file.lines.length - (file.text.endsWith('\n') ? 1 : 0)
  const exempt = file.path in TABLE_FILES
  if (length <= MAX_FILE_LINES && exempt) {
    const instead = 'Take it off TABLE_FILES in test/support/house/sizes.ts.'
    return [{ at: file.path, wrong: `needs no exemption at ${length} lines`, instead }]
  }
  if (length <= MAX_FILE_LINES || exempt) return []
  const instead =
    'Split it by the nouns it holds. A pure table may stay: add it to TABLE_FILES in ' +
    'test/support/house/sizes.ts with the reason.'
  return [{ at: file.path, wrong: `${length} lines, the limit is ${MAX_FILE_LINES}`, instead }]
}

/** A URL cannot be broken, so its line may be longer. */
export function checkLineLength(file: HouseFile): Problem[] {
  return file.lines.flatMap((line, i) => {
    const length = [...line].length
    if (length <= MAX_COLUMNS || /https?:\/\//.test(line)) return []
    const wrong = `${length} columns, the limit is ${MAX_COLUMNS}`
    return [{ at: `${file.path}:${i + 1}`, wrong, instead: 'Break the line.' }]
  })
}

export function checkFunctionLength(file: HouseFile): Problem[] {
  const problems: Problem[] = []
  walk(programOf(file), (node, parent) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      return undefined
    }
    const first = lineAt(file, node.start)
    const length = lineAt(file, node.end) - first + 1
    if (length > MAX_FUNCTION_LINES) {
      const name = functionName(node, parent)
      const wrong = `${name} has ${length} lines, the limit is ${MAX_FUNCTION_LINES}`
      const instead = 'Give each of its steps a function with a name.'
      problems.push({ at: `${file.path}:${first}`, wrong, instead })
    }
    return undefined
  })
  return problems
}

function functionName(node: AstNode, parent: AstNode | undefined): string {
  const named = [node.id, parent?.id, parent?.key].find(isNode)
  return named?.name === undefined ? 'a function' : `${named.name}()`
}

export function checkHeader(file: HouseFile): Problem[] {
  const text = file.text.replace(/^#!.*\n/, '')
  if (/^(\/\*|\/\/)/.test(text)) return []
  const wrong = 'has no opening comment'
  const instead = 'Open it with what it owns, what it does not, and what a changer must not break.'
  return [{ at: file.path, wrong, instead }]
}
