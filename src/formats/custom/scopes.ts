/**
 * Whom a block applies to, as a tree: the whole file, groups of operations, operations, and the
 * same again per environment. Owns the names that operations get in the policy and who inherits
 * what; it knows nothing of values.
 */
import type { Scope } from '../format.js'
import type { Feature } from './topics.js'

export class ScopeNode {
  readonly kind: 'root' | 'group' | 'operation'
  readonly name: string
  readonly parent: ScopeNode | undefined
  readonly environment: string | undefined
  readonly children: ScopeNode[] = []
  /** Features that the file states for exactly this node. */
  readonly features = new Set<Feature>()

  constructor(
    kind: ScopeNode['kind'],
    name = '',
    parent?: ScopeNode,
    environment: string | undefined = parent?.environment,
  ) {
    this.kind = kind
    this.name = name
    this.parent = parent
    this.environment = environment
  }

  /** The group or operation of this name below, made on first use. */
  child(kind: 'group' | 'operation', name: string): ScopeNode {
    const known = this.children.find((one) => one.name === name && one.kind === kind)
    if (known) return known
    const made = new ScopeNode(kind, name, this)
    this.children.push(made)
    return made
  }

  /** All operations below, itself not included. */
  *operations(): Generator<ScopeNode> {
    for (const one of this.children) {
      if (one.kind === 'operation') yield one
      yield* one.operations()
    }
  }

  /** Itself and what it inherits from, nearest first. */
  *lineage(): Generator<ScopeNode> {
    yield this
    if (this.parent) yield* this.parent.lineage()
  }

  /** The names from the root: of operations only, or of groups as well. */
  path(withGroups: boolean): string[] {
    const above = this.parent?.path(withGroups) ?? []
    const counts = this.kind === 'operation' || (withGroups && this.kind === 'group')
    return counts ? [...above, this.name] : above
  }
}

/**
 * Names of operations: as written, with their groups in front where two operations of one
 * environment would otherwise share a name and a feature.
 */
export function operationNames(roots: readonly ScopeNode[]): Map<ScopeNode, string> {
  const names = new Map<ScopeNode, string>()
  for (const root of roots) {
    const byName = new Map<string, ScopeNode[]>()
    for (const node of root.operations()) {
      const name = node.path(false).join('.')
      byName.set(name, [...(byName.get(name) ?? []), node])
    }
    for (const [name, nodes] of byName) {
      for (const node of nodes) {
        names.set(node, isShared(node, nodes) ? node.path(true).join('.') : name)
      }
    }
  }
  return names
}

function isShared(node: ScopeNode, nodes: readonly ScopeNode[]): boolean {
  return nodes.some(
    (other) => other !== node && [...other.features].some((one) => node.features.has(one)),
  )
}

/**
 * Where a value of `node` holds: its own scope, and those of the operations that inherit it by
 * themselves (a policy knows defaults for all and nothing between those and an operation).
 */
export function holdersOf(node: ScopeNode, feature: Feature, root: ScopeNode): ScopeNode[] {
  if (node.kind === 'root') return [node]
  const below = new Set(node.operations())
  if (node.kind === 'operation') return [node, ...below]
  const outside = [...root.operations()].some((one) => !below.has(one))
  const isAll = !outside && !root.features.has(feature)
  return isAll || below.size === 0 ? [root] : [...below]
}

export function scopeOf(node: ScopeNode, names: ReadonlyMap<ScopeNode, string>): Scope {
  const operation = names.get(node)
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(node.environment === undefined ? {} : { environment: node.environment }),
  }
}
