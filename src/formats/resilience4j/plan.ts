/**
 * What one environment says: the leaves of every operation, and of operations that are not named.
 *
 * One operation is one name over all modules. `configs.default` is the default of operations that
 * the file does not name. A feature counts as off only where the library provably had none: retry
 * and breaker of a named operation without an instance and without a `configs.default`, since the
 * code may use the latter under any name.
 */
import { sameLeaf } from '../../policy/leaves.js'
import type { SyntaxId } from '../../syntax/node.js'
import { type Nesting, nestingOf } from './aspect-order.js'
import { Books } from './books.js'
import type { Cell, Cells } from './cells.js'
import { addCircuitBreaker, addRejections, noteLimiter } from './circuit-breaker.js'
import { versionDependentBase } from './findings.js'
import { MODULE_IDS, MODULES, type ModuleId } from './keys.js'
import {
  addBulkhead,
  addRateLimit,
  addThreadPool,
  addTimeLimit,
  leaveOutThreadPool,
} from './limits.js'
import { type Assumed, isCell, type Line, notSet, Sheet } from './lines.js'
import type { Lookup } from './placeholders.js'
import { type Chain, PropertySets, stated } from './property-sets.js'
import { REASONS } from './reasons.js'
import { addRetry } from './retry.js'
import { Values } from './values.js'

export interface Outcome {
  readonly lines: ReadonlyMap<string, Line>
  /** Features that are off, with the reason. */
  readonly off: ReadonlyMap<string, Assumed>
  /** Features that are set up, whether a value of them is known or not. */
  readonly present: ReadonlySet<string>
}

/** By operation; undefined stands for the default of all operations. */
export type Plan = ReadonlyMap<string | undefined, Outcome>

export interface Surroundings {
  readonly documents: ReadonlySet<number>
  readonly lookup: Lookup
  readonly syntax: SyntaxId
}

const ADDED_BY_PRESETS: readonly ModuleId[] = ['retry', 'circuitbreaker']

export function planOf(cells: Cells, around: Surroundings, books: Books): Plan {
  return new Planner(cells, around, books).plan()
}

class Planner {
  readonly #books: Books
  readonly #around: Surroundings
  readonly #values: Values
  readonly #sets: PropertySets
  readonly #nesting: Nesting

  constructor(cells: Cells, around: Surroundings, books: Books) {
    this.#books = books
    this.#around = around
    this.#values = new Values(books, around.lookup, around.syntax)
    const inForce = (all: readonly Cell[]) => all.filter((c) => around.documents.has(c.document))
    this.#sets = new PropertySets(inForce(cells.cells), books, this.#values)
    this.#nesting = nestingOf(inForce(cells.aspects), books, this.#values)
  }

