/**
 * The audit trail of an orchestrator: failures, retries, transitions, changes of the configuration
 * and acts by hand, each a line of JSON in a file, in the order in which they happened.
 *
 * Never blocks a call: hearing an event puts it into a queue, text is made and written later. The
 * queue is bounded; what finds no room is counted, and a line `dropped` stands where it is missing.
 * `close` writes everything that is queued, then a line `closed`: a trail that does not end with it
 * was cut off by a crash. What is written has passed to the system; only `close` waits for the
 * disk.
 */
import type { MachineEvent } from '../../orchestrator/events.js'
import type { Act } from '../acts.js'
import { type Clock, systemClock, type Timer } from '../clock.js'
import { requireAtLeast, requireWait } from '../usage.js'
import { type Entry, entryOfAct, entryOfEvent, isTold } from './entry.js'
import { RotatingFile } from './rotating-file.js'

export interface AuditOptions {
  /** Where the lines go; folders above are made. One process for one file. */
  readonly path: string
  /** Most bytes of a file before it is moved aside. ≥ 1, default 10 MiB. */
  readonly maxBytes?: number
  /** Files moved aside that are kept. ≥ 0, default 5. */
  readonly keep?: number
  /** Permissions of new files. Default 0o600. */
  readonly mode?: number
  /** Events that may wait to be written. ≥ 1, default 10 000. */
  readonly maxQueued?: number
  /** Properties of a call's context to write, by name. Default none. */
  readonly contextKeys?: readonly string[]
  /** Wait before a failed write is tried again, ms. 1 to 2^31 - 1, default 1000. */
  readonly retryMs?: number
  /** Hears of failed writes. Default: nobody. */
  readonly onError?: (error: unknown) => void
  readonly clock?: Clock
}

/** What became of a trail. */
export interface AuditSummary {
  /** Lines in the file, `opened`, `dropped` and `closed` included. */
  readonly written: number
  /** Events that found no room in the queue. */
  readonly dropped: number
  /** Lines that were queued and could not be written; 0 unless the disk failed until the end. */
  readonly lost: number
}

/** The part of an orchestrator that is listened to. */
export interface Auditable {
  on(
    listener: (event: MachineEvent) => void,
    options: { readonly unusualOnly: boolean },
  ): () => void
  onAct(listener: (act: Act) => void): () => void
}

interface Queued {
  readonly seq: number
  /** Wall time. */
  readonly at: number
  readonly subject: Entry | MachineEvent | Act
  readonly source: 'entry' | 'event' | 'act'
}

/** Room kept for what is rare and weighs more: transitions, acts, notes. */
const RESERVE = 1000
/** Lines made in one go, so that no turn takes long. */
const BATCH = 200

export class AuditTrail {
  readonly #options: AuditOptions
  readonly #clock: Clock
  readonly #file: RotatingFile
  readonly #stops: (() => void)[] = []
  #queue: Queued[] = []
  #seq = 0
  #made = 0
  #dropped = 0
  /** Dropped, and not yet said in a line. */
  #unsaid = 0
  #pumping: Promise<void> | null = null
  #retry: Timer | null = null
  #closing: Promise<AuditSummary> | null = null

  /** Throws a `RangeError` for a number out of its range, a `TypeError` without a path. */
  constructor(options: AuditOptions) {
    const { path, maxBytes = 10 * 1024 * 1024, keep = 5, mode = 0o600 } = options
    if (typeof path !== 'string') throw new TypeError('`path` must name the file of the trail.')
    requireAtLeast(1, { maxBytes, maxQueued: options.maxQueued })
    requireWait(1, { retryMs: options.retryMs })
    requireAtLeast(0, { keep })
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#file = new RotatingFile({ path, maxBytes, keep, mode })
    this.note({ type: 'opened', pid: process.pid })
  }

  /** Events that found no room so far. */
  get dropped(): number {
    return this.#dropped
  }

