/**
 * From what was thrown to a failure: the tables first, then one pass over them. Order: the caller's
 * own mark, cancellation, HTTP status, gRPC status, error code (of the error or of its causes),
 * error name, then unknown, which is transient unless the policy of the user says otherwise.
 * Figures: ../shared/spec/reference-facts.md, failure classification.
 *
 * Reads properties of foreign objects: a getter that throws makes the error unknown, never a crash.
 */
import { type Failure, type FailureKind, failureOf } from './failure.js'
import { errorNames } from './matcher.js'
import { retryAfterMs } from './retry-after.js'

/**
 * Status → kind, and whether a retry may help. Others: 4xx permanent, 5xx a transient server error.
 */
export const STATUS_KINDS: Readonly<Record<number, readonly [FailureKind, boolean]>> = {
  408: ['timeout', true],
  429: ['rate-limited', true],
  500: ['server-error', true],
  501: ['server-error', false],
  502: ['server-error', true],
  503: ['server-error', true],
  504: ['timeout', true],
  505: ['server-error', false],
}

/** gRPC status by number: name, kind, whether a retry may help. */
export const GRPC_STATUS: readonly (readonly [string, FailureKind, boolean])[] = [
  ['OK', 'transient', true],
  ['CANCELLED', 'cancelled', false],
  ['UNKNOWN', 'server-error', true],
  ['INVALID_ARGUMENT', 'permanent', false],
  ['DEADLINE_EXCEEDED', 'timeout', true],
  ['NOT_FOUND', 'permanent', false],
  ['ALREADY_EXISTS', 'permanent', false],
  ['PERMISSION_DENIED', 'permanent', false],
  ['RESOURCE_EXHAUSTED', 'rate-limited', true],
  ['FAILED_PRECONDITION', 'permanent', false],
  ['ABORTED', 'server-error', true],
  ['OUT_OF_RANGE', 'permanent', false],
  ['UNIMPLEMENTED', 'permanent', false],
  ['INTERNAL', 'server-error', true],
  ['UNAVAILABLE', 'connection', true],
  ['DATA_LOSS', 'permanent', false],
  ['UNAUTHENTICATED', 'permanent', false],
]

/** Kind → error codes of Node, undici, axios, follow-redirects and OpenSSL. */
const CODES_BY_KIND: Readonly<Partial<Record<FailureKind, string>>> = {
  timeout:
    'ETIMEDOUT ESOCKETTIMEDOUT ECONNABORTED UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT ' +
    'UND_ERR_BODY_TIMEOUT ERR_SOCKET_CONNECTION_TIMEOUT',
  connection:
    'ECONNRESET ECONNREFUSED ENOTFOUND EAI_AGAIN EPIPE EHOSTUNREACH EHOSTDOWN ENETUNREACH ' +
    'ENETDOWN ENETRESET EADDRNOTAVAIL UND_ERR_SOCKET ERR_STREAM_PREMATURE_CLOSE ' +
    'ERR_HTTP2_GOAWAY_SESSION ERR_HTTP2_SESSION_ERROR ERR_HTTP2_STREAM_ERROR ERR_NETWORK',
  cancelled: 'ABORT_ERR ERR_CANCELED UND_ERR_ABORTED',
  permanent:
    'ERR_INVALID_URL ERR_INVALID_PROTOCOL ERR_INVALID_ARG_TYPE ERR_INVALID_ARG_VALUE ' +
    'ERR_INVALID_CHAR ERR_INVALID_HTTP_TOKEN ERR_HTTP_INVALID_HEADER_VALUE ' +
    'ERR_UNESCAPED_CHARACTERS ERR_FR_TOO_MANY_REDIRECTS ERR_ASSERTION UND_ERR_INVALID_ARG ' +
    'UND_ERR_NOT_SUPPORTED UND_ERR_REQ_CONTENT_LENGTH_MISMATCH CERT_HAS_EXPIRED ' +
    'CERT_NOT_YET_VALID CERT_REVOKED CERT_UNTRUSTED CERT_REJECTED CERT_SIGNATURE_FAILURE ' +
    'CERT_CHAIN_TOO_LONG INVALID_CA INVALID_PURPOSE PATH_LENGTH_EXCEEDED HOSTNAME_MISMATCH ' +
    'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE ' +
    'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY ERR_TLS_CERT_ALTNAME_INVALID ' +
    'ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_UNSUPPORTED_PROTOCOL ' +
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_TLSV1_ALERT_UNKNOWN_CA ' +
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE ' +
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
}

/**
 * Why the `fetch` of Node failed, where the network was not the reason: the request, or the
 * redirect that answered it, will be the same again. Such causes have a message and no code
 * (undici 6, lib/web/fetch/index.js); those of the network have one.
 */
const FINAL_FETCH_CAUSES: ReadonlySet<unknown> = new Set([
  'unexpected redirect',
  'redirect count exceeded',
  'URL scheme must be a HTTP(S) scheme',
  'unknown scheme',
  'about scheme is not supported',
  'not implemented... yet...',
  'failed to fetch the data URL',
  'invalid method',
  'bad port',
  'blocked',
  'cross origin not allowed for request mode "cors"',
  'URL cannot contain credentials for request mode "cors"',
  'request mode cannot be "same-origin"',
  'redirect mode cannot be "follow" for "no-cors" request',
  'proxy authentication required',
  'integrity mismatch',
])

