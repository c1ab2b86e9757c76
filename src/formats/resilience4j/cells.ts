/**
 * The keys of the library's namespace as cells: which module, which config or instance, which key.
 *
 * Every key under `resilience4j` becomes a cell, an aspect order, or is booked here at once: as
 * unknown, or as ignored when it has no bearing on behaviour. Keys outside of it are passed over.
 */
import type { Ledger, SourceKey } from '../ledger.js'
import {
  currentKeys,
  type KeyRow,
  keyOf,
  MODULE_EXTRAS,
  MODULE_IDS,
  MODULES,
  type ModuleId,
  ROOT_EXTRAS,
  slipOf,
} from './keys.js'
import { type Located, locatedKeys } from './located.js'
import { REASONS } from './reasons.js'
import { isPlainName, relaxed, type Step, variableWords } from './relaxed.js'

export type Section = 'configs' | 'instances'

/** A key with a value that a property set holds. */
export interface Cell {
  /** One, or the indexed keys of one list. */
  readonly sources: readonly SourceKey[]
  readonly nodes: readonly Located['node'][]
  readonly document: number
  readonly module: ModuleId
  readonly section: Section
  readonly name: string
  /** The table's name; `''` where an instance is declared without a key. */
  readonly key: string
  readonly row: KeyRow
  /** The last step as written. */
  readonly written: string
  /** Given as an environment variable, which cannot keep the case of a name. */
  readonly variable: boolean
}

export interface Cells {
  readonly cells: readonly Cell[]
  /** The aspect orders of the modules. */
  readonly aspects: readonly Cell[]
  /** Instance names with the characters that Spring drops from a key. */
  readonly oddNames: readonly { readonly name: string; readonly source: SourceKey }[]
}

const DECLARATION: KeyRow = { kind: 'name' }
const ASPECT_ORDER: KeyRow = { kind: 'int' }
const ROOT = 'resilience4j'

/** Sorts the keys of the namespace; what is no cell is booked in the ledger. */
export function readCells(keys: Iterable<Located>, books: Ledger): Cells {
  const sorter = new Sorter(books)
  for (const located of keys) sorter.take(located)
  return { cells: sorter.cells, aspects: sorter.aspects, oddNames: sorter.oddNames }
}

/** The first key that only this library has. */
export function firstKey(text: Parameters<typeof locatedKeys>[0]): Located | undefined {
  for (const located of locatedKeys(text)) {
    const steps = ownSteps(located)
    const module = steps && moduleOf(steps[1])
    if (!steps || !module) continue
    const section = steps[2]
    if (section && (sectionOf(module, section) || isAspectOrder(module, section))) return located
  }
  return undefined
}

class Sorter {
  readonly cells: Cell[] = []
  readonly aspects: Cell[] = []
  readonly oddNames: { name: string; source: SourceKey }[] = []
  readonly #ledger: Ledger
  /** Lists whose items have keys of their own, by place. */
  readonly #lists = new Map<string, { sources: SourceKey[]; nodes: Located['node'][] }>()
  readonly #seenNames = new Set<string>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  take(located: Located): void {
    const { source } = located
    const steps = ownSteps(located)
    if (!steps) return
    const module = moduleOf(steps[1])
    const section = module && steps[2] && sectionOf(module, steps[2])
    if (!module) this.#beside(source, steps[1]?.text ?? '', ROOT_EXTRAS, MODULE_IDS)
    else if (section) this.#inSection(located, module, section, steps)
    else if (steps[2] && steps.length === 3 && isAspectOrder(module, steps[2])) {
      this.#aspectOrder(located, module, steps[2].text)
    } else {
      const { aspectOrder, instances } = MODULES[module]
      const known = ['configs', ...instances, ...(aspectOrder ? [aspectOrder] : [])]
      this.#beside(source, steps[2]?.text ?? '', MODULE_EXTRAS, known)
    }
  }

  #aspectOrder({ source, node, document }: Located, module: ModuleId, key: string): void {
    const cell = { document, module, section: 'configs', name: '', key, written: key } as const
    const rest = { row: ASPECT_ORDER, sources: [source], nodes: [node] }
    this.aspects.push({ ...cell, ...rest, variable: false })
  }

  #beside(source: SourceKey, name: string, harmless: readonly string[], known: readonly string[]) {
    if (harmless.includes(relaxed(name))) this.#ledger.ignored(source, harmlessReason(name, source))
    else this.#ledger.unknown(source, known, name)
  }

  #inSection(
    { source, node, document }: Located,
    module: ModuleId,
    section: Section,
    steps: readonly Step[],
  ): void {
    const [name, key, ...more] = steps.slice(3)
    if (!name) {
      this.#ledger.ignored(source, REASONS.emptySection)
      return
    }
    this.#checkName(name, source)
    const found = key && keyOf(module, key.text)
    const row = key ? MODULES[module].keys[found ?? ''] : DECLARATION
    const isItem = more.length === 1 && more[0]!.bracket && row?.kind === 'classes'
    const isStray = key ? more.length > 0 && !isItem : source.text !== '' && source.text !== '{}'
    if (!row || isStray) this.#unknown(module, source, [key ?? name, ...more])
    else if (row.drop) this.#ledger.ignored(source, REASONS[DROPPED[row.drop]])
    else {
      const place = { document, module, section, name: name.text, row }
      const keys = { key: found ?? '', written: (key ?? name).text }
      const variable = variableWords(source.key) !== undefined
      this.#add({ ...place, ...keys, variable, sources: [source], nodes: [node] }, isItem)
    }
  }

  /** Items of one list with keys of their own become one cell. */
  #add(cell: Cell, isItem: boolean): void {
    const at = `${cell.document} ${cell.module} ${cell.section} ${cell.key} ${cell.name}`
    const list = isItem ? this.#lists.get(at) : undefined
    if (list) {
      list.sources.push(...cell.sources)
      list.nodes.push(...cell.nodes)
      return
    }
    const own = { sources: [...cell.sources], nodes: [...cell.nodes] }
    if (isItem) this.#lists.set(at, own)
    this.cells.push({ ...cell, ...own })
  }

  #unknown(module: ModuleId, source: SourceKey, steps: readonly Step[]): void {
    const last = steps.at(-1)!.text
    const slip = slipOf(module, last)
    if (slip) this.#ledger.unknown(source, [slip], slip)
    else this.#ledger.unknown(source, currentKeys(module), last)
  }

  #checkName(name: Step, source: SourceKey): void {
    if (name.bracket || isPlainName(name.text) || this.#seenNames.has(name.text)) return
    this.#seenNames.add(name.text)
    this.oddNames.push({ name: name.text, source })
  }
}

