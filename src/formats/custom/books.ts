/**
 * The books of one file: every found key goes in once, and comes out as one setting whose targets
 * name whom the value holds for. Owns inheritance by groups and the rule that one scope and path
 * never get two values: the first key of the file wins, the other is booked as overridden.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { LeafValue } from '../../policy/leaves.js'
import type { DecisionOption, Implied, Reason, Target } from '../format.js'
import type { Ledger } from '../ledger.js'
import type { Found } from './harvest.js'
import { type Reading, reason } from './reading.js'
import { holdersOf, type ScopeNode, scopeOf } from './scopes.js'
import type { Feature } from './topics.js'

export type Leaf = readonly [path: string, value: LeafValue]

interface Entry {
  readonly found: Found
  readonly fate: 'valued' | 'ignored' | 'decision'
  readonly leaves: readonly Leaf[]
  readonly reasons: readonly Reason[]
  readonly question?: string
  readonly options?: readonly { value: string; label: string; leaves: readonly Leaf[] }[]
  readonly suggested?: string | undefined
}

interface Implication {
  readonly node: ScopeNode
  readonly feature: Feature
  readonly leaf: Leaf
  readonly kind: Implied['kind']
  readonly why: string
}

const OVERRIDDEN = reason(
  'overridden',
  'another key of the file sets the same thing for the same calls',
  0.05,
)

export class Books {
  readonly #entries: Entry[] = []
  readonly #implied: Implication[] = []
  readonly #booked = new Set<Found>()
  readonly diagnostics: Diagnostic[] = []

  isBooked(found: Found): boolean {
    return this.#booked.has(found)
  }

  /** Exact, or approximate when a reason costs confidence. */
  put(found: Found, leaves: readonly Leaf[], ...reasons: readonly Reason[]) {
    this.#add({ found, fate: 'valued', leaves, reasons: [...found.notes, ...reasons] })
  }

  ignore(found: Found, why: Reason) {
    this.#add({ found, fate: 'ignored', leaves: [], reasons: [why] })
  }

  ask(
    found: Found,
    question: string,
    options: readonly { value: string; label: string; leaves: readonly Leaf[] }[],
    suggested: string | undefined,
    ...reasons: readonly Reason[]
  ) {
    const leaves = options.find(({ value }) => value === suggested)?.leaves ?? []
    const all = [...found.notes, ...reasons]
    this.#add({ found, fate: 'decision', leaves, reasons: all, question, options, suggested })
  }

  /** Books a reading, `leavesOf` giving what its value means. */
  take<T>(
    found: Found,
    reading: Reading<T>,
    leavesOf: (value: T) => readonly Leaf[],
    ...reasons: readonly Reason[]
  ) {
    if (reading.is === 'left') return this.ignore(found, reading.why)
    if (reading.is === 'bad') return this.refuse(found, reading.expected)
    const all = [...reading.reasons, ...reasons]
    if (reading.is === 'value') return this.put(found, leavesOf(reading.value), ...all)
    const options = reading.options.map(({ value, label, result }) => ({
      value,
      label,
      leaves: leavesOf(result),
    }))
    this.ask(found, reading.question, options, reading.suggested, ...all)
  }

  /** A value that is none: a finding, and no target. */
  refuse(found: Found, expected: string) {
    const { key, text, span } = found.source
    const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text
    this.diagnostics.push({
      ruleId: 'custom/bad-value',
      severity: 'error',
      message: `${key} is ${shown || 'empty'}, where ${expected} is expected; it is left out.`,
      help: `Write ${expected}.`,
      span,
      data: { key, value: text },
    })
    this.put(
      found,
      [],
      reason('bad-value', `the value is not ${expected}, so it is left out`, 0.05),
    )
  }

  warn(
    found: Found,
    ruleId: string,
    message: string,
    help: string,
    severity: 'warning' | 'info' = 'warning',
  ) {
    const { span, key } = found.source
    this.diagnostics.push({
      ruleId: `custom/${ruleId}`,
      severity,
      message,
      help,
      span,
      data: { key },
    })
  }

  imply(node: ScopeNode, feature: Feature, leaf: Leaf, kind: Implied['kind'], why: string) {
    this.#implied.push({ node, feature, leaf, kind, why })
  }

  #add(entry: Entry) {
    if (this.#booked.has(entry.found)) throw new Error(`${entry.found.source.key} is booked twice`)
    this.#booked.add(entry.found)
    this.#entries.push(entry)
  }

  /** Writes everything to the ledger, in the order of the file. */
  close(to: Ledger, roots: readonly ScopeNode[], names: ReadonlyMap<ScopeNode, string>) {
    new Closing(to, roots, names, this.#entries, this.#implied, this.diagnostics).write()
  }
}

class Closing {
  readonly #claims = new Map<string, string>()
  readonly #decisions = new Set<string>()

  constructor(
    private readonly to: Ledger,
    private readonly roots: readonly ScopeNode[],
    private readonly names: ReadonlyMap<ScopeNode, string>,
    private readonly entries: readonly Entry[],
    private readonly implied: readonly Implication[],
    private readonly diagnostics: Diagnostic[],
  ) {}

