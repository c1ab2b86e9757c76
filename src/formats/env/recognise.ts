/**
 * From a variable's name to what it is about: `PAYMENTS_CIRCUIT_BREAKER_RESET_MS` is the breaker's
 * open duration of operation `payments`, in milliseconds. Knows names only, never values.
 */
import { suggest } from '../../diagnostics/suggest.js'
import { BREAKER_WORDS, FOREIGN, NEUTRAL, NEVER, ROWS, type Row, WRAPPERS } from './names.js'
import { NAME_UNITS, type Unit } from './units.js'

export interface Meaning {
  readonly row: Row
  /** In lower case; undefined for all operations. */
  readonly operation?: string
  /** The unit that ends the name. */
  readonly unit?: Unit
  /** Step of a ladder such as `RETRY_BACKOFF_3_MS`. */
  readonly step?: number
}

export type Recognised =
  | { readonly kind: 'known'; readonly meaning: Meaning }
  /** In this format's namespace, and no name of it. */
  | { readonly kind: 'unknown' }

const BY_NAME: ReadonlyMap<string, Row> = new Map(
  [...ROWS].reverse().flatMap((row) => row.names.map((name) => [name, row] as const)),
)

/** All names, for did-you-mean. */
export const KNOWN_NAMES: readonly string[] = [...BY_NAME.keys()]

const SHAPE = /^(?:[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*)$/
const LONGEST_NAME = 120
/** A wrapped or turned-around spelling, and the spelling of the table. */
const TURNED: readonly (readonly [RegExp, string])[] = [
  [/^(?:ENABLE|USE)_(.+?)(?:_ENABLED)?$/, '$1_ENABLED'],
  [/^DISABLE_(.+)$/, '$1_DISABLED'],
  [/^MAX_((?!RETRY_|CONCURRENT_|BACKOFF_).+)_RETRIES$/, '$1_MAX_RETRIES'],
]
const LADDER =
  /^((?:.*?_)??)(RETRY_BACKOFF|RETRY_DELAY|RETRY_WAIT|RETRY_INTERVAL|BACKOFF)_(\d{1,2})(_[A-Z]+)?$/
const SWITCH_TOPICS = /(?:^|_)(?:CIRCUIT_BREAKER|BREAKER|RETRY|RETRIES|BULKHEAD|RATE_LIMIT\w*)_\w+$/

/**
 * What the name means, or undefined when it belongs to something else. `known` are operations that
 * other settings of the file are about; without it, names that need one are left out.
 */
export function recognise(written: string, known?: ReadonlySet<string>): Recognised | undefined {
  if (!SHAPE.test(written) || written.includes('__') || written.length > LONGEST_NAME) {
    return undefined
  }
  const name = unwrapped(written.toUpperCase())
  const words = name.split('_')
  const meaning = meaningOf(name, known)
  if (meaning !== undefined) return { kind: 'known', meaning }
  return isNear(name, words) ? { kind: 'unknown' } : undefined
}

function unwrapped(name: string): string {
  const wrapper = WRAPPERS.find((word) => name.startsWith(`${word}_`))
  return wrapper === undefined ? name : name.slice(wrapper.length + 1)
}

function meaningOf(name: string, known: ReadonlySet<string> | undefined): Meaning | undefined {
  for (const [pattern, spelling] of TURNED) {
    if (!pattern.test(name)) continue
    const turned = name.replace(pattern, spelling)
    if (turned.endsWith('ABLED') && !SWITCH_TOPICS.test(turned)) continue
    return lookUp(turned, known)
  }
  return ladder(name) ?? lookUp(name, known)
}

function lookUp(name: string, known: ReadonlySet<string> | undefined): Meaning | undefined {
  const whole = split(name, undefined, known)
  if (whole !== undefined) return whole
  const at = name.lastIndexOf('_')
  const unit = Object.hasOwn(NAME_UNITS, name.slice(at + 1))
    ? NAME_UNITS[name.slice(at + 1)]
    : undefined
  return at === -1 || unit === undefined ? undefined : split(name.slice(0, at), unit, known)
}

/** The longest end of the name that the table has; what is in front of it is the operation. */
function split(
  name: string,
  unit: Unit | undefined,
  known: ReadonlySet<string> | undefined,
): Meaning | undefined {
  const words = name.split('_')
  for (let i = 0; i < words.length; i++) {
    const row = BY_NAME.get(words.slice(i).join('_'))
    if (row === undefined || (unit !== undefined && row.magnitude === undefined)) continue
    const operation = operationOf(words.slice(0, i), row)
    if (operation === undefined) return undefined
    const named = operation !== ''
    if (row.operation === 'none' && named) return undefined
    if (row.operation === 'known' && !(named ? known?.has(operation) : isNeutral(words, i))) {
      return undefined
    }
    return { row, ...(named ? { operation } : {}), ...(unit ? { unit } : {}) }
  }
  return undefined
}

/** `CONNECT_TIMEOUT` alone says too little; `HTTP_CLIENT_CONNECT_TIMEOUT` is a call's. */
function isNeutral(words: readonly string[], count: number): boolean {
  return count > 0 && /^HTTP/.test(words[0]!)
}

/** '' for no operation, undefined when the words in front belong to something else. */
function operationOf(words: readonly string[], row: Row): string | undefined {
  if (words.length === 0) return ''
  if (row.topic === 'strategy') return words.join('_').toLowerCase()
  if (FOREIGN.includes(words[0]!) && row.topic !== 'aws') return undefined
  if (isCheck(words)) return undefined
  const left = [...words]
  while (left.length > 0 && NEUTRAL.includes(left.at(-1)!)) left.pop()
  while (left.length > 0 && left[0] === 'RESILIENCE') left.shift()
  if (left.length > 0 && left.every((word) => NEUTRAL.includes(word))) return ''
  const text = left.join('_')
  const hasTopic = /(?:^|_)(?:CIRCUIT_BREAKER|RETRY|RATE_LIMIT|BULKHEAD)(?:_|$)/.test(text)
  return hasTopic ? undefined : text.toLowerCase()
}

/** Checks of the service's own health, by compose, a platform or a pool. */
function isCheck(words: readonly string[]): boolean {
  return /(^|_)(HEALTH_?CHECKS?|(LIVENESS|READINESS|STARTUP)(_PROBE)?)$/.test(words.join('_'))
}

function ladder(name: string): Meaning | undefined {
  const match = LADDER.exec(name)
  if (!match) return undefined
  const [, front, base, step, end = ''] = match
  const unit = end === '' ? undefined : NAME_UNITS[end.slice(1)]
  if (end !== '' && unit === undefined) return undefined
  const row = ROWS.find(({ knob }) => knob === 'delays')!
  const operation = operationOf(front!.split('_').filter(Boolean), row)
  if (operation === undefined) return undefined
  const named = operation !== '' ? { operation } : {}
  return {
    row: { ...row, knob: 'ladder', names: [base!] },
    ...named,
    ...(unit ? { unit } : {}),
    step: Number(step),
  }
}

/** Whether a name without a meaning is this format's all the same: a slip, or a stray key. */
function isNear(name: string, words: readonly string[]): boolean {
  if (FOREIGN.includes(words[0]!) || words.some((word) => NEVER.includes(word))) return false
  if (/^RESILIENCE_./.test(name)) return true
  if (/(?:^|_)CIRCUIT_?BREAKER_/.test(name)) return true
  const starts = ['RETRY', 'BULKHEAD', ...BREAKER_WORDS]
  return (
    starts.some((word) => name.startsWith(`${word}_`)) && suggest(name, KNOWN_NAMES) !== undefined
  )
}