/** Kind → error names; a subclass counts as its parent. */
const NAMES_BY_KIND: Readonly<Partial<Record<FailureKind, string>>> = {
  timeout: 'TimeoutError',
  cancelled: 'AbortError CanceledError CancelledError',
  permanent:
    'TypeError RangeError SyntaxError ReferenceError EvalError URIError AssertionError ' +
    'ValidationError ZodError ConfigurationError ConfigError',
}

const CODE_KINDS = inverted(CODES_BY_KIND)
const NAME_KINDS = inverted(NAMES_BY_KIND)

function inverted(table: Readonly<Partial<Record<FailureKind, string>>>): Map<string, FailureKind> {
  const rows = Object.entries(table) as [FailureKind, string][]
  return new Map(rows.flatMap(([kind, list]) => list.split(' ').map((item) => [item, kind])))
}

export interface ClassifyOptions {
  /** What an error of no known kind is. Default transient (reference-facts.md). */
  readonly unknown?: 'transient' | 'permanent'
}

interface Loose {
  readonly [key: string]: unknown
}

/** `wallNow`: ms since 1970, asked only for a Retry-After that is a date. */
export function classify(
  error: unknown,
  wallNow: () => number,
  options: ClassifyOptions = {},
): Failure {
  try {
    return classifyObject(error, wallNow, options)
  } catch {
    return failureOf(options.unknown ?? 'transient', { error })
  }
}

function classifyObject(error: unknown, wallNow: () => number, options: ClassifyOptions): Failure {
  if (typeof error !== 'object' || error === null) {
    return failureOf(options.unknown ?? 'transient', { error })
  }
  const thrown = error as Loose
  const status = statusOf(thrown)
  const grpc = grpcOf(thrown)
  const code = codeOf(thrown)
  const [kind, transient] = kindOf(thrown, status, grpc, code, options)
  return {
    kind,
    transient: kind !== 'cancelled' && (markOf(thrown) ?? transient),
    status,
    grpc: grpc === undefined ? undefined : GRPC_STATUS[grpc]![0],
    code,
    retryAfterMs: retryAfterOf(thrown, wallNow),
    reason: undefined,
    error,
  }
}

function kindOf(
  thrown: Loose,
  status: number | undefined,
  grpc: number | undefined,
  code: string | undefined,
  options: ClassifyOptions,
): readonly [FailureKind, boolean] {
  if (status !== undefined && status >= 400) {
    return STATUS_KINDS[status] ?? (status < 500 ? ['permanent', false] : ['server-error', true])
  }
  if (grpc !== undefined) {
    const [, kind, transient] = GRPC_STATUS[grpc]!
    return [kind, transient]
  }
  const byCode = code === undefined ? undefined : CODE_KINDS.get(code)
  const kind = byCode ?? kindByName(thrown) ?? options.unknown ?? 'transient'
  return [kind, kind !== 'permanent' && kind !== 'cancelled']
}

function kindByName(thrown: Loose): FailureKind | undefined {
  if (Object.getPrototypeOf(thrown) === Error.prototype && thrown.name === 'Error') return undefined
  // fetch of Node: a network fault is a TypeError whose cause tells more, or nothing.
  if (thrown.name === 'TypeError' && thrown.message === 'fetch failed') {
    const cause = thrown.cause as Loose | null | undefined
    return FINAL_FETCH_CAUSES.has(cause?.message) ? 'permanent' : 'connection'
  }
  for (const name of errorNames(thrown)) {
    const kind = NAME_KINDS.get(name)
    if (kind) return kind
  }
  return undefined
}

/** `transient` or `retryable` on the error: the caller's own word, which wins. */
function markOf(thrown: Loose): boolean | undefined {
  if (typeof thrown.transient === 'boolean') return thrown.transient
  return typeof thrown.retryable === 'boolean' ? thrown.retryable : undefined
}

function statusOf(thrown: Loose): number | undefined {
  const response = thrown.response as Loose | undefined
  for (const value of [thrown.status, thrown.statusCode, response?.status, response?.statusCode]) {
    if (typeof value === 'number' && value >= 100 && value <= 599) return value
  }
  return undefined
}

/** grpc-js errors carry a number as `code`, with `details` or `metadata` beside it. */
function grpcOf(thrown: Loose): number | undefined {
  const { code } = thrown
  if (typeof code !== 'number' || !Number.isInteger(code) || GRPC_STATUS[code] === undefined) {
    return undefined
  }
  return 'details' in thrown || 'metadata' in thrown ? code : undefined
}

/** The code of the error, of its causes, or of the first of several (happy eyeballs). */
function codeOf(thrown: Loose): string | undefined {
  let current: unknown = thrown
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, cause, errors } = current as Loose
    if (typeof code === 'string') return code
    current = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  return undefined
}

function retryAfterOf(thrown: Loose, wallNow: () => number): number | undefined {
  if (typeof thrown.retryAfterMs === 'number' && thrown.retryAfterMs >= 0)
    return thrown.retryAfterMs
  const response = thrown.response as Loose | undefined
  const headers = thrown.headers ?? response?.headers
  if (typeof headers !== 'object' || headers === null) return undefined
  const get = (headers as Loose).get
  const plain = headers as Loose
  const value =
    typeof get === 'function'
      ? get.call(headers, 'retry-after')
      : (plain['retry-after'] ?? plain['Retry-After'])
  return typeof value === 'string' || typeof value === 'number'
    ? retryAfterMs(value, wallNow())
    : undefined
}
