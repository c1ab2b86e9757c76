/** The seconds of a run joined to the columns of a terminal. Counts are added, shares averaged. */
import type { Rehearsal } from '../../rehearse/rehearsal.js'

export type Bucket = Rehearsal['first']['timeline'][number]
export type FailureWord = keyof Bucket['failed']

/** Some buckets as one. */
export interface Column {
  readonly fromMs: number
  readonly untilMs: number
  /** Calls that ended in it, however. */
  readonly ended: number
  /** By fallbacks too. */
  readonly answered: number
  readonly fellBack: number
  /** The kind that most calls failed by, and how many did; null: none failed. */
  readonly worst: { readonly word: FailureWord; readonly count: number } | null
  /** Whether calls were under way at the end of one of them. */
  readonly isWaiting: boolean
  readonly openShare: number
  readonly halfOpenShare: number
  readonly arrivedPerS: number
}

/** `each` buckets as one column; the last may have fewer. */
export function joined(buckets: readonly Bucket[], each: number, bucketMs: number): Column[] {
  const columns: Column[] = []
  for (let at = 0; at < buckets.length; at += each) {
    columns.push(columnOf(buckets.slice(at, at + each), bucketMs))
  }
  return columns
}

function columnOf(buckets: readonly Bucket[], bucketMs: number): Column {
  const sum = (read: (bucket: Bucket) => number) => buckets.reduce((n, one) => n + read(one), 0)
  const words = Object.keys(buckets[0]!.failed) as FailureWord[]
  const failed = words.map((word) => ({ word, count: sum((one) => one.failed[word]) }))
  const worst = failed.reduce((most, one) => (one.count > most.count ? one : most))
  const answered = sum(({ succeeded, fellBack }) => succeeded + fellBack)
  return {
    fromMs: buckets[0]!.atMs,
    untilMs: buckets.at(-1)!.atMs + bucketMs,
    ended: failed.reduce((n, { count }) => n + count, answered),
    answered,
    fellBack: sum(({ fellBack }) => fellBack),
    worst: worst.count > 0 ? worst : null,
    isWaiting: buckets.some(({ pending }) => pending > 0),
    openShare: sum(({ openShare }) => openShare) / buckets.length,
    halfOpenShare: sum(({ halfOpenShare }) => halfOpenShare) / buckets.length,
    arrivedPerS: sum(({ arrived }) => arrived) / buckets.length / (bucketMs / 1000),
  }
}
