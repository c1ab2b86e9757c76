/** A store within the process: for tests, and to hand breakers from one orchestrator to another. */
import type { Checked } from '../../diagnostics/diagnostic.js'
import { requireAtLeast } from '../usage.js'
import { breakerAt, DEFAULT_MAX_AGE_MS, merged, type StateRecord, trusted } from './records.js'
import type { KeptBreaker, StateStore } from './store.js'

export interface MemoryStoreOptions {
  /** Older records are forgotten, in ms. ≥ 1, default a day. */
  readonly maxAgeMs?: number | undefined
  /** ms since 1970. Default `Date.now`. */
  readonly wallNow?: (() => number) | undefined
}

export class MemoryStore implements StateStore {
  readonly #maxAgeMs: number
  readonly #wallNow: () => number
  #records: readonly StateRecord[] = []

  constructor({ maxAgeMs, wallNow }: MemoryStoreOptions = {}) {
    requireAtLeast(1, { maxAgeMs })
    this.#maxAgeMs = maxAgeMs ?? DEFAULT_MAX_AGE_MS
    this.#wallNow = wallNow ?? Date.now
  }

  load(): Checked<readonly KeptBreaker[]> {
    const now = this.#wallNow()
    const value = this.#current().map((record) => breakerAt(record, now))
    return { value, diagnostics: [] }
  }

  save(breakers: readonly KeptBreaker[]): void {
    const savedAtMs = this.#wallNow()
    const ours = breakers.map((breaker) => ({ ...breaker, savedAtMs }))
    this.#records = merged(this.#current(), ours)
  }

  #current(): StateRecord[] {
    const now = this.#wallNow()
    return this.#records.flatMap((record) => trusted(record, now, this.#maxAgeMs) ?? [])
  }
}

export function memoryStore(options?: MemoryStoreOptions): MemoryStore {
  return new MemoryStore(options)
}
