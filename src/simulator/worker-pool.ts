/**
 * Workers and the queue in front of them: who is worked on, who waits, who is sent away. Knows no
 * time and no law; upstream.ts is told who starts and says when work ends.
 */
import type { SimAttempt } from './sim-attempt.js'
import { Place } from './sim-attempt.js'

export type QueueOrder = 'fifo' | 'lifo'

export interface ColdStart {
  /** Workers at the start; more come as load needs them, up to `workers`. */
  readonly initialWorkers: number
  /** The first calls of each new worker … */
  readonly calls: number
  /** … take this much longer, in ms. */
  readonly addMs: number
}

export interface PoolOptions {
  /** ≥ 1. */
  readonly workers: number
  /** Who may wait; ≥ 0, Infinity for no bound. */
  readonly queueBound: number
  readonly order: QueueOrder
  readonly coldStart: ColdStart | null
  /** Begins the work on an attempt. */
  readonly start: (attempt: SimAttempt) => void
  /** Whether an attempt that comes to the head of the queue is worth working on. */
  readonly worthIt: (attempt: SimAttempt) => boolean
}

export class WorkerPool {
  busy = 0
  queued = 0
  /** Workers that may be busy by now; less than all while capacity is cut. */
  limit: number
  readonly #options: PoolOptions
  /** First and last in order of arrival. */
  #first: SimAttempt | null = null
  #last: SimAttempt | null = null
  /** Workers that exist; all of them unless there are cold starts. */
  #workers: number
  readonly #idle: number[] = []
  /** Slow calls that each worker still has before it. */
  readonly #cold: Int32Array

  constructor(options: PoolOptions) {
    this.#options = options
    this.limit = options.workers
    const { coldStart, workers } = options
    this.#workers = Math.min(workers, coldStart?.initialWorkers ?? workers)
    this.#cold = new Int32Array(coldStart === null ? 0 : workers)
  }

  /** False: there is no room, and nothing was taken. */
  offer(attempt: SimAttempt): boolean {
    if (this.#first === null && this.busy < this.limit && this.#hire()) {
      this.#start(attempt)
      return true
    }
    if (this.queued >= this.#options.queueBound) return false
    attempt.place = Place.QUEUED
    attempt.ahead = this.#last
    if (this.#last === null) this.#first = attempt
    else this.#last.behind = attempt
    this.#last = attempt
    this.queued++
    return true
  }

  /** The work on an attempt has ended: its worker is free. */
  release(attempt: SimAttempt): void {
    this.busy--
    if (this.#options.coldStart !== null) this.#idle.push(attempt.worker)
    this.#fill()
  }

  setLimit(limit: number): void {
    this.limit = limit
    this.#fill()
  }

  leave(attempt: SimAttempt): void {
    if (attempt.ahead === null) this.#first = attempt.behind
    else attempt.ahead.behind = attempt.behind
    if (attempt.behind === null) this.#last = attempt.ahead
    else attempt.behind.ahead = attempt.ahead
    attempt.ahead = null
    attempt.behind = null
    this.queued--
  }

  /** Extra ms of the work that begins, for a worker that is not warm yet. */
  coldMs(attempt: SimAttempt): number {
    const { coldStart } = this.#options
    if (coldStart === null || this.#cold[attempt.worker] === 0) return 0
    this.#cold[attempt.worker]!--
    return coldStart.addMs
  }

  #fill(): void {
    while (this.#first !== null && this.busy < this.limit && this.#hire()) {
      const attempt = this.#options.order === 'fifo' ? this.#first : this.#last!
      this.leave(attempt)
      if (this.#options.worthIt(attempt)) this.#start(attempt)
    }
  }

  #start(attempt: SimAttempt): void {
    attempt.place = Place.WORKED_ON
    this.busy++
    if (this.#options.coldStart !== null) attempt.worker = this.#idle.pop() ?? this.busy - 1
    this.#options.start(attempt)
  }

  /** Whether there is an idle worker, or one more can be started. */
  #hire(): boolean {
    const { coldStart, workers } = this.#options
    if (this.busy < this.#workers) return true
    if (coldStart === null || this.#workers >= workers) return false
    this.#idle.push(this.#workers)
    this.#cold[this.#workers++] = coldStart.calls
    return true
  }
}
