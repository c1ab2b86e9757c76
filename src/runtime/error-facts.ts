/**
 * What may be said of an error in health reports, alerts and audit trails: a few short facts, never
 * the error itself, whose other properties may hold requests, credentials, whole bodies. Reading an
 * error of a stranger may throw; this does not.
 */
import type { Failure } from '../orchestrator/failure.js'
import { ResultFailure } from './judge.js'

export interface ErrorFacts {
  readonly name: string
  /** First line, at most 200 characters. */
  readonly message: string
  /** E.g. ECONNRESET; undefined where there is none. */
  readonly code?: string
  readonly status?: number
}

const MAX_LENGTH = 200

/**
 * Of what was thrown, or else of the code (of a time limit); of a result nothing but its status.
 * null for undefined, and where nothing is known.
 */
export function failureFacts(failure: Failure | undefined): ErrorFacts | null {
  if (failure instanceof ResultFailure) return factsOfResult(failure)
  return errorFacts(failure?.error ?? failure?.code)
}

/** null for undefined: nothing is known. */
export function errorFacts(error: unknown): ErrorFacts | null {
  if (error === undefined || error === null) return null
  try {
    return typeof error === 'object' ? factsOf(error) : { name: 'Error', message: short(error) }
  } catch {
    return { name: 'Error', message: '(unreadable)' }
  }
}

function factsOf(error: object): ErrorFacts {
  const { name, message, code, status } = error as Readonly<Record<string, unknown>>
  const known = typeof code === 'string' || typeof code === 'number'
  return {
    name: typeof name === 'string' ? short(name) : (error.constructor?.name ?? 'Object'),
    message: typeof message === 'string' ? short(message) : '',
    ...(known ? { code: short(code) } : {}),
    ...(typeof status === 'number' ? { status } : {}),
  }
}

/** The status is that of the result itself, or what `isFailure` said of it. */
function factsOfResult(failure: ResultFailure): ErrorFacts {
  const status = statusOf(failure.error) ?? failure.status
  if (status === undefined) return { name: 'Result', message: 'a result that is a failure' }
  return { name: 'Result', message: `a result with status ${status}`, status }
}

function statusOf(result: unknown): number | undefined {
  try {
    const { status } = (result ?? {}) as { readonly status?: unknown }
    return typeof status === 'number' ? status : undefined
  } catch {
    return undefined
  }
}

function short(value: unknown): string {
  const [line = ''] = String(value).split(/[\r\n]/, 1)
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line
}
