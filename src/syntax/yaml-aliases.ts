/**
 * What `*name` stands for, and how much of it may be copied into the tree.
 *
 * Owns three rules: an alias means the last anchor before it in the same document, it may not lie
 * inside what it names, and all copies of a file together stay within a budget, so that a few lines
 * cannot grow into gigabytes.
 */
import type { Alias, Node as YamlNode } from 'yaml'
import { type Findings, shown } from './findings.js'

/** Nodes that aliases may add to the trees of one file. */
export const MAX_ALIAS_NODES = 100_000
/** Aliases that may stand for one another in a row. */
export const MAX_ALIAS_CHAIN = 100

/** Shared by the documents of one file. */
export interface AliasBudget {
  nodes: number
  exceeded: boolean
}

export class YamlAliases {
  readonly #findings: Findings
  readonly #budget: AliasBudget
  readonly #anchors = new Map<string, YamlNode>()
  readonly #targets = new Map<Alias, YamlNode | undefined>()
  /** The nodes that are being expanded right now, the outermost first. */
  readonly #open: YamlNode[] = []
  readonly #reading = new Set<YamlNode>()

  constructor(findings: Findings, budget: AliasBudget) {
    this.#findings = findings
    this.#budget = budget
  }

  /** True while a copy is being made, in which anchors must not be taken as new ones. */
  get expanding(): boolean {
    return this.#open.length > 0
  }

  /** Runs `read` on a node that may carry an anchor; every node of the tree goes through here. */
  within<T>(node: YamlNode, read: () => T): T | undefined {
    if (this.expanding && !this.#pay()) return undefined
    const anchor = 'anchor' in node ? node.anchor : undefined
    if (anchor === undefined || this.expanding) return read()
    this.#anchors.set(anchor, node)
    this.#reading.add(node)
    const result = read()
    this.#reading.delete(node)
    return result
  }

  /** Runs `read` on what the alias names; undefined after a finding when it may not be copied. */
  expand<T>(alias: Alias, pointer: string, read: (target: YamlNode) => T): T | undefined {
    const target = this.#target(alias, pointer)
    if (target === undefined || this.#budget.exceeded) return undefined
    if (this.#reading.has(target) || this.#open.includes(target)) {
      this.#refuse(alias, pointer, 'syntax/cyclic-alias', 'lies inside what it names', 'Delete it.')
      return undefined
    }
    this.#open.push(target)
    const result = this.#open.length > MAX_ALIAS_CHAIN ? undefined : read(target)
    this.#budget.exceeded ||= this.#open.length > MAX_ALIAS_CHAIN
    this.#open.pop()
    if (this.#budget.exceeded && !this.expanding) this.#reportBomb(alias, pointer)
    return result
  }

  #target(alias: Alias, pointer: string): YamlNode | undefined {
    if (this.#targets.has(alias)) return this.#targets.get(alias)
    const target = this.#anchors.get(alias.source)
    this.#targets.set(alias, target)
    if (target === undefined) {
      const help = `Define \`&${alias.source.slice(0, 40)}\` before this line.`
      this.#refuse(alias, pointer, 'syntax/unknown-alias', 'has no anchor before it', help)
    }
    return target
  }

  #pay(): boolean {
    this.#budget.nodes++
    this.#budget.exceeded ||= this.#budget.nodes > MAX_ALIAS_NODES
    return !this.#budget.exceeded
  }

  #reportBomb(alias: Alias, pointer: string): void {
    const what =
      `and those before it would copy more than ${MAX_ALIAS_NODES} values or nest ` +
      `more than ${MAX_ALIAS_CHAIN} aliases; no more are expanded`
    this.#refuse(alias, pointer, 'syntax/alias-bomb', what, 'Write the values out instead.')
  }

  #refuse(alias: Alias, pointer: string, ruleId: string, what: string, help: string): void {
    const [start = 0, end = 0] = alias.range ?? []
    const message = `The alias ${shown(`*${alias.source}`)} ${what}.`
    this.#findings.add({
      ruleId,
      start,
      end,
      pointer,
      message,
      help,
      data: { alias: alias.source },
    })
  }
}