const DROPPED = {
  'operations-only': 'operationsOnly',
  'code-detail': 'codeDetail',
  'transition-by-timer': 'transitionByTimer',
  'result-only': 'resultOnly',
} as const

function harmlessReason(name: string, { text }: SourceKey) {
  if (relaxed(name) !== 'enabled') return REASONS.operationsOnly
  return /^(false|off|no)$/i.test(text) ? REASONS.otherSwitchOff : REASONS.otherSwitch
}

/** The steps of a key of the namespace, those of an environment variable included. */
function ownSteps({ steps, source }: Located): readonly Step[] | undefined {
  const words = steps.length === 1 ? variableWords(source.key) : undefined
  if (words) return variableSteps(words)
  return steps[0] && relaxed(steps[0].text) === ROOT ? steps : undefined
}

function moduleOf(step: Step | undefined): ModuleId | undefined {
  const wanted = step && relaxed(step.text)
  return MODULE_IDS.find((id) => relaxed(id) === wanted)
}

function sectionOf(module: ModuleId, step: Step): Section | undefined {
  const name = relaxed(step.text)
  if (name === 'configs') return 'configs'
  return MODULES[module].instances.includes(name) ? 'instances' : undefined
}

function isAspectOrder(module: ModuleId, step: Step): boolean {
  const order = MODULES[module].aspectOrder
  return order !== undefined && relaxed(order) === relaxed(step.text)
}

/**
 * `resilience4j retry instances my api max attempts` as steps. An underscore may part words as well
 * as steps, so module and key are matched by their words, and the rest is the name.
 */
function variableSteps(words: readonly string[]): Step[] {
  const plain = (text: string): Step => ({ text, bracket: false })
  for (const count of [3, 2, 1]) {
    const module = moduleOf(plain(words.slice(1, 1 + count).join('')))
    if (!module) continue
    const rest = words.slice(1 + count)
    const head = [plain(ROOT), plain(module)]
    if (!rest[0] || !sectionOf(module, plain(rest[0]))) {
      return rest.length === 0 ? head : [...head, plain(rest.join(''))]
    }
    return [...head, plain(rest[0]), ...nameAndKey(module, rest.slice(1))]
  }
  return words.map(plain)
}

function nameAndKey(module: ModuleId, words: readonly string[]): Step[] {
  const isItem = words.length > 2 && /^\d+$/.test(words.at(-1)!)
  const end = isItem ? words.length - 1 : words.length
  const item = isItem ? [{ text: words.at(-1)!, bracket: true }] : []
  for (let from = 1; from < end; from++) {
    const key = words.slice(from, end).join('')
    if (!keyOf(module, key)) continue
    const name = { text: words.slice(0, from).join('-'), bracket: false }
    return [name, { text: key, bracket: false }, ...item]
  }
  return words.map((text) => ({ text, bracket: false }))
}