  /** Listens to an orchestrator, until `close` or until what it returns is called. */
  follow(orchestrator: Auditable): () => void {
    const stops = [
      orchestrator.on(
        (event) => {
          if (isTold(event)) this.#put(event, 'event', event.type === 'transition')
        },
        { unusualOnly: true },
      ),
      orchestrator.onAct((act) => this.#put(act, 'act', true)),
    ]
    const stop = () => {
      for (const one of stops) one()
    }
    this.#stops.push(stop)
    return stop
  }

  /** Writes an entry of the application's own: who did what, a configuration that was refused. */
  note(entry: Entry): void {
    this.#put(entry, 'entry', true)
  }

  /** Waits until what is queued is written, or the disk refuses it; does not reject. */
  async flush(): Promise<void> {
    await this.#pump()
  }

  /** For good: writes everything, says so in a last line, and tells what became of it all. */
  close(): Promise<AuditSummary> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<AuditSummary> {
    for (const stop of this.#stops) stop()
    this.#sayDropped()
    this.#push({ type: 'closed', dropped: this.#dropped }, 'entry')
    this.#disarm()
    await this.#pumping
    await this.#pump()
    this.#disarm()
    try {
      await this.#file.close()
    } catch (error) {
      this.#report(error)
    }
    const lost = this.#file.pending + this.#queue.length
    return { written: this.#made - this.#file.pending, dropped: this.#dropped, lost }
  }

  #put(subject: Queued['subject'], source: Queued['source'], weighty: boolean): void {
    if (this.#closing !== null) return
    const room = (this.#options.maxQueued ?? 10_000) + (weighty ? RESERVE : 0)
    if (this.#queue.length + this.#file.pending >= room) {
      this.#dropped++
      this.#unsaid++
      return
    }
    this.#sayDropped()
    this.#push(subject, source)
    if (this.#pumping === null && this.#retry === null) {
      this.#pumping = this.#later()
    }
  }

  #sayDropped(): void {
    if (this.#unsaid === 0) return
    this.#push({ type: 'dropped', count: this.#unsaid }, 'entry')
    this.#unsaid = 0
  }

  #push(subject: Queued['subject'], source: Queued['source']): void {
    this.#queue.push({ seq: ++this.#seq, at: this.#clock.wallNow(), subject, source })
  }

  /** Outside of the turn that the event came in. */
  async #later(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    await this.#work()
  }

  async #pump(): Promise<void> {
    this.#disarm()
    if (this.#pumping === null) this.#pumping = this.#work()
    await this.#pumping
  }

  /** Writes until the queue is empty or the disk refuses; then it is tried again later. */
  async #work(): Promise<void> {
    try {
      do {
        const batch = this.#queue.splice(0, BATCH)
        this.#made += batch.length
        await this.#file.write(batch.map((queued) => this.#lineOf(queued)))
      } while (this.#queue.length > 0)
    } catch (error) {
      this.#report(error)
      this.#arm()
    } finally {
      this.#pumping = null
    }
  }

  #lineOf({ seq, at, subject, source }: Queued): string {
    const head = { seq, at: new Date(at).toISOString() }
    try {
      return `${JSON.stringify({ ...head, ...this.#entryOf(subject, source) })}\n`
    } catch {
      return `${JSON.stringify({ ...head, type: 'unreadable' })}\n`
    }
  }

  #entryOf(subject: Queued['subject'], source: Queued['source']): Entry {
    if (source === 'act') return entryOfAct(subject as Act)
    if (source === 'entry') return subject as Entry
    const { contextKeys = [] } = this.#options
    return entryOfEvent(subject as MachineEvent, { contextKeys })
  }

  #arm(): void {
    if (this.#closing !== null || this.#retry !== null) return
    this.#retry = this.#clock.setTimeout(() => {
      this.#retry = null
      void this.#pump()
    }, this.#options.retryMs ?? 1000)
    this.#retry.unref?.()
  }

  #disarm(): void {
    if (this.#retry !== null) this.#clock.clearTimeout(this.#retry)
    this.#retry = null
  }

  #report(error: unknown): void {
    try {
      this.#options.onError?.(error)
    } catch {
      // Whoever hears of errors may fail too; the trail must go on.
    }
  }
}

/** Opens a trail and follows an orchestrator. */
export function createAuditTrail(orchestrator: Auditable, options: AuditOptions): AuditTrail {
  const trail = new AuditTrail(options)
  trail.follow(orchestrator)
  return trail
}
