/**
 * Whether a system came back, read off its timeline. Near the edge of its capacity a system takes
 * minutes to come back: "not by the end" comes with the growth of the backlog, and is no "never".
 */
import type { Disturbance } from './phases.js'

/**
 * A second is good when this share of the calls that ended in it was answered, or when no more of
 * them failed than chance makes of what failed before the disturbance: who lost 1 % in peace has
 * all back that there was.
 */
export const GOOD_SHARE = 0.99
/** What failed more than this before it, 0..1, was no service that could come back. */
const MOST_BEFORE = 0.1
/** Fewer buckets before it say nothing of what is usual. */
const LEAST_BEFORE = 10
/** Standard deviations from the expected count of failed calls. */
const CHANCE = 3
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

/**
 * ms from the end of the disturbance to the first of the good buckets, after the first bad one
 * where users see it later than that; null: not by the end.
 */
export function recoveredAtMs(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  disturbance: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  const { fromMs, untilMs } = disturbance
  const isGood = goodness(timeline, bucketMs, disturbance)
  const firstBad = timeline.find((one) => one.atMs + bucketMs > fromMs && !isGood(one))
  const startMs = Math.max(untilMs - bucketMs / 2, firstBad?.atMs ?? 0)
  let inARow = 0
  for (const bucket of timeline) {
    if (bucket.atMs + bucketMs > durationMs) break
    if (bucket.atMs < startMs) continue
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
  disturbance: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  const isGood = goodness(timeline, bucketMs, disturbance)
  const whole = timeline.filter(({ atMs }) => atMs + bucketMs <= durationMs)
  const lastBad = whole.findLastIndex((bucket) => !isGood(bucket))
  if (whole.length - 1 - lastBad < GOOD_IN_A_ROW) return null
  return Math.max(0, (whole[lastBad + 1]?.atMs ?? 0) - disturbance.untilMs)
}

/** ms from the begin of the disturbance to the end of the first bad bucket; null: none. */
export function noticedAtMs(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  disturbance: Disturbance,
  { durationMs }: { readonly durationMs: number },
): number | null {
  const { fromMs } = disturbance
  const isGood = goodness(timeline, bucketMs, disturbance)
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
function goodness(
  timeline: readonly RecoveryBucket[],
  bucketMs: number,
  { fromMs }: Disturbance,
): (bucket: RecoveryBucket) => boolean {
  const before = timeline.filter(({ atMs }) => atMs + bucketMs <= fromMs)
  const failedBefore = before.reduce((sum, bucket) => sum + failedIn(bucket), 0)
  const endedBefore = before.reduce((sum, bucket) => sum + endedIn(bucket), 0)
  const isKnown = before.length >= LEAST_BEFORE && endedBefore > 0
  const usual = isKnown ? failedBefore / endedBefore : 0
  return (bucket) => {
    const [ended, failed] = [endedIn(bucket), failedIn(bucket)]
    if (ended === 0) return bucket.pending === 0
    if (ended - failed >= GOOD_SHARE * ended) return true
    if (usual === 0 || usual > MOST_BEFORE) return false
    const expected = usual * ended
    return failed <= expected + CHANCE * Math.sqrt(expected) + 1
  }
}

function endedIn(bucket: RecoveryBucket): number {
  return bucket.succeeded + bucket.fellBack + failedIn(bucket)
}

function failedIn({ failed }: RecoveryBucket): number {
  return Object.values(failed).reduce((sum, count) => sum + count, 0)
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
