/**
 * What users saw: counts and latencies of calls, by the window (phase) that they arrived in, and a
 * timeline in even buckets. Amplification is attempts sent ÷ calls offered of the same window of
 * arrival; latency is that of every call, failures, rejections and fallbacks included, and of
 * successful calls apart.
 */
import type { Outcome } from '../orchestrator/events.js'
import type { Failure } from '../orchestrator/failure.js'
import type { EventQueue } from './event-queue.js'
import { Histogram } from './histogram.js'
import type { SimAttempt } from './sim-attempt.js'

/** How calls fail, in the words of reports; the index is the column of the counts. */
export const FAILURE_WORDS = [
  'timeout',
  'refused',
  'error',
  'rate-limited',
  'breaker-open',
  'bulkhead-full',
  'own-rate-limit',
  'cancelled',
] as const
export type FailureWord = (typeof FAILURE_WORDS)[number]

/** A call, as far as it is recorded. */
export interface RecordedCall {
  readonly startedAt: number
  readonly outcome: Outcome | null
  readonly failure: Failure | null
  /** null unless it fell back; then whether the fallback answered. */
  readonly fallbackWorked: boolean | null
  /** Index of the window that it arrived in; set here. */
  window: number
}

export interface WindowSpan {
  readonly name: string
  /** ms; by arrival, from included. */
  readonly fromMs: number
  readonly untilMs: number
}

/** Counts of the calls that arrived in one window. */
export class WindowCounts {
  offered = 0
  succeeded = 0
  /** Failed, and answered by the fallback. */
  fellBack = 0
  /** Failed for the user, by word. */
  readonly failed = new Float64Array(FAILURE_WORDS.length)
  attempts = 0
  readonly latency = new Histogram()
  readonly latencyOk = new Histogram()

  constructor(readonly span: WindowSpan) {}

  get failedInAll(): number {
    return this.failed.reduce((sum, count) => sum + count, 0)
  }

  /** Calls that have not ended yet. */
  get unsettled(): number {
    return this.offered - this.succeeded - this.fellBack - this.failedInAll
  }
}

/** All windows as one; they have no gaps. */
export function totalOf(windows: readonly WindowCounts[]): WindowCounts {
  const fromMs = windows[0]!.span.fromMs
  const total = new WindowCounts({ name: 'all', fromMs, untilMs: windows.at(-1)!.span.untilMs })
  for (const window of windows) {
    total.offered += window.offered
    total.succeeded += window.succeeded
    total.fellBack += window.fellBack
    total.attempts += window.attempts
    window.failed.forEach((count, i) => {
      total.failed[i]! += count
    })
    total.latency.merge(window.latency)
    total.latencyOk.merge(window.latencyOk)
  }
  return total
}

/** One stretch of the timeline, by the time of the event itself. */
export class Bucket {
  offered = 0
  succeeded = 0
  fellBack = 0
  readonly failed = new Float64Array(FAILURE_WORDS.length)
  attempts = 0
  /** Of calls that ended in it, coarse. */
  readonly latency = new Histogram(4)
  /** Breakers that are open or isolated, and half-open, at its end. */
  open = 0
  halfOpen = 0
  /** Calls in the upstream, and in its queue, at its end. */
  inFlight = 0
  queued = 0
  /** Calls of the clients under way at its end, those that wait for a retry included. */
  pending = 0
  /** Workers at its end; 0 where there is no limit. */
  workers = 0
  /** Of the upstream, during it. */
  arrived = 0
  served = 0
  wasted = 0
}

export interface RecorderOptions {
  readonly windows: readonly WindowSpan[]
  /** Length of a bucket in ms. Default 1000. */
  readonly bucketMs?: number
}

export class Recorder {
  readonly windows: readonly WindowCounts[]
  readonly buckets: Bucket[] = []
  readonly bucketMs: number
  /** Calls under way. */
  inFlight = 0
  readonly #queue: EventQueue
  #window = 0

  constructor({ windows, bucketMs }: RecorderOptions, queue: EventQueue) {
    this.windows = windows.map((span) => new WindowCounts(span))
    this.bucketMs = bucketMs ?? 1000
    this.#queue = queue
  }

  started(call: RecordedCall): void {
    const { windows } = this
    const { now } = this.#queue
    while (this.#window < windows.length - 1 && now >= windows[this.#window]!.span.untilMs) {
      this.#window++
    }
    call.window = this.#window
    this.inFlight++
    windows[this.#window]!.offered++
    this.bucketAt(now).offered++
  }

  sent(attempt: SimAttempt): void {
    this.windows[attempt.call.window]!.attempts++
    this.bucketAt(this.#queue.now).attempts++
  }

  ended(call: RecordedCall): void {
    const { now } = this.#queue
    const window = this.windows[call.window]!
    const bucket = this.bucketAt(now)
    const elapsedMs = now - call.startedAt
    this.inFlight--
    window.latency.add(elapsedMs)
    bucket.latency.add(elapsedMs)
    if (call.outcome === 'success') {
      window.latencyOk.add(elapsedMs)
      window.succeeded++
      bucket.succeeded++
    } else if (call.fallbackWorked === true) {
      window.fellBack++
      bucket.fellBack++
    } else {
      const column = failureColumn(call.failure)
      window.failed[column]!++
      bucket.failed[column]!++
    }
  }

  /** The bucket of a time, at a boundary the later one. */
  bucketAt(ms: number): Bucket {
    const index = Math.floor(ms / this.bucketMs)
    const { buckets } = this
    while (buckets.length <= index) buckets.push(new Bucket())
    return buckets[index]!
  }
}

const COLUMN: Readonly<Record<string, FailureWord>> = {
  timeout: 'timeout',
  connection: 'refused',
  'rate-limited': 'rate-limited',
  cancelled: 'cancelled',
  'rejected circuit-open': 'breaker-open',
  'rejected isolated': 'breaker-open',
  'rejected bulkhead-full': 'bulkhead-full',
  'rejected bulkhead-timeout': 'bulkhead-full',
  'rejected rate-limited': 'own-rate-limit',
}

const COLUMNS = new Map(
  Object.entries(COLUMN).map(([key, word]) => [key, FAILURE_WORDS.indexOf(word)]),
)

function failureColumn(failure: Failure | null): number {
  if (failure === null) return FAILURE_WORDS.indexOf('error')
  const key = failure.reason === undefined ? failure.kind : `rejected ${failure.reason}`
  return COLUMNS.get(key) ?? FAILURE_WORDS.indexOf('error')
}