  plan(): Plan {
    const plan = new Map<string | undefined, Outcome>()
    plan.set(undefined, this.#outcome(undefined))
    const names = new Set(MODULE_IDS.flatMap((module) => this.#sets.instances(module)))
    for (const name of names) plan.set(name, this.#outcome(name))
    this.#sets.explainUnused()
    return plan
  }

  #outcome(name: string | undefined): Outcome {
    const lines = new Map<string, Line>()
    if (name === undefined && this.#nesting.line) lines.set('order', this.#nesting.line)
    const off = new Map<string, Assumed>()
    const sheets = new Map<ModuleId, Sheet>()
    for (const module of MODULE_IDS) {
      const sheet = this.#sheet(module, name)
      if (sheet) sheets.set(module, sheet)
      else if (ADDED_BY_PRESETS.includes(module) && this.#isOff(module, name)) {
        const whose = name === undefined ? 'in this file' : 'of this name'
        off.set(MODULES[module].feature, notSet(`no ${module} ${whose}`))
      }
    }
    this.#fill(sheets, off)
    for (const sheet of sheets.values()) {
      for (const [path, line] of sheet.lines) if (!lines.has(path)) lines.set(path, line)
    }
    const present = new Set([...sheets.keys()].map((module) => MODULES[module].feature))
    return { lines, off, present }
  }

  #sheet(module: ModuleId, name: string | undefined): Sheet | undefined {
    const rule = module === 'circuitbreaker' ? 'since-2.3' : 'before-2.3'
    const chain = this.#sets.chain(module, name, rule)
    return chain.sets.length > 0 ? new Sheet(chain, this.#books, this.#values) : undefined
  }

  /** Whether the library provably did not do this for the operation (undefined: for any other). */
  #isOff(module: ModuleId, name: string | undefined): boolean {
    if (name !== undefined) return !this.#sets.hasDefault(module)
    return !this.#sets.hasAny(module) && MODULE_IDS.some((other) => this.#sets.hasDefault(other))
  }

  #fill(sheets: ReadonlyMap<ModuleId, Sheet>, off: Map<string, Assumed>): void {
    const on = <T>(module: ModuleId, add: (sheet: Sheet) => T) => {
      const sheet = sheets.get(module)
      return sheet && add(sheet)
    }
    on('retry', addRetry)
    on('circuitbreaker', (sheet) => {
      addCircuitBreaker(sheet)
      const { breakerOutside, breakerSees } = this.#nesting
      if (breakerOutside) sheet.add('circuitBreaker.scope', 'call', breakerOutside)
      const hasBulkhead = sheets.has('bulkhead') || sheets.has('thread-pool-bulkhead')
      if (hasBulkhead && breakerSees.bulkhead) addRejections(sheet)
      const limiter = sheets.get('ratelimiter')
      if (limiter && breakerSees.rateLimiter) noteLimiter(sheet, limiter)
      this.#compareVersions(sheet)
    })
    on('ratelimiter', (sheet) => {
      addRateLimit(sheet)
      if (sheet.lines.size > 0 || sheet.find('limitRefreshPeriod')) return
      off.set('rateLimit', notSet('permits came back every 500 ns, which limits nothing'))
    })
    on('timelimiter', (sheet) => addTimeLimit(sheet, this.#nesting.timeLimit))
    on('bulkhead', addBulkhead)
    on('thread-pool-bulkhead', sheets.has('bulkhead') ? leaveOutThreadPool : addThreadPool)
    for (const sheet of sheets.values()) {
      const declaration = sheet.sets[0]?.cells.get('')
      if (declaration) this.#books.dead(declaration, REASONS.declaration)
    }
  }

  /** Breakers inherit otherwise up to 2.2; where that changes a value, the file leaves it open. */
  #compareVersions(sheet: Sheet): void {
    const [own, base] = sheet.sets
    if (!own) return
    const name = own.section === 'instances' ? own.name : undefined
    const chain = this.#sets.chain('circuitbreaker', name, 'before-2.3')
    if (isSameChain(chain, sheet)) return
    const quiet = new Books()
    const values = new Values(quiet, this.#around.lookup, this.#around.syntax)
    const before = new Sheet(chain, quiet, values)
    addCircuitBreaker(before)
    const paths = [...new Set([...sheet.lines.keys(), ...before.lines.keys()])].filter(
      (path) =>
        !BESIDE_CHAIN.has(path) &&
        !sameLeaf(sheet.lines.get(path)?.value, before.lines.get(path)?.value),
    )
    if (paths.length === 0) return
    for (const path of paths) {
      const from = sheet.lines.get(path)?.from
      if (from && isCell(from)) this.#books.reason(from, REASONS.versionDependentBase)
    }
    const cell =
      stated(own, 'baseConfig') ?? [...own.cells.values(), ...(base?.cells.values() ?? [])][0]
    if (!cell) return
    this.#books.reason(cell, REASONS.versionDependentBase)
    this.#books.finding(versionDependentBase(cell, paths))
  }
}

/** Breaker leaves that do not come from its chain. */
const BESIDE_CHAIN = new Set(['circuitBreaker.scope', 'circuitBreaker.countRejections'])

function isSameChain(chain: Chain, sheet: Sheet): boolean {
  return (
    chain.sets.length === sheet.sets.length &&
    chain.sets.every((set, index) => set === sheet.sets[index])
  )
}
