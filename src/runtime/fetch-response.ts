/**
 * What the fetch adapter does with responses: gives those up that nobody gets, so that their
 * sockets are free again, reads bodies where that is wanted, and makes a response of a fallback's
 * answer.
 */
import { addCallInfo, callInfo } from './errors.js'

/** The status said failure, and the caller asked for an error (`onStatus: 'throw'`). */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code = 'ERR_RESIL_STATUS'
  readonly status: number

  constructor(
    readonly operation: string,
    /** The last response; its body can be read. */
    readonly response: Response,
  ) {
    super(`${operation} was answered with status ${response.status}`)
    this.status = response.status
  }
}

/** Gives a response up: its connection is closed or free for others. Harmless if it was read. */
export function discard(response: Response): void {
  const { body } = response
  if (body === null || response.bodyUsed || body.locked) return
  body.cancel().catch(() => {})
}

/** The same answer with its body in memory. Rejects when the body breaks off. */
export async function buffered(response: Response): Promise<Response> {
  if (response.body === null) return response
  return like(response, await response.arrayBuffer())
}

/** The same answer without its body. */
export function withoutBody(response: Response): Response {
  const bare = like(response, null)
  const info = callInfo(response)
  if (info !== undefined) addCallInfo(bare, info)
  return bare
}

function like(response: Response, body: ArrayBuffer | null): Response {
  const { status, statusText, headers, url, redirected } = response
  const made = new Response(body, { status, statusText, headers })
  Object.defineProperty(made, 'url', { value: url, configurable: true })
  Object.defineProperty(made, 'redirected', { value: redirected, configurable: true })
  return made
}

/** Statuses that have no body (fetch standard). */
const WITHOUT_BODY: readonly number[] = [204, 205, 304]

/** A fallback's answer as a response: text as it is, other values as JSON, a response untouched. */
export function asResponse(answer: unknown, status: number): Response {
  if (isResponse(answer)) return answer
  if (answer === undefined || WITHOUT_BODY.includes(status)) return new Response(null, { status })
  if (typeof answer === 'string') return new Response(answer, { status })
  return Response.json(answer, { status })
}

/** By its shape: there are several classes of that name. */
function isResponse(answer: unknown): answer is Response {
  if (typeof answer !== 'object' || answer === null) return false
  const { status, headers, text } = answer as Partial<Response>
  return typeof status === 'number' && typeof headers === 'object' && typeof text === 'function'
}
