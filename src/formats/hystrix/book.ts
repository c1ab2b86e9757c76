/**
 * From the facts of each scope to the ledger: which value is stated where, and what became of each
 * key in the end.
 *
 * The promise: resolving an operation over its defaults gives the facts of that operation, whatever
 * was switched on or off in between. A fact is left out only where every layer below says the same;
 * a leaf that a layer below states and this scope does not have is taken back.
 */
import { LEAVES, type LeafValue, SWITCHES, sameLeaf, switchesOf } from '../../policy/leaves.js'
import type { Reason, Scope, Target } from '../format.js'
import type { Ledger } from '../ledger.js'
import { REASONS } from './reasons.js'
import { ALL, type Fact, type Facts, implied, type KnownKey } from './view.js'

interface Entry {
  readonly targets: Target[]
  readonly notes: Map<string, Reason>
}

export class Book {
  readonly #ledger: Ledger
  readonly #entries = new Map<KnownKey, Entry>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** States the facts of a scope; `below` are the complete facts of the layers under it. */
  state(scope: Scope, facts: Facts, below: readonly Facts[]): void {
    for (const [path, fact] of facts) {
      if (
        isOwn(scope, fact) ||
        below.length === 0 ||
        below.some((each) => differs(each, path, fact))
      )
        this.#put(scope, path, fact)
    }
    for (const path of new Set(below.flatMap((each) => [...each.keys()]))) {
      if (!mustTakeBack(path, facts)) continue
      this.#put(scope, path, implied(LEAVES.get(path)!.fallback, 'not in force here', 'absent'))
    }
  }

  #put(scope: Scope, path: string, fact: Fact): void {
    if (fact.open) return
    const target: Target = { scope, path, value: fact.value }
    const keys = [...fact.keys, ...(fact.also ?? [])]
    if (keys.length === 0) this.#ledger.implied(fact.kind, scope, path, fact.value, fact.why)
    for (const key of keys) {
      const entry: Entry = this.#entries.get(key) ?? { targets: [], notes: new Map() }
      this.#entries.set(key, entry)
      entry.targets.push(target)
      if (!fact.keys.includes(key)) continue
      for (const note of fact.notes) entry.notes.set(note.id, note)
    }
  }

  /** Books each key once. `deadBy`: why a key does nothing, where one of the scopes knew it. */
  settle(
    keys: readonly KnownKey[],
    used: ReadonlySet<KnownKey>,
    deadBy: ReadonlyMap<KnownKey, Reason>,
    extra: (key: KnownKey) => readonly Reason[],
  ): void {
    for (const key of keys) {
      const entry = this.#entries.get(key)
      if (!used.has(key)) this.#ledger.ignored(key.source, REASONS.overridden)
      else if (key.row.noTarget) this.#ledger.ignored(key.source, key.row.noTarget)
      else if (key.value.state === 'bad') this.#approximate(key, [], [REASONS.badValue])
      else if (key.value.state === 'open') this.#open(key)
      else if (entry === undefined || entry.targets.length === 0) {
        this.#ledger.ignored(key.source, deadBy.get(key) ?? REASONS.noEffect)
      } else {
        const notes = [...key.value.notes, ...key.notes, ...entry.notes.values(), ...extra(key)]
        if (notes.some((note) => note.deduction > 0)) this.#approximate(key, entry.targets, notes)
        else this.#ledger.exact(key.source, entry.targets, ...notes)
      }
    }
  }

  #approximate(key: KnownKey, targets: readonly Target[], reasons: readonly Reason[]): void {
    this.#ledger.approximate(key.source, targets, ...reasons)
  }

  #open(key: KnownKey): void {
    if (key.value.state !== 'open') return
    if (key.value.why === 'range') return this.#approximate(key, [], [REASONS.outOfRange])
    const at = key.environments.filter((name) => name !== undefined).join(',')
    const question = `${key.source.text} has no default: which value is meant?`
    this.#ledger.decision(key.source, {
      key: at === '' ? key.source.key : `${at}:${key.source.key}`,
      question,
      options: [],
    })
  }
}

/** Stated by a key that speaks of this very scope. */
function isOwn(scope: Scope, fact: Fact): boolean {
  return [...fact.keys, ...(fact.also ?? [])].some(
    (key) =>
      key.environments.includes(scope.environment) &&
      (key.owner === ALL) === (scope.operation === undefined),
  )
}

function differs(below: Facts, path: string, fact: Fact): boolean {
  const other = below.get(path)
  if (other === undefined) return true
  return other.open !== fact.open || !sameLeaf(other.value as LeafValue, fact.value)
}

/** A leaf below that this scope, with the feature on, does not have. */
function mustTakeBack(path: string, facts: Facts): boolean {
  if (facts.has(path) || SWITCHES.includes(path) || path === 'order') return false
  const switches = switchesOf(path)
  const isOff = switches.some((name) => facts.get(name)?.value === false)
  const isOn = switches.some((name) => [...facts.keys()].some((own) => own.startsWith(`${name}.`)))
  return isOn && !isOff
}
