/**
 * What may be said of an error in health reports, alerts and audit trails: a few short facts, never
 * the error itself, whose other properties may hold requests, credentials, whole bodies. Reading an
 * error of a stranger may throw; this does not.
 */
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

/** null for undefined: nothing is known. */
export function errorFacts(error: unknown): ErrorFacts | null {
  if (error === undefined || error === null) return null
  try {
    if (error instanceof ResultFailure) return factsOfResult(error.result)
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

/** Of a result nothing is told but its status: the rest is the application's. */
function factsOfResult(result: unknown): ErrorFacts {
  const { status } = (result ?? {}) as { readonly status?: unknown }
  if (typeof status !== 'number') return { name: 'Result', message: 'a result that is a failure' }
  return { name: 'Result', message: `a result with status ${status}`, status }
}

function short(value: unknown): string {
  const [line = ''] = String(value).split(/[\r\n]/, 1)
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line
}
