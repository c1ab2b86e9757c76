/**
 * The known keys of a file, and what of them holds under one profile.
 *
 * Owns which key wins (a profile's document over the common ones, then the later line) and the
 * levels of a lookup (own, then default). It derives no policy; it answers "which key says so".
 */
import type { LeafValue } from '../../policy/leaves.js'
import type { Reason } from '../format.js'
import type { SourceKey } from '../ledger.js'
import type { Group } from './key-match.js'
import type { KeyRow } from './key-table.js'
import type { KeyValue, PlainValue } from './value.js'

/** The owner of keys that speak of all commands, pools or clients. */
export const ALL = 'default'

/** What Spring takes for the profile when none is chosen; it holds in the base and nowhere else. */
export const DEFAULT_PROFILE = 'default'

export interface KnownKey {
  readonly source: SourceKey
  readonly group: Group
  /** `default` for all. */
  readonly owner: string
  readonly name: string
  readonly row: KeyRow
  readonly environments: readonly (string | undefined)[]
  readonly value: KeyValue
  /** Written in another spelling than the library's own, which wins where both stand. */
  readonly respelled: boolean
  /** Reasons of the key itself, whatever becomes of it. */
  readonly notes: readonly Reason[]
}

/** The answer of a lookup; `open` when a key is there whose value nobody can know. */
export interface Found<T extends PlainValue = PlainValue> {
  readonly key: KnownKey
  readonly value: T
  readonly open: boolean
}

/** One value of the policy with the keys that say so; without keys it is implied. */
export interface Fact {
  readonly value: LeafValue
  readonly keys: readonly KnownKey[]
  readonly notes: readonly Reason[]
  /** Keys that say the same and that the notes are not about. */
  readonly also?: readonly KnownKey[]
  readonly kind: 'default' | 'absent'
  readonly why: string
  /** Known to be set and not known to what: neither stated nor implied. */
  readonly open: boolean
}

export type Facts = Map<string, Fact>

export class View {
  readonly environment: string | undefined
  /** Keys that lose to the same key in the library's own spelling. */
  readonly outspelled = new Set<KnownKey>()
  readonly #keys = new Map<string, KnownKey>()
  readonly #owners = new Map<Group, Set<string>>()
  /** Routes of Zuul by URL. */
  readonly urlRoutes: ReadonlySet<string>
  /** The file is that of a Zuul gateway. */
  readonly hasZuul: boolean

  constructor(
    keys: readonly KnownKey[],
    environment: string | undefined,
    zuul: { readonly present: boolean; readonly urlRoutes: ReadonlySet<string> },
  ) {
    this.environment = environment
    this.hasZuul = zuul.present
    this.urlRoutes = zuul.urlRoutes
    for (const level of [undefined, environment ?? DEFAULT_PROFILE]) {
      for (const key of keys) if (key.environments.includes(level)) this.#add(key)
    }
  }

  #add(key: KnownKey): void {
    const id = idOf(key.group, key.owner, key.name)
    const before = this.#keys.get(id)
    const loses = before && key.respelled && !before.respelled
    if (loses) this.outspelled.add(key)
    else {
      if (before?.respelled && !key.respelled) this.outspelled.add(before)
      this.#keys.set(id, key)
    }
    const owners = this.#owners.get(key.group) ?? new Set()
    if (key.value.state !== 'bad' && key.row.noTarget === undefined) owners.add(key.owner)
    this.#owners.set(key.group, owners)
  }

  /** Every key that holds under this profile. */
  keys(): Iterable<KnownKey> {
    return this.#keys.values()
  }

  /** Owners with a readable key of the group; `default` is one of them. */
  owners(group: Group): ReadonlySet<string> {
    return this.#owners.get(group) ?? new Set()
  }

  /** Owners with any key of the group, `default` among them. */
  allOwners(group: Group): ReadonlySet<string> {
    const keys = [...this.#keys.values()].filter((key) => key.group === group)
    return new Set(keys.map(({ owner }) => owner))
  }

  /** The first readable key of `name` along `owners`. */
  find<T extends PlainValue>(
    group: Group,
    owners: readonly (string | undefined)[],
    name: string,
  ): Found<T> | undefined {
    for (const owner of owners) {
      const key = owner === undefined ? undefined : this.#keys.get(idOf(group, owner, name))
      if (key === undefined || key.value.state === 'bad') continue
      if (key.value.state === 'open') return { key, value: 0 as PlainValue as T, open: true }
      return { key, value: key.value.value as T, open: false }
    }
    return undefined
  }

  has(group: Group, owner: string, names: readonly string[]): boolean {
    return names.some((name) => this.find(group, [owner], name) !== undefined)
  }
}

function idOf(group: Group, owner: string, name: string): string {
  return JSON.stringify([group, owner, name])
}

/** The fact that a key states, or the implied one when no key does. */
export function factOf<T extends PlainValue>(
  found: Found<T> | undefined,
  fallback: T,
  why: string,
  convert: (value: T) => LeafValue = (value) => value,
): Fact {
  if (found === undefined) return implied(convert(fallback), why)
  if (found.open) return { ...implied(null, why), keys: [found.key], open: true }
  return stated(convert(found.value), [found.key])
}

export function implied(value: LeafValue, why: string, kind: Fact['kind'] = 'default'): Fact {
  return { value, keys: [], notes: [], kind, why, open: false }
}

export function stated(
  value: LeafValue,
  keys: readonly KnownKey[],
  ...notes: readonly Reason[]
): Fact {
  return { value, keys, notes, kind: 'default', why: '', open: false }
}

/** The value with the keys' own places, or the built-in one; for decisions between branches. */
export function orElse<T extends PlainValue>(found: Found<T> | undefined, fallback: T): T {
  return found && !found.open ? found.value : fallback
}
