/**
 * Whether a system came back, read off its timeline. Near the edge of its capacity a system takes
 * minutes to come back: "not by the end" comes with the growth of the backlog, and is no "never".
 */
import type { Disturbance } from './phases.js'

/** A second is good when this share of the calls that ended in it was answered. */
export const GOOD_SHARE = 0.99
/** Good buckets in a row that make a recovery. */
export const GOOD_IN_A_ROW = 3

export interface RecoveryBucket {
  readonly atMs: number
  readonly succeeded: number
  readonly fellBack: number
  readonly failed: Readonly<Record<string, number>>
  /** In the upstream, at its end. */
  readonly inFlight: number
  /** Calls under way at its end, those that wait for a retry included. */
  readonly pending: number
}

/** ms from the end of the disturbance to the first of the good buckets; null: not by the end. */
export function recoveredAtMs(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  { untilMs }: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  let inARow = 0
  for (const bucket of timeline) {
    if (bucket.atMs + bucketMs > durationMs) break
    if (bucket.atMs < untilMs - bucketMs / 2) continue
    inARow = isGood(bucket) ? inARow + 1 : 0
    if (inARow === GOOD_IN_A_ROW) {
      return Math.max(0, bucket.atMs - (GOOD_IN_A_ROW - 1) * bucketMs - untilMs)
    }
  }
  return null
}

/** ms from the end of the disturbance to the begin of what stays good until the load ends. */
export function steadyAtMs(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  { untilMs }: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  const whole = timeline.filter(({ atMs }) => atMs + bucketMs <= durationMs)
  const lastBad = whole.findLastIndex((bucket) => !isGood(bucket))
  if (whole.length - 1 - lastBad < GOOD_IN_A_ROW) return null
  return Math.max(0, (whole[lastBad + 1]?.atMs ?? 0) - untilMs)
}

/** ms from the begin of the disturbance to the end of the first bad bucket; null: none. */
export function noticedAtMs(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  { fromMs }: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  const bad = timeline.find(
    (bucket) =>
      bucket.atMs + bucketMs > fromMs && bucket.atMs + bucketMs <= durationMs && !isGood(bucket),
  )
  return bad === undefined ? null : bad.atMs + bucketMs - fromMs
}

/**
 * A bucket in which nothing ended is not good while calls are under way: the system hangs. With
 * none under way nobody waits for anything.
 */
function isGood({ succeeded, fellBack, failed, pending }: RecoveryBucket): boolean {
  const answered = succeeded + fellBack
  const ended = answered + Object.values(failed).reduce((sum, count) => sum + count, 0)
  return ended === 0 ? pending === 0 : answered >= GOOD_SHARE * ended
}

/** Calls per second by which the upstream's backlog grows over the last 30 s of the load. */
export function backlogPerS(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  durationMs: number,
): number {
  const last = timeline.filter(
    ({ atMs }) => atMs >= durationMs - 30_000 && atMs + bucketMs <= durationMs,
  )
  const [first] = last
  const end = last.at(-1)
  if (!first || !end || end === first) return 0
  return (end.inFlight - first.inFlight) / ((end.atMs - first.atMs) / 1000)
}
