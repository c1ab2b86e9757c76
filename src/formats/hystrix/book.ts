/**
 * From the facts of each scope to the ledger: which value is stated where, and what became of each
 * key in the end.
 *
 * The promise: resolving an operation over its defaults gives the facts of that operation, whatever
 * was switched on or off in between. A fact is left out only where every layer below says the same;
 * a leaf that a layer below states and this scope does not have is taken back.
 */
import { KIND_BOUND, LEAVES, SWITCHES, sameLeaf, switchesOf } from '../../policy/leaves.js'
import type { Reason, Scope, Target } from '../format.js'
import type { Ledger } from '../ledger.js'
import { REASONS } from './reasons.js'
import { ALL, DEFAULT_PROFILE, type Fact, type Facts, implied, type KnownKey } from './view.js'

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

  /**
   * States what `facts` adds to `below`, the leaves that the layers under this scope state together
   * (as `overlay` gives them). Returns what was stated.
   */
  state(scope: Scope, facts: Facts, below: Facts): Facts {
    const said: Facts = new Map()
    for (const [path, fact] of facts) {
      const isSaid =
        isOwn(scope, fact) || differs(below, path, fact) || isForgotten(below, path, facts)
      if (!fact.open && isSaid) said.set(path, fact)
    }
    for (const path of below.keys()) {
      if (!mustTakeBack(path, facts)) continue
      said.set(path, implied(LEAVES.get(path)!.fallback, 'not in force here', 'absent'))
    }
    for (const [path, fact] of said) this.#put(scope, path, fact)
    return said
  }

  #put(scope: Scope, path: string, fact: Fact): void {
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
    outspelled: ReadonlySet<KnownKey>,
    deadBy: ReadonlyMap<KnownKey, Reason>,
    extra: (key: KnownKey) => readonly Reason[],
  ): void {
    for (const key of keys) {
      const entry = this.#entries.get(key)
      if (!used.has(key)) this.#ledger.ignored(key.source, lostTo(key, outspelled))
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
    if (key.value.why === 'range') {
      this.#approximate(key, [], [REASONS.outOfRange])
      return
    }
    const at = key.environments.filter((name) => name !== undefined).join(',')
    const question = `${key.source.text} has no default: which value is meant?`
    this.#ledger.decision(key.source, {
      key: at === '' ? key.source.key : `${at}:${key.source.key}`,
      question,
      options: [],
    })
  }
}

function lostTo(key: KnownKey, outspelled: ReadonlySet<KnownKey>): Reason {
  return outspelled.has(key) ? REASONS.ribbonOtherSpelling : REASONS.overridden
}

/** Stated by a key that speaks of this very scope. */
function isOwn(scope: Scope, fact: Fact): boolean {
  return [...fact.keys, ...(fact.also ?? [])].some(
    (key) =>
      isOfProfile(key, scope.environment) &&
      (key.owner === ALL) === (scope.operation === undefined),
  )
}

function isOfProfile({ environments }: KnownKey, environment: string | undefined): boolean {
  if (environments.includes(environment)) return true
  return environment === undefined && environments.includes(DEFAULT_PROFILE)
}

function differs(below: Facts, path: string, fact: Fact): boolean {
  const other = below.get(path)
  return other === undefined || !sameLeaf(other.value, fact.value)
}

/** A new kind (`circuitBreaker.mode`) makes the resolver forget what lower layers said of it. */
function isForgotten(below: Facts, path: string, facts: Facts): boolean {
  return KIND_BOUND.some(({ leaf, choice }) => {
    const kind = facts.get(choice)
    return leaf === path && kind !== undefined && differs(below, choice, kind)
  })
}

/** Both layers together, the upper one winning; `false` clears a feature, a leaf brings it back. */
export function overlay(lower: Facts, upper: Facts): Facts {
  const both: Facts = new Map(lower)
  for (const [path, { value }] of upper) {
    for (const old of [...both.keys()]) {
      const isCleared = value === false && SWITCHES.includes(path) && old.startsWith(`${path}.`)
      if (isCleared || (old !== path && switchesOf(path).includes(old))) both.delete(old)
    }
    both.set(path, upper.get(path)!)
  }
  return both
}

/** A leaf below that this scope, with the feature on, does not have. */
function mustTakeBack(path: string, facts: Facts): boolean {
  if (facts.has(path) || SWITCHES.includes(path) || path === 'order') return false
  const switches = switchesOf(path)
  const isOff = switches.some((name) => facts.get(name)?.value === false)
  const isOn = switches.some((name) => [...facts.keys()].some((own) => own.startsWith(`${name}.`)))
  return isOn && !isOff
}
