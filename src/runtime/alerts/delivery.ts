/**
 * Where alerts go. A delivery takes an alert and returns at once; what takes time happens later,
 * bounded in memory. What it throws is reported to `onError` of the alerts and goes no further.
 */
import type { Alert } from './alert.js'

export interface Delivery {
  deliver(alert: Alert): void
  /** Sends what waits, within a bound of its own, and takes nothing more. */
  close?(): Promise<void>
}

/** The part of a stream that is written to. */
export interface TextStream {
  write(text: string): unknown
  /** Bytes that wait to be written. */
  readonly writableLength?: number
}

/** Bytes that may wait in a log stream; what comes beyond is dropped and counted. */
const MAX_WAITING = 1024 * 1024

/** Writes each alert to a stream as a line of JSON; the stream stays the caller's. */
export class LogDelivery implements Delivery {
  readonly #stream: TextStream
  /** Alerts that the stream was too slow for. */
  dropped = 0

  constructor(stream: TextStream) {
    this.#stream = stream
  }

  deliver(alert: Alert): void {
    if ((this.#stream.writableLength ?? 0) > MAX_WAITING) this.dropped++
    else this.#stream.write(`${JSON.stringify(alert)}\n`)
  }
}
