/** Checks that the core takes time, chance and the world as arguments (see `core` in matrix.ts). */
import { MATRIX } from './matrix.js'
import {
  type AstNode,
  type HouseFile,
  isNode,
  lineAt,
  moduleOf,
  type Problem,
  programOf,
  walk,
} from './tree.js'

const CLOCK =
  'Take the time as an argument (`nowMs`); a driver in cli/ or runtime/ reads the clock.'
const TIMERS = 'Return when to wake up; runtime/ owns the timers.'
const WORLD = 'Take it as an argument or return the text; cli/ alone knows the process.'

/** Global name (or `Math.random`) → what to do instead. */
const BANNED: Readonly<Record<string, string>> = {
  Date: CLOCK,
  performance: CLOCK,
  'Math.random': 'Take a seeded random source as an argument.',
  crypto: 'Take a seeded random source as an argument.',
  setTimeout: TIMERS,
  setInterval: TIMERS,
  setImmediate: TIMERS,
  queueMicrotask: TIMERS,
  process: WORLD,
  console: WORLD,
  globalThis: WORLD,
  fetch: WORLD,
}

const NO_PROMISES = 'The machine has no IO: return the next step and let the driver await.'

export function checkBanned(file: HouseFile): Problem[] {
  const module = moduleOf(file.path)
  if (module === undefined || !MATRIX[module]?.core) return []
  const found: Problem[] = []
  const add = (node: AstNode, name: string, instead: string) =>
    found.push({ at: `${file.path}:${lineAt(file, node.start)}`, wrong: `uses ${name}`, instead })
  const own = declaredNames(programOf(file))

  walk(programOf(file), (node, parent, key) => {
    if (isTypePosition(node, key)) return false
    if (module === 'orchestrator' && node.async === true) add(node, 'async', NO_PROMISES)
    if (node.type !== 'Identifier' || isMereName(parent, key)) return undefined
    const name = qualifiedName(node, parent, key)
    const instead = name === 'Promise' && module === 'orchestrator' ? NO_PROMISES : BANNED[name]
    if (instead && !own.has(String(node.name))) add(node, name, instead)
    return undefined
  })
  return found
}

/** `Math.random` for the object of that member expression, otherwise the identifier itself. */
function qualifiedName(node: AstNode, parent: AstNode | undefined, key: string): string {
  const property = parent?.type === 'MemberExpression' && key === 'object' && parent.property
  const full = isNode(property) ? `${node.name}.${property.name ?? property.value}` : ''
  return full in BANNED ? full : String(node.name)
}

const TYPE_KEYS = new Set(['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments'])

function isTypePosition(node: AstNode, key: string): boolean {
  return TYPE_KEYS.has(key) || /^TS(TypeAlias|Interface)Declaration$/.test(node.type)
}

/** A property or key that is only spelled like the global: `clock.Date`, `{ process: 1 }`. */
function isMereName(parent: AstNode | undefined, key: string): boolean {
  if (!parent || parent.computed === true) return false
  if (parent.type === 'MemberExpression') return key === 'property'
  if (parent.type === 'ExportSpecifier' || parent.type === 'ImportSpecifier') return true
  return key === 'key' && /^(Property|MethodDefinition|PropertyDefinition)$/.test(parent.type)
}

/** Names that the file binds itself anywhere: they hide the global of that name. */
function declaredNames(program: AstNode): Set<string> {
  const names = new Set<string>()
  walk(program, (node, parent, key) => {
    const binds =
      key === 'params' ||
      key === 'local' ||
      (key === 'id' && parent?.type !== 'TSTypeAliasDeclaration') ||
      (key === 'param' && parent?.type === 'CatchClause')
    if (binds) for (const name of bindingNames(node)) names.add(name)
    return undefined
  })
  return names
}

function bindingNames(pattern: AstNode): string[] {
  const names: string[] = []
  walk(pattern, (node, parent, key) => {
    if (TYPE_KEYS.has(key) || (key === 'right' && parent?.type === 'AssignmentPattern'))
      return false
    if (node.type === 'Identifier' && !(key === 'key' && parent?.shorthand !== true)) {
      names.push(String(node.name))
    }
    return undefined
  })
  return names
}
