/**
 * What a store keeps of a breaker besides its state: when it was written; and the three rules on
 * it, without IO: how time passes for it, which of two wins, and how many are kept.
 *
 * Wall clocks jump, and differ between machines. Therefore a record holds the rest of the wait, not
 * its end; a stamp in the future is not trusted (R36): then no time has passed for the record, and
 * its change counts as older than any other. Clock back: the wait is as long as was left at the
 * last save, which the policy's open time bounds once more. Clock forward: the wait is over sooner,
 * and the breaker begins with a trial. Neither closes it.
 */
import { type KeptBreaker, keyOf } from './store.js'

export interface StateRecord extends KeptBreaker {
  /** When it was written, ms since 1970. */
  readonly savedAtMs: number
}

/**
 * How long a record is good for, in ms: a day. Longer than a deployment or a night's outage; what a
 * breaker knew before that says nothing about the upstream of today.
 */
export const DEFAULT_MAX_AGE_MS = 24 * 60 * 60 * 1000

/** Most breakers in one store; those that are not closed, then those changed last, are kept. */
export const MAX_RECORDS = 10_000

/** The record, its stamps corrected where they are in the future; undefined when it is too old. */
export function trusted(
  record: StateRecord,
  nowMs: number,
  maxAgeMs: number,
): StateRecord | undefined {
  const { changedAtMs, savedAtMs } = record
  if (nowMs - savedAtMs > maxAgeMs) return undefined
  if (savedAtMs <= nowMs && changedAtMs <= nowMs) return record
  return {
    ...record,
    changedAtMs: changedAtMs > nowMs ? 0 : changedAtMs,
    savedAtMs: Math.min(savedAtMs, nowMs),
  }
}

/** The breaker with what is left of its wait at `nowMs`. */
export function breakerAt({ savedAtMs, ...breaker }: StateRecord, nowMs: number): KeptBreaker {
  const passed = Math.max(0, nowMs - savedAtMs)
  return { ...breaker, remainingMs: Math.max(0, breaker.remainingMs - passed) }
}

/**
 * One list of two, breaker by breaker: the later change wins; of equal ones, `ours`. `theirs` must
 * be trusted records, so that a stamp in the future does not win for ever.
 */
export function merged(
  theirs: readonly StateRecord[],
  ours: readonly StateRecord[],
): StateRecord[] {
  const all = new Map(theirs.map((record) => [keyOf(record), record]))
  for (const record of ours) {
    const other = all.get(keyOf(record))
    if (other === undefined || record.changedAtMs >= other.changedAtMs) {
      all.set(keyOf(record), record)
    }
  }
  return bounded([...all.values()])
}

function bounded(records: StateRecord[]): StateRecord[] {
  if (records.length <= MAX_RECORDS) return records
  const weight = ({ state }: StateRecord) => (state === 'closed' ? 1 : 0)
  return records
    .sort((a, b) => weight(a) - weight(b) || b.changedAtMs - a.changedAtMs)
    .slice(0, MAX_RECORDS)
}
