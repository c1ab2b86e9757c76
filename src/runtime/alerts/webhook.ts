/**
 * Alerts to a webhook: one POST of JSON each, in order, with a retry of its own that is bounded in
 * attempts, time and memory. Not under any policy of the orchestrator: an alert about an open
 * breaker must not wait for one.
 *
 * Any 2xx is an answer. Network errors, time-outs, 408, 429 and 5xx are retried; other statuses,
 * redirects and untrusted certificates are final. Each POST has the header `idempotency-key`, since
 * a retry may arrive twice.
 */
import { classify } from '../../orchestrator/classify.js'
import { retryAfterMs } from '../../orchestrator/retry-after.js'
import { type Clock, systemClock, type Timer } from '../clock.js'
import { requireAtLeast, requireWait } from '../usage.js'
import type { Alert } from './alert.js'
import type { Delivery } from './delivery.js'

export interface WebhookOptions {
  readonly url: string | URL
  /** E.g. an authorization. */
  readonly headers?: Readonly<Record<string, string>>
  /** What is sent. Default: the alert itself. */
  readonly body?: (alert: Alert) => unknown
  /** All attempts for one alert. ≥ 1, default 4. */
  readonly maxAttempts?: number
  /** Of one attempt, ms. ≥ 1, default 5000. */
  readonly timeoutMs?: number
  /** Before the first retry, ms; doubles with each. ≥ 0, default 1000. */
  readonly backoffMs?: number
  /** Longest wait between attempts, Retry-After included, ms. ≥ 0, default 30 000. */
  readonly maxBackoffMs?: number
  /** Alerts that may wait; more are dropped and counted. ≥ 1, default 100. */
  readonly maxQueued?: number
  /** Time that `close` takes at most, ms. ≥ 1, default 5000. */
  readonly closeMs?: number
  /** Hears of alerts that could not be delivered. Default: nobody. */
  readonly onError?: (error: unknown, alert: Alert) => void
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch
  readonly clock?: Clock
}

/** How one attempt ended. */
interface Answer {
  readonly ok: boolean
  readonly final: boolean
  readonly error: unknown
  /** What the receiver asks for. */
  readonly waitMs: number
}

export class WebhookDelivery implements Delivery {
  readonly #options: WebhookOptions
  readonly #clock: Clock
  readonly #queue: Alert[] = []
  #running: Promise<void> | null = null
  #closing = false
  /** Ends what is waited for at the moment: a backoff or an attempt. */
  #interrupt: (() => void) | null = null
  #givenUp = false
  delivered = 0
  /** Given up on after all attempts. */
  failed = 0
  /** Not tried: the queue was full, or `close` had no time left. */
  dropped = 0

  /** Throws a `TypeError` for what is no URL, a `RangeError` for a number out of its range. */
  constructor(options: WebhookOptions) {
    const { maxAttempts, timeoutMs, backoffMs, maxBackoffMs, maxQueued, closeMs } = options
    new URL(options.url)
    requireAtLeast(1, { maxAttempts, maxQueued })
    requireWait(1, { timeoutMs, closeMs })
    requireWait(0, { backoffMs, maxBackoffMs })
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  deliver(alert: Alert): void {
    if (this.#closing || this.#queue.length >= (this.#options.maxQueued ?? 100)) {
      this.dropped++
      return
    }
    this.#queue.push(alert)
    this.#running ??= this.#run()
  }

  /** Sends what waits, without waits between attempts; resolves within `closeMs`. */
  async close(): Promise<void> {
    this.#closing = true
    this.#interrupt?.()
    let timer: Timer | undefined
    const over = new Promise<void>((resolve) => {
      timer = this.#clock.setTimeout(() => {
        this.#givenUp = true
        this.#interrupt?.()
        // A `fetch` that ignores its signal is not waited for.
        this.#clock.afterTurn(resolve)
      }, this.#options.closeMs ?? 5000)
    })
    await Promise.race([this.#running, over])
    this.#clock.clearTimeout(timer!)
  }

  async #run(): Promise<void> {
    // Not within the caller's turn.
    await Promise.resolve()
    while (this.#queue.length > 0) {
      if (this.#givenUp) {
        this.dropped += this.#queue.length
        this.#queue.length = 0
        break
      }
      await this.#send(this.#queue.shift()!)
    }
    this.#running = null
  }

  async #send(alert: Alert): Promise<void> {
    const { maxAttempts = 4, backoffMs = 1000, maxBackoffMs = 30_000 } = this.#options
    let last: unknown
    for (let attempt = 1; attempt <= maxAttempts && !this.#givenUp; attempt++) {
      const answer = await this.#post(alert)
      if (answer.ok) {
        this.delivered++
        return
      }
      last = answer.error
      if (answer.final || attempt === maxAttempts || this.#givenUp) break
      const wait = Math.max(backoffMs * 2 ** (attempt - 1), answer.waitMs)
      if (!this.#closing) await this.#pause(Math.min(maxBackoffMs, wait))
    }
    this.failed++
    this.#report(last, alert)
  }

  async #post(alert: Alert): Promise<Answer> {
    const { url, headers, body, timeoutMs = 5000, fetch = globalThis.fetch } = this.#options
    const controller = new AbortController()
    const abort = () => controller.abort(new Error('The webhook took too long.'))
    const timer = unheld(this.#clock.setTimeout(abort, timeoutMs))
    this.#interrupt = () => this.#givenUp && abort()
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `${alert.id}-${alert.state}`,
          ...headers,
        },
        body: JSON.stringify(body ? body(alert) : alert),
        redirect: 'error',
        signal: controller.signal,
      })
      await response.body?.cancel()
      return this.#judge(response)
    } catch (error) {
      // A redirect, a certificate, a wrong address: the next attempt would end the same way.
      const { transient } = classify(error, () => this.#clock.wallNow())
      return { ok: false, final: !transient, error, waitMs: 0 }
    } finally {
      this.#interrupt = null
      this.#clock.clearTimeout(timer)
    }
  }

  #judge({ ok, status, headers }: Response): Answer {
    const final = status < 500 && status !== 408 && status !== 429
    const asked = headers.get('retry-after')
    const waitMs = (asked && retryAfterMs(asked, this.#clock.wallNow())) || 0
    return { ok, final, error: new Error(`The webhook answered ${status}.`), waitMs }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#interrupt = null
        this.#clock.clearTimeout(timer)
        resolve()
      }
      const timer = unheld(this.#clock.setTimeout(end, Math.max(1, ms)))
      this.#interrupt = end
    })
  }

  #report(error: unknown, alert: Alert): void {
    try {
      this.#options.onError?.(error, alert)
    } catch {
      // Whoever hears of lost alerts must not stop the next one.
    }
  }
}

/** A timer that does not hold the process up. */
function unheld(timer: Timer): Timer {
  timer.unref?.()
  return timer
}
