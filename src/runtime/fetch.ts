/**
 * `fetch` under a policy. Statuses become outcomes by the classifier's tables, Retry-After is read
 * by it, each attempt has the signal of its own, and a response that nobody gets is given up at
 * once, so that no socket is held through a backoff. Everything else is what `fetch` does.
 *
 * A changer must keep: a request that cannot be sent twice never is; the caller's abort reaches the
 * body of the response that it got, as with `fetch` alone.
 */
import type { ResolvedPolicy } from '../policy/resolved.js'
import type { AttemptContext } from './attempt-context.js'
import { addCallInfo, callInfo } from './errors.js'
import type { ExecuteOptions, Fallback } from './execute-options.js'
import { asResponse, buffered, discard, StatusError, withoutBody } from './fetch-response.js'
import { controllerOf, followCaller } from './fetch-signal.js'
import type { Orchestrator } from './orchestrator.js'

/** What attempts and fallbacks are told of the request. */
export interface FetchContext {
  readonly method: string
  readonly url: string
}

export type FetchInput = string | URL | Request

export interface ResilientFetchOptions {
  /** What sends a request. Default the global `fetch`. */
  readonly fetch?: ((input: FetchInput, init?: RequestInit) => Promise<Response>) | undefined
  /**
   * Which responses are failures. Default status ≥ 400; the classifier says which are transient.
   */
  readonly isFailure?: ((response: Response) => boolean) | undefined
  /**
   * What the caller gets when the last attempt failed by its status: the response, as `fetch` would
   * give it, or a `StatusError`. Default `resolve`.
   */
  readonly onStatus?: 'resolve' | 'throw' | undefined
  /**
   * Reads the body within the attempt: one that breaks off or stalls past the attempt's limit is a
   * failure then, and may be retried. Costs the memory. Default false: a body is the caller's.
   */
  readonly readBody?: boolean | undefined
  /**
   * Whether sending the request twice does what sending it once does. Default: by its method (RFC
   * 9110, 9.2.2: GET, HEAD, OPTIONS, TRACE, PUT, DELETE). Others are retried only where the policy
   * says `nonIdempotent`.
   */
  readonly idempotent?: ((request: FetchContext, init?: RequestInit) => boolean) | undefined
  /** Answers when the call has failed; anything but a response becomes one. */
  readonly fallback?: Fallback<unknown, FetchContext> | undefined
}

export type ResilientFetch = (input: FetchInput, init?: RequestInit) => Promise<Response>

type PolicyFallback = ResolvedPolicy['fallback']

const IDEMPOTENT: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']

/**
 * A `fetch` whose calls run as calls of `operation`. Resolves like `fetch` with any response, be
 * its status a failure or not (`callInfo(response)` tells attempts then); rejects with what the
 * last attempt failed with, a `RejectedError`, a `TimeoutError` or the reason of the caller's
 * signal. Breakers `per: host` go by the URL. The policy's fallback value becomes a response of its
 * `status` (default 200). A body that is a stream, or that of a `Request`, can be sent only once:
 * such a call is not retried (`gaveUp: 'not-repeatable'`).
 */
export function resilientFetch(
  orchestrator: Orchestrator,
  operation: string,
  options: ResilientFetchOptions = {},
): ResilientFetch {
  return (input, init) => new FetchCall(orchestrator, operation, options, input, init).run()
}

class FetchCall {
  readonly #orchestrator: Orchestrator
  readonly #operation: string
  readonly #options: ResilientFetchOptions
  readonly #input: FetchInput
  readonly #init: RequestInit | undefined
  readonly #request: FetchContext
  readonly #signal: AbortSignal | null | undefined
  /** Responses that failed and that the caller may still get. */
  readonly #held = new Set<Response>()
  /** Those of them that were given up, because the call went on. */
  readonly #given = new WeakSet<Response>()
  /** What aborts a response, where the caller may want to. */
  readonly #controllers = new Map<Response, AbortController>()
  #settled = false

