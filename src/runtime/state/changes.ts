/**
 * What of an orchestrator's breakers is worth keeping, each with the time of its last change. A
 * breaker that has become as good as new is told of too (closed), so that a store does not hold on
 * to what it was before. Does not know when to save or where.
 *
 * What a rate window holds is left out on purpose, though a snapshot has it: it changes with every
 * call, and a save is a synced write; processes that share a store have each seen other calls. A
 * closed breaker begins its window anew after a restart, a row of failures is kept.
 */
import type { BreakerEntry, SavedBreaker } from '../../orchestrator/machine.js'
import { MAX_RECORDS } from './records.js'
import { type KeptBreaker, keyOf } from './store.js'

/** A closed breaker is told of for this long after its change, in ms. */
const FORGET_MS = 60 * 60 * 1000

const CLOSED = { state: 'closed', remainingMs: 0, openings: 0, isolations: 0, failures: 0 } as const

export class Changes {
  /** When each breaker changed last, by its key; 0 for never. */
  readonly #at = new Map<string, number>()
  /** The epoch in which a breaker was last looked at. */
  readonly #epochs = new WeakMap<object, number>()
  /** Keys of those that are not as good as new, at the last look. */
  #notable: ReadonlySet<string> = new Set()

  /** Stamps the breakers whose state is another than at the last look. */
  note(entries: readonly BreakerEntry[], wallNow: number): void {
    for (const entry of entries) {
      const { breaker } = entry
      if (breaker.epoch === (this.#epochs.get(breaker) ?? 1)) continue
      this.#epochs.set(breaker, breaker.epoch)
      const key = keyOf(entry)
      const before = this.#at.get(key) ?? 0
      // Last in the map, and later than before even if the clock was set back.
      this.#at.delete(key)
      this.#at.set(key, Math.max(wallNow, before + 1))
    }
    for (const key of this.#at.keys()) {
      if (this.#at.size <= MAX_RECORDS) break
      this.#at.delete(key)
    }
  }

  /** Runs `restore`, which is no change of the breakers' own: they keep the times of `kept`. */
  adopt(
    kept: readonly KeptBreaker[],
    entries: () => readonly BreakerEntry[],
    restore: () => void,
  ): void {
    const before = new Map(entries().map(({ breaker }) => [breaker, breaker.epoch]))
    restore()
    for (const record of kept) this.#at.set(keyOf(record), record.changedAtMs)
    for (const { breaker } of entries()) {
      if (before.get(breaker) !== breaker.epoch) this.#epochs.set(breaker, breaker.epoch)
    }
  }

  /** What a store should have, given all that is not as good as new. */
  kept(snapshot: readonly SavedBreaker[]): KeptBreaker[] {
    const notable = new Set<string>()
    const kept: KeptBreaker[] = snapshot.map(({ window: _, ...saved }) => {
      const key = keyOf(saved)
      notable.add(key)
      if (!this.#at.has(key)) this.#at.set(key, 0)
      return { ...saved, changedAtMs: this.#at.get(key)! }
    })
    for (const [key, changedAtMs] of this.#at) {
      if (notable.has(key)) continue
      const [operation, host] = JSON.parse(key) as [string, string | null]
      kept.push({ ...CLOSED, operation, host, changedAtMs })
    }
    this.#notable = notable
    return kept
  }

  /** Call it after `kept` has been saved: what closed long ago need not be told again. */
  forgetOld(wallNow: number): void {
    for (const [key, changedAtMs] of this.#at) {
      if (!this.#notable.has(key) && wallNow - changedAtMs > FORGET_MS) this.#at.delete(key)
    }
  }
}
