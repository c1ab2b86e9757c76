/**
 * A look-aside cache in front of an upstream, by shares: how many calls are for what can be cached,
 * and how much of that is there. A miss that is answered fills one entry; entries are alike. Losing
 * the cache shows what capacity it had hidden.
 */
import type { Random } from '../orchestrator/random.js'

export interface CacheOptions {
  /** Share of calls for what can be cached, 0..1: the hit rate of a full cache. */
  readonly hitRate: number
  /** ≥ 1. */
  readonly entries: number
  /** Time of an answer from the cache, in ms. */
  readonly latencyMs: number
  /** It is empty from then on, ms from the start; null for never. */
  readonly lostAtMs: number | null
}

/** What a call found: an answer, nothing yet, or that it is for what is never cached. */
export const Found = { HIT: 0, MISS: 1, NEVER: 2 } as const
export type Found = (typeof Found)[keyof typeof Found]

export class LookAsideCache {
  readonly latencyMs: number
  /** Entries that are there. */
  filled: number
  hits = 0
  readonly #options: CacheOptions
  readonly #random: Random
  #lost = false

  constructor(options: CacheOptions, random: Random) {
    this.#options = options
    this.#random = random
    this.latencyMs = options.latencyMs
    this.filled = options.entries
  }

  lookUp(nowMs: number): Found {
    const { hitRate, entries, lostAtMs } = this.#options
    if (!this.#lost && lostAtMs !== null && nowMs >= lostAtMs) {
      this.#lost = true
      this.filled = 0
    }
    const u = this.#random()
    if (u >= hitRate) return Found.NEVER
    if (u >= (hitRate * this.filled) / entries) return Found.MISS
    this.hits++
    return Found.HIT
  }

  /** The answer to a miss is put in. */
  fill(): void {
    if (this.filled < this.#options.entries) this.filled++
  }
}
