/**
 * What users saw: counts and latencies of calls, by the window (phase) that they arrived in, and a
 * timeline in even buckets. Amplification is attempts sent ÷ calls offered of the same window of
 * arrival; latency is that of every call, failures, rejections and fallbacks included, and of
 * successful calls apart.
 */
import type { Outcome } from '../orchestrator/events.js'
import type { Failure, FailureKind, RejectionReason } from '../orchestrator/failure.js'
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
  /**
   * Clients whose breaker is open or isolated, and half-open, at its end; one with a breaker for
   * each host counts by the share of those.
   */
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
  /** The bucket of now, and its span. */
  #bucket: Bucket | null = null
  #bucketFromMs = 0
  #bucketUntilMs = 0

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
    this.#bucketOf(now).offered++
  }

  sent(attempt: SimAttempt): void {
    this.windows[attempt.call.window]!.attempts++
    this.#bucketOf(this.#queue.now).attempts++
  }

  ended(call: RecordedCall): void {
    const { now } = this.#queue
    const window = this.windows[call.window]!
    const bucket = this.#bucketOf(now)
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

  /** The same, for times that hardly ever leave the bucket of the last one. */
  #bucketOf(now: number): Bucket {
    if (this.#bucket !== null && now >= this.#bucketFromMs && now < this.#bucketUntilMs) {
      return this.#bucket
    }
    this.#bucket = this.bucketAt(now)
    this.#bucketFromMs = Math.floor(now / this.bucketMs) * this.bucketMs
    this.#bucketUntilMs = this.#bucketFromMs + this.bucketMs
    return this.#bucket
  }
}

const WORD_OF_KIND: Partial<Record<FailureKind, FailureWord>> = {
  timeout: 'timeout',
  connection: 'refused',
  'rate-limited': 'rate-limited',
  cancelled: 'cancelled',
}
/** Sent away by a policy of our own. */
const WORD_OF_REASON: Partial<Record<RejectionReason, FailureWord>> = {
  'circuit-open': 'breaker-open',
  isolated: 'breaker-open',
  'bulkhead-full': 'bulkhead-full',
  'bulkhead-timeout': 'bulkhead-full',
  'rate-limited': 'own-rate-limit',
}

const ERROR_COLUMN = FAILURE_WORDS.indexOf('error')
const COLUMN_OF_KIND = columnsOf(WORD_OF_KIND)
const COLUMN_OF_REASON = columnsOf(WORD_OF_REASON)

function columnsOf(words: Readonly<Record<string, FailureWord>>): Map<string, number> {
  return new Map(Object.entries(words).map(([key, word]) => [key, FAILURE_WORDS.indexOf(word)]))
}

function failureColumn(failure: Failure | null): number {
  if (failure === null) return ERROR_COLUMN
  const { kind, reason } = failure
  const column = reason === undefined ? COLUMN_OF_KIND.get(kind) : COLUMN_OF_REASON.get(reason)
  return column ?? ERROR_COLUMN
}