  write() {
    const inOrder = [...this.entries].sort(
      (a, b) => a.found.source.span.start.offset - b.found.source.span.start.offset,
    )
    const targets = new Map<Entry, Target[]>()
    const lost = new Set<Entry>()
    for (const entry of inOrder) {
      const own = this.#holders(entry.found.scope, entry.found.meaning.feature)[0]
      if (own) this.#claimAll(entry, [own], targets, lost)
    }
    const deepFirst = [...inOrder].sort((a, b) => depth(b.found.scope) - depth(a.found.scope))
    for (const entry of deepFirst) {
      const [, ...below] = this.#holders(entry.found.scope, entry.found.meaning.feature)
      if (!lost.has(entry)) this.#inherit(entry, below, targets)
    }
    for (const entry of inOrder) this.#book(entry, targets.get(entry) ?? [], lost.has(entry))
    this.#imply()
    for (const diagnostic of this.diagnostics) this.to.finding(diagnostic)
  }

  /** Groups stand for their operations: nobody owns their values first. */
  #holders(node: ScopeNode, feature: Feature): (ScopeNode | undefined)[] {
    const root = this.roots.find(({ environment }) => environment === node.environment)!
    const holders = holdersOf(node, feature, root)
    return node.kind === 'group' && holders[0] !== root ? [undefined, ...holders] : holders
  }

  #claimAll(
    entry: Entry,
    nodes: readonly ScopeNode[],
    targets: Map<Entry, Target[]>,
    lost: Set<Entry>,
  ) {
    for (const node of nodes) {
      const isTaken = ([path, value]: Leaf) => {
        const known = this.#claims.get(this.#claimKey(node, path))
        return known !== undefined && known !== JSON.stringify(value)
      }
      if (entry.leaves[0] && isTaken(entry.leaves[0])) {
        lost.add(entry)
        continue
      }
      this.#claim(
        entry,
        node,
        entry.leaves.filter((leaf) => !isTaken(leaf)),
        targets,
      )
    }
  }

  #inherit(entry: Entry, below: readonly (ScopeNode | undefined)[], targets: Map<Entry, Target[]>) {
    for (const node of below) {
      if (!node) continue
      const free = entry.leaves.filter(([path]) => !this.#claims.has(this.#claimKey(node, path)))
      this.#claim(entry, node, free, targets)
    }
  }

  #claim(entry: Entry, node: ScopeNode, leaves: readonly Leaf[], targets: Map<Entry, Target[]>) {
    const scope = scopeOf(node, this.names)
    for (const [path, value] of leaves) {
      this.#claims.set(this.#claimKey(node, path), JSON.stringify(value))
      targets.set(entry, [...(targets.get(entry) ?? []), { scope, path, value }])
    }
  }

  #claimKey(node: ScopeNode, path: string): string {
    return JSON.stringify([node.environment, this.names.get(node), path])
  }

  #book(entry: Entry, targets: readonly Target[], isLost: boolean) {
    const { found, fate, reasons } = entry
    if (isLost) return this.#bookLost(found)
    if (fate === 'ignored') return this.to.ignored(found.source, reasons[0]!)
    if (fate === 'decision') return this.#bookDecision(entry, targets)
    const isExact = reasons.every(({ deduction }) => deduction === 0)
    if (isExact) this.to.exact(found.source, targets, ...reasons)
    else this.to.approximate(found.source, targets, ...reasons)
  }

  #bookLost(found: Found) {
    const { key, span } = found.source
    this.to.ignored(found.source, OVERRIDDEN)
    this.to.finding({
      ruleId: 'custom/conflicting-keys',
      severity: 'warning',
      message:
        `${key} and a key before it set the same thing to different values; the first ` +
        `is taken.`,
      help: 'Keep the key that the old code reads.',
      span,
      data: { key },
    })
  }

  #bookDecision(entry: Entry, targets: readonly Target[]) {
    const { found, reasons, question = '', options = [], suggested } = entry
    const scopes = scopesIn(targets)
    const nodes = this.#holders(found.scope, found.meaning.feature)
    const fallback = nodes.flatMap((node) => (node ? [scopeOf(node, this.names)] : []))
    const over = scopes.length > 0 ? scopes : fallback
    let key = found.source.key
    if (this.#decisions.has(key)) key = `${key}@${found.source.span.start.line}`
    this.#decisions.add(key)
    const choices: DecisionOption[] = options.map(({ value, label, leaves }) => ({
      value,
      label,
      targets:
        value === suggested
          ? targets
          : over.flatMap((scope) => leaves.map(([path, one]) => ({ scope, path, value: one }))),
    }))
    const decision = { key, question, options: choices, ...(suggested && { suggested }) }
    this.to.decision(found.source, decision, ...reasons)
  }

  #imply() {
    for (const { node, feature, leaf, kind, why } of this.implied) {
      for (const holder of this.#holders(node, feature)) {
        if (!holder) continue
        const [path, value] = leaf
        const key = this.#claimKey(holder, path)
        if (this.#claims.has(key)) continue
        this.#claims.set(key, JSON.stringify(value))
        this.to.implied(kind, scopeOf(holder, this.names), path, value, why)
      }
    }
  }
}

function depth(node: ScopeNode): number {
  return [...node.lineage()].length
}

function scopesIn(targets: readonly Target[]) {
  const seen = new Map(targets.map(({ scope }) => [JSON.stringify(scope), scope]))
  return [...seen.values()]
}
