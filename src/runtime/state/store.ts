/**
 * Where breakers are kept over a restart: the interface, and what is kept of each. persist.ts
 * decides when; a store decides where and how, and what it can be trusted with.
 */
import type { Checked } from '../../diagnostics/diagnostic.js'
import type { SavedBreaker } from '../../orchestrator/machine.js'

/** A breaker as its owner hands it over, without its rate window (changes.ts says why). */
export interface KeptBreaker extends Omit<SavedBreaker, 'window'> {
  /**
   * When it last changed its state, ms since 1970, rising with each change of one owner; 0 for
   * never, or not known. Of two owners that know the same breaker the later change wins.
   */
  readonly changedAtMs: number
}

export interface StateStore {
  /**
   * What was kept, with the rest of each wait as it is now. What cannot be trusted (damaged,
   * foreign, too old) is left out, and a finding `state/…` says why; nothing here is a reason to
   * throw.
   */
  load(): Checked<readonly KeptBreaker[]> | Promise<Checked<readonly KeptBreaker[]>>
  /**
   * Keeps these. All that the owner still knows of is in the list, closed breakers that it knows to
   * have changed included. A store that returns nothing has written when it returns; one that
   * returns a promise has when that resolves. Throws or rejects when it could not; the owner
   * reports that and tries again.
   */
  save(breakers: readonly KeptBreaker[]): void | Promise<void>
}

/** What names a breaker. Neither part can hold a NUL of its own that would make two the same. */
export function keyOf({ operation, host }: Pick<SavedBreaker, 'operation' | 'host'>): string {
  return JSON.stringify([operation, host])
}
