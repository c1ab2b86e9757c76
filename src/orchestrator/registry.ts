/**
 * A bounded map of things made on demand (R37): when it is full, the one that was longest unused
 * and is idle goes; when none is idle, the one of those that are only expendable. Any other never
 * goes; when all are such, `create` of a further key gives the one shared spare, so that the bound
 * holds. Lookup is one Map read and one write.
 */

export interface Evictable {
  /** Whether losing it loses nothing. */
  readonly idle: boolean
  /** Whether losing it loses no more than a few counts: what is not, is never thrown out. */
  readonly expendable: boolean
  /** The registry's mark: asked for since it was last looked at. */
  used: boolean
}

/** Key of the spare; no host or operation has an empty name. */
export const SPARE = ''

export class Registry<T extends Evictable> {
  readonly #entries = new Map<string, T>()
  readonly #bound: number
  readonly #create: (key: string) => T
  readonly #fixed = new Set<string>()

  /** `bound`: ≥ 1, entries besides the fixed ones and the spare. */
  constructor(bound: number, create: (key: string) => T) {
    this.#bound = bound
    this.#create = create
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): T {
    const value = this.#entries.get(key)
    if (value === undefined) return this.#add(key)
    value.used = true
    return value
  }

  peek(key: string): T | undefined {
    return this.#entries.get(key)
  }

  /** Keeps a key for ever: an operation that the policy names. */
  fix(keys: Iterable<string>): void {
    this.#fixed.clear()
    for (const key of keys) this.#fixed.add(key)
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.#entries.entries()
  }

  #add(key: string): T {
    const free = this.#fixed.has(key) || key === SPARE || this.#count() < this.#bound
    if (!free && !this.#evict()) return this.get(SPARE)
    const value = this.#create(key)
    this.#entries.set(key, value)
    return value
  }

  #count(): number {
    const exempt = this.#entries.has(SPARE) ? 1 : 0
    return this.#entries.size - exempt - [...this.#fixed].filter((k) => this.#entries.has(k)).length
  }

  /** Second chance: one that was used since the last look moves to the end. */
  #evict(): boolean {
    for (let round = 0; round < 2; round++) {
      for (const [key, entry] of [...this.#entries]) {
        if (key === SPARE || this.#fixed.has(key)) continue
        if (entry.used) {
          entry.used = false
          this.#entries.delete(key)
          this.#entries.set(key, entry)
        } else if (entry.idle) {
          this.#entries.delete(key)
          return true
        }
      }
    }
    for (const [key, { expendable }] of this.#entries) {
      if (key === SPARE || this.#fixed.has(key) || !expendable) continue
      return this.#entries.delete(key)
    }
    return false
  }
}