  constructor(
    orchestrator: Orchestrator,
    operation: string,
    options: ResilientFetchOptions,
    input: FetchInput,
    init: RequestInit | undefined,
  ) {
    this.#orchestrator = orchestrator
    this.#operation = operation
    this.#options = options
    this.#input = input
    this.#init = init
    const request = input instanceof Request ? input : undefined
    this.#request = {
      method: (init?.method ?? request?.method ?? 'GET').toUpperCase(),
      url: request ? request.url : String(input),
    }
    this.#signal = init?.signal === undefined ? request?.signal : init.signal
  }

  async run(): Promise<Response> {
    const { fallback } = this.#orchestrator.operation(this.#operation).plan.policy
    try {
      const result = await this.#orchestrator.execute<unknown, FetchContext>(
        this.#operation,
        (attempt) => this.#attempt(attempt),
        this.#executeOptions(fallback),
      )
      const response = asResponse(result, fallback?.status ?? 200)
      const controller = this.#controllers.get(response)
      if (controller && response.body) followCaller(response.body, controller, this.#signal!)
      return this.#held.has(response) || this.#given.has(response)
        ? this.#failed(response)
        : response
    } finally {
      this.#settled = true
      this.#giveUpHeld()
    }
  }

  #executeOptions(policy: PolicyFallback): ExecuteOptions<unknown, FetchContext> {
    const { fallback, idempotent } = this.#options
    const repeatable = !isOneShot(this.#input, this.#init)
    const byMethod = IDEMPOTENT.includes(this.#request.method)
    // A status alone is an answer here; the runtime, which knows no statuses, sees none in it.
    const bare = policy !== null && policy.status !== null && policy.handler === null
    return {
      signal: this.#signal ?? undefined,
      context: this.#request,
      host: hostOf(this.#request.url),
      idempotent: repeatable && (idempotent?.(this.#request, this.#init) ?? byMethod),
      repeatable,
      fallback: fallback ?? (bare && policy.value == null ? () => undefined : undefined),
      isFailure: (result) => this.#verdict(result as Response),
    }
  }

  async #attempt(attempt: AttemptContext<FetchContext>): Promise<Response> {
    const { fetch, readBody } = this.#options
    const controller = this.#signal ? controllerOf(attempt.signal) : null
    const signal = controller?.signal ?? attempt.signal
    const response = await (fetch ?? globalThis.fetch)(this.#input, { ...this.#init, signal })
    if (controller) this.#controllers.set(response, controller)
    if (attempt.signal.aborted) discard(response)
    return readBody === true ? buffered(response) : response
  }

  #verdict(response: Response): boolean | object {
    if (!this.#isFailure(response)) return false
    this.#held.add(response)
    // If the call ends with it, it has by then; otherwise a retry or a fallback is on its way.
    setImmediate(() => {
      if (!this.#settled) this.#giveUpHeld()
    })
    return { status: response.status, headers: response.headers }
  }

  /** A predicate that throws ends the call with its error (R31): nobody gets the response then. */
  #isFailure(response: Response): boolean {
    const { isFailure } = this.#options
    if (isFailure === undefined) return response.status >= 400
    try {
      return isFailure(response)
    } catch (error) {
      discard(response)
      throw error
    }
  }

  #giveUpHeld(): void {
    for (const response of this.#held) {
      this.#given.add(response)
      if (this.#options.readBody !== true) discard(response)
    }
    this.#held.clear()
  }

  /** The call ended with a response that is a failure; its body may be gone by now. */
  #failed(found: Response): Response {
    this.#held.delete(found)
    const gone = this.#given.has(found) && this.#options.readBody !== true
    const response = gone ? withoutBody(found) : found
    if (this.#options.onStatus !== 'throw') return response
    const error = new StatusError(this.#operation, response)
    const info = callInfo(found)
    if (info !== undefined) addCallInfo(error, info)
    throw error
  }
}

/** undefined for what is no absolute URL; `fetch` says so itself. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined
}

/** A body that is used up by sending it: a stream, or any of a `Request`, which is one. */
function isOneShot(input: FetchInput, init: RequestInit | undefined): boolean {
  const body: unknown = init?.body ?? (input instanceof Request ? input.body : null)
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
