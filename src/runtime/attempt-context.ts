/**
 * What the user's function is given: the attempt of the machine itself, seen through an interface,
 * so that a successful call makes no further object. The abort signal is made when it is first read
 * (an AbortController costs more than all the rest of a call).
 */
import { Attempt } from '../orchestrator/attempt.js'

/** What a function under protection may know of its attempt. */
export interface AttemptContext<C = unknown> {
  /** 1 for the first; hedges count on. */
  readonly attempt: number
  /** Aborted when the attempt is cut off, loses to a rival, or the caller gives up. */
  readonly signal: AbortSignal
  /** When the attempt is cut off, in ms of `performance.now()`; Infinity for never. */
  readonly deadlineMs: number
  /** What the caller gave as `context`, the same for every attempt. */
  readonly context: C
  /** What the attempt before this one failed with; undefined for the first. */
  readonly lastFailure: unknown
}

/** What an attempt asks of its call. */
export interface ContextOwner {
  readonly context: unknown
  readonly deadlineAt: number
  /** What the last attempt that failed failed with. */
  readonly lastError: unknown
  granted(): void
}

export class RuntimeAttempt extends Attempt implements AttemptContext {
  declare call: ContextOwner
  /** The controller, once the signal was read; what to abort it with, if given up before. */
  declare private abortion: AbortController | { readonly error: unknown } | null

  /** null: the subclass is its own call, and says so. */
  constructor(call: ContextOwner | null, number: number) {
    super(call as ContextOwner, number)
    this.abortion = null
  }

  get attempt(): number {
    return this.number
  }

  get signal(): AbortSignal {
    const known = this.abortion
    if (known instanceof AbortController) return known.signal
    const controller = new AbortController()
    this.abortion = controller
    if (known !== null) controller.abort(known.error)
    return controller.signal
  }

  get deadlineMs(): number {
    return Math.min(this.cutAt ?? Number.POSITIVE_INFINITY, this.call.deadlineAt)
  }

  get context(): unknown {
    return this.call.context
  }

  get lastFailure(): unknown {
    return this.number === 1 ? undefined : this.call.lastError
  }

  abort(error: unknown): void {
    if (this.abortion instanceof AbortController) this.abortion.abort(error)
    else this.abortion = { error }
  }
}
