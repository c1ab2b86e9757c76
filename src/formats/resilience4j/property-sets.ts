/**
 * The library's property sets (`configs.x`, `instances.x`) under one environment, and from which
 * sets a name inherits.
 *
 * Owns who wins inside a file (later document, current over old name, `kebab-case` over other
 * spellings) and the order of inheritance. A chain runs from the nearest set to the farthest; the
 * builders copy simple values down, so that the nearest set that states a key decides. Waits are
 * not simple: see retry.ts and open-wait.ts.
 */
import type { Books } from './books.js'
import type { Cell, Section } from './cells.js'
import { circularBase, missingBase, sameNameBase, unusedConfig } from './findings.js'
import type { ModuleId } from './keys.js'
import { REASONS } from './reasons.js'
import { isCanonical } from './relaxed.js'
import type { Values } from './values.js'

export interface PropertySet {
  readonly section: Section
  readonly name: string
  readonly cells: ReadonlyMap<string, Cell>
}

export interface Chain {
  /** From the set itself to the farthest base. */
  readonly sets: readonly PropertySet[]
  /** A base is missing or leads back: the library does not start, so no default is claimed. */
  readonly broken: boolean
}

/** Breakers inherit otherwise since 2.3; every other module as breakers did up to 2.2. */
export type Rule = 'before-2.3' | 'since-2.3'

interface MutableSet extends PropertySet {
  readonly cells: Map<string, Cell>
}

const DEFAULT = 'default'

export class PropertySets {
  readonly #books: Books
  readonly #values: Values
  readonly #sets = new Map<string, MutableSet>()
  readonly #visited = new Set<PropertySet>()

  /** `cells` are those in force, in file order. */
  constructor(cells: readonly Cell[], books: Books, values: Values) {
    this.#books = books
    this.#values = values
    for (const cell of cells) this.#add(cell)
  }

  /** Names of a module's instances, in file order. */
  instances(module: ModuleId): string[] {
    return this.#ofModule(module, 'instances').map((set) => set.name)
  }

  hasDefault(module: ModuleId): boolean {
    return this.#sets.has(keyOf(module, 'configs', DEFAULT))
  }

  hasAny(module: ModuleId): boolean {
    return this.#ofModule(module, 'instances').length > 0 || this.hasDefault(module)
  }

  /** The chain of an instance, or of `configs.default` when `instance` is undefined. */
  chain(module: ModuleId, instance: string | undefined, rule: Rule): Chain {
    const set =
      instance === undefined
        ? this.#config(module, DEFAULT)
        : this.#sets.get(keyOf(module, 'instances', instance))
    if (!set) return { sets: [], broken: false }
    return this.#follow(module, set, rule, new Set())
  }

  /** Tells cells without effect why, after all chains have been read. */
  explainUnused(): void {
    for (const set of this.#sets.values()) {
      const isUsed = set.section === 'instances' || this.#visited.has(set)
      const why = isUsed ? REASONS.shadowed : REASONS.unusedConfig
      for (const [index, cell] of [...set.cells.values()].entries()) {
        if (isEmpty(cell)) this.#books.dead(cell, REASONS.emptyValue)
        this.#books.dead(cell, why, isUsed || index > 0 ? undefined : unusedConfig(cell))
      }
    }
  }

  #ofModule(module: ModuleId, section: Section): PropertySet[] {
    const prefix = keyOf(module, section, '')
    return [...this.#sets].flatMap(([key, set]) => (key.startsWith(prefix) ? [set] : []))
  }

  #config(module: ModuleId, name: string): PropertySet | undefined {
    return this.#sets.get(keyOf(module, 'configs', name))
  }

  #follow(module: ModuleId, set: PropertySet, rule: Rule, seen: Set<PropertySet>): Chain {
    this.#visited.add(set)
    seen.add(set)
    const next = this.#baseOf(module, set, rule)
    if (next === undefined) return { sets: [set], broken: false }
    const base = next.set
    if (!base || seen.has(base)) {
      if (next.cell) {
        this.#books.lost(next.cell, REASONS.invalidBase)
        this.#books.finding((base ? circularBase : missingBase)(next.cell, next.name))
      }
      return { sets: [set], broken: true }
    }
    if (next.ends) {
      this.#visited.add(base)
      return { sets: [set, base], broken: false }
    }
    const above = this.#follow(module, base, rule, seen)
    return { sets: [set, ...above.sets], broken: above.broken }
  }

  #baseOf(module: ModuleId, set: PropertySet, rule: Rule): Base | undefined {
    const isInstance = set.section === 'instances'
    const cell = stated(set, 'baseConfig')
    const name = cell && this.#values.text(cell)
    if (cell && name) {
      this.#books.used(cell)
      if (isInstance && name === set.name && module === 'circuitbreaker') {
        this.#books.finding(sameNameBase(cell))
      }
      return { cell, name, set: this.#config(module, name) }
    }
    if (rule === 'since-2.3') {
      if (!isInstance) return undefined
      const own = this.#config(module, set.name)
      if (own) return { name: set.name, set: own, ends: true }
    } else if (set.name === DEFAULT) return undefined
    const fallback = this.#config(module, DEFAULT)
    return fallback && { name: DEFAULT, set: fallback }
  }

  #add(cell: Cell): void {
    const at = keyOf(cell.module, cell.section, cell.name)
    let set = this.#sets.get(at)
    if (!set) {
      set = { section: cell.section, name: cell.name, cells: new Map() }
      this.#sets.set(at, set)
    }
    for (const key of cell.row.stands ?? [cell.key]) {
      const before = set.cells.get(key)
      const loser = before && (wins(cell, before) ? before : cell)
      if (loser !== cell) set.cells.set(key, cell)
      if (before && loser) {
        const isLater = cell.document > before.document && loser === before
        this.#books.dead(loser, isLater ? REASONS.overriddenByDocument : REASONS.overridden)
      }
    }
  }
}

interface Base {
  readonly name: string
  readonly set: PropertySet | undefined
  /** The key that names it, if one does. */
  readonly cell?: Cell
  /** The base's own base is not looked at. */
  readonly ends?: true
}

/** The cell of a key in one set; a key without a value counts as not stated. */
export function stated(set: PropertySet, key: string): Cell | undefined {
  const cell = set.cells.get(key)
  return cell && !isEmpty(cell) ? cell : undefined
}

/** The cell that decides on a simple key: that of the nearest set that states it. */
export function nearest(sets: readonly PropertySet[], key: string): Cell | undefined {
  for (const set of sets) {
    const cell = stated(set, key)
    if (cell) return cell
  }
  return undefined
}

/** A key without a value; an empty list of classes is a value. */
function isEmpty(cell: Cell): boolean {
  const node = cell.nodes[0]!
  if (cell.row.kind === 'classes') return false
  if (node.kind === 'scalar') return node.value === null || node.text.trim() === ''
  return node.kind === 'map' ? node.entries.length === 0 : node.items.length === 0
}

function wins(later: Cell, before: Cell): boolean {
  if (!later.row.gone !== !before.row.gone) return !later.row.gone
  if (later.document !== before.document) return true
  if (later.written === before.written) return true
  return isCanonical(later.written) && !isCanonical(before.written)
}

function keyOf(module: ModuleId, section: Section, name: string): string {
  return `${module} ${section} ${name}`
}
