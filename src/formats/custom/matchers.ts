/**
 * Lists of failures as people write them (`[429, 5xx, "TimeoutError", "ECONNRESET"]`) as the
 * policy's matcher. Names of classes are kept as they are: which failures those are is known to the
 * old code alone, hence the deduction.
 */
import type { Matcher } from '../../policy/schema.js'
import type { Node } from '../../syntax/node.js'
import type { Reason } from '../format.js'
import { reason } from './reading.js'

const GRPC = new Set(
  (
    'CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS ' +
    'PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED ' +
    'INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'
  ).split(' '),
)

type Kind = NonNullable<Matcher['kinds']>[number]

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^(time_?outs?|timed_?out|request_?time_?out)$/, 'timeout'],
  [/^(connection|network)(_?(errors?|failures?|reset|refused))?$/, 'connection'],
  [/^(rate_?limit(s|ed|ing)?|too_?many_?requests|throttl(ed|ing))(_?errors?)?$/, 'rate-limited'],
  [/^(server_?errors?|5xx_?errors?|internal_?errors?)$/, 'server-error'],
  [/^(transient|transient_?errors?|temporary)$/, 'transient'],
  [/^(any|all|everything|\*)$/, 'any'],
]

/** Conditions of Envoy and Istio (`retry_on: 5xx,reset`), which are kinds or codes here. */
const PROXY_KINDS: Readonly<Record<string, Kind>> = {
  reset: 'connection',
  'reset-before-request': 'connection',
  'connect-failure': 'connection',
  'refused-stream': 'connection',
}
const PROXY_STATUS: Readonly<Record<string, readonly number[]>> = {
  'gateway-error': [502, 503, 504],
  'retriable-4xx': [409],
}
const PROXY_GRPC: Readonly<Record<string, string>> = {
  'deadline-exceeded': 'DEADLINE_EXCEEDED',
  'resource-exhausted': 'RESOURCE_EXHAUSTED',
  unavailable: 'UNAVAILABLE',
  cancelled: 'CANCELLED',
}

export interface Matched {
  readonly matcher: Matcher
  readonly reasons: readonly Reason[]
}

const CLASS_NAMES = reason(
  'class-names',
  'error classes of the old code are kept by name, or taken as the kind of failure that they name',
  0.1,
)

interface Lists {
  hasClasses: boolean
  kinds: Set<Kind>
  status: Set<number | string>
  grpc: Set<string>
  codes: Set<string>
  errors: Set<string>
}

const LISTS = ['kinds', 'status', 'grpc', 'codes', 'errors'] as const

/** The matcher of several lists together; undefined when one holds something that is no name. */
export function matcherOf(nodes: readonly Node[]): Matched | undefined {
  const lists: Lists = {
    hasClasses: false,
    kinds: new Set(),
    status: new Set(),
    grpc: new Set(),
    codes: new Set(),
    errors: new Set(),
  }
  for (const node of nodes) {
    for (const text of itemsOf(node)) if (text === undefined || !put(text, lists)) return undefined
  }
  const matcher = Object.fromEntries(
    LISTS.filter((name) => lists[name].size > 0).map((name) => [name, [...lists[name]]]),
  ) as Matcher
  return { matcher, reasons: lists.hasClasses ? [CLASS_NAMES] : [] }
}

function itemsOf(node: Node): (string | undefined)[] {
  if (node.kind === 'map') return [undefined]
  if (node.kind === 'seq')
    return node.items.map((item) => (item.kind === 'scalar' ? item.text : undefined))
  return node.text.split(',').map((one) => one.trim())
}

function put(text: string, lists: Lists): boolean {
  const word = text.trim()
  if (word === '' || word.length > 200) return false
  const status = statusOf(word)
  if (status !== undefined) lists.status.add(status)
  else if (GRPC.has(word)) lists.grpc.add(word)
  else if (/^(E[A-Z]{3,}|[A-Z]+_[A-Z_]+)$/.test(word)) lists.codes.add(word)
  else if (/^\d/.test(word)) return false
  else if (!putCondition(word, lists)) putName(word, lists)
  return true
}

function putCondition(word: string, lists: Lists): boolean {
  const kind = Object.hasOwn(PROXY_KINDS, word) && PROXY_KINDS[word]
  const grpc = Object.hasOwn(PROXY_GRPC, word) && PROXY_GRPC[word]
  const status = Object.hasOwn(PROXY_STATUS, word) && PROXY_STATUS[word]
  if (kind) lists.kinds.add(kind)
  if (grpc) lists.grpc.add(grpc)
  for (const code of status || []) lists.status.add(code)
  return Boolean(kind || grpc || status)
}

/** `TimeoutError`, `java.net.SocketTimeoutException`, `timeout`: a kind if it names one. */
function putName(word: string, lists: Lists) {
  const bare = /(^|[.$:])([A-Z]\w*?)(Error|Exception)$/.exec(word)?.[2]
  const isBase = /^(.*\.)?(Exception|Error|Throwable|BaseException)$/.test(word)
  const plain = (bare ?? word)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  const kind = isBase ? 'any' : KINDS.find(([pattern]) => pattern.test(plain))?.[1]
  if (kind) lists.kinds.add(kind)
  else lists.errors.add(word)
  lists.hasClasses ||= bare !== undefined || isBase || kind === undefined
}

function statusOf(word: string): number | string | undefined {
  if (/^[1-5]xx$/i.test(word)) return word.toLowerCase()
  if (/^[1-5]\d\d\s*-\s*[1-5]\d\d$/.test(word)) return word.replace(/\s/g, '')
  return /^[1-5]\d\d$/.test(word) ? Number(word) : undefined
}
