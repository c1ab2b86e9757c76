/**
 * From a dotted key to what it is about: which library, whose (command, pool, client), which row.
 *
 * The trap: a command key is free text with dots, `#`, parentheses and commas, so a key is matched
 * by its longest known suffix and never split at its dots.
 */
import {
  COLLAPSER_KEYS,
  COMMAND_KEYS,
  FEIGN_KEYS,
  type KeyRow,
  type KeyTable,
  KNOWN_SLIPS,
  OTHER_HYSTRIX,
  POOL_KEYS,
  RIBBON_KEYS,
  ZUUL_KEYS,
} from './key-table.js'
import { REASONS } from './reasons.js'

export type Group = 'command' | 'pool' | 'collapser' | 'ribbon' | 'feign' | 'zuul' | 'switch'

export interface Match {
  readonly group: Group
  /** Command, pool, client or route; `default` and undefined both speak of all of them. */
  readonly owner: string | undefined
  /** The key in its table. */
  readonly name: string
  readonly row: KeyRow
  /** Written in another spelling than the library's own. */
  readonly respelled?: boolean
}

/** A key of the namespace that is in no table. */
export interface NoMatch {
  readonly unknown: true
  readonly known: readonly string[]
  readonly lastPart: string
}

export function matchKey(name: string): Match | NoMatch | undefined {
  if (name.startsWith('hystrix.')) return matchHystrix(name.slice('hystrix.'.length))
  if (name.startsWith('feign.')) return matchFeign(name.slice('feign.'.length))
  if (name.startsWith('zuul.')) return matchZuul(name.slice('zuul.'.length))
  if (name === 'spring.cloud.loadbalancer.retry.enabled') {
    return { group: 'switch', owner: undefined, name: 'retry', row: { type: 'bool' } }
  }
  return matchRibbon(name)
}

/**
 * Whether a key proves that the file is about these libraries. Clients of Feign prove nothing: they
 * live on beside resilience4j.
 */
export function isTelling(name: string): boolean {
  const match = matchKey(name)
  if (match === undefined) return false
  if ('unknown' in match) return /^hystrix\.(command|threadpool|collapser)\./.test(name)
  if (match.group === 'switch') return match.name === 'feign'
  if (match.group === 'feign') return false
  return /^hystrix\./.test(name) || match.row.noTarget === undefined
}

const HYSTRIX_PARTS: readonly (readonly [prefix: string, group: Group, table: KeyTable])[] = [
  ['command.', 'command', COMMAND_KEYS],
  ['threadpool.', 'pool', POOL_KEYS],
  ['collapser.', 'collapser', COLLAPSER_KEYS],
]

function matchHystrix(rest: string): Match | NoMatch | undefined {
  for (const [prefix, group, table] of HYSTRIX_PARTS) {
    if (rest.startsWith(prefix)) return matchSuffix(rest.slice(prefix.length), group, table)
  }
  if (OTHER_HYSTRIX.test(rest)) {
    const row: KeyRow = { type: 'text', noTarget: REASONS.unrelated }
    return { group: 'switch', owner: undefined, name: rest, row }
  }
  const known = HYSTRIX_PARTS.map(([prefix]) => prefix.slice(0, -1))
  return { unknown: true, known, lastPart: rest.split('.')[0]! }
}

function matchSuffix(rest: string, group: Group, table: KeyTable): Match | NoMatch {
  const known = Object.keys(table)
  const suffix = known
    .filter((key) => rest.endsWith(`.${key}`) && rest.length > key.length + 1)
    .sort((a, b) => b.length - a.length)[0]
  if (suffix === undefined) return { unknown: true, known, lastPart: guessedSuffix(rest, known) }
  const owner = rest.slice(0, -suffix.length - 1)
  return { group, owner, name: suffix, row: table[suffix]! }
}

/** The part of an unknown key that was probably meant as its suffix. */
function guessedSuffix(rest: string, known: readonly string[]): string {
  const parts = rest.split('.')
  const heads = new Set(known.map((key) => key.split('.')[0]!.toLowerCase()))
  const at = parts.findLastIndex((part, i) => i > 0 && heads.has(part.toLowerCase()))
  const guess = parts.slice(at > 0 ? at : Math.min(1, parts.length - 1)).join('.')
  return KNOWN_SLIPS.get(guess) ?? guess
}

function matchRibbon(name: string): Match | NoMatch | undefined {
  const parts = /^(?:(.+)\.)?ribbon\.(.+)$/.exec(name)
  if (!parts || /^(spring|management|logging|eureka)\./.test(name)) return undefined
  const [, owner, written = ''] = parts
  const known = Object.keys(RIBBON_KEYS)
  const own = known.find((key) => key === written)
  const key = own ?? known.find((each) => plain(each) === plain(written))
  if (key === undefined) {
    return owner?.includes('.') ? undefined : { unknown: true, known, lastPart: written }
  }
  const row = (RIBBON_KEYS as KeyTable)[key]!
  return { group: 'ribbon', owner, name: key, row, ...(own ? {} : { respelled: true }) }
}

function matchFeign(rest: string): Match | NoMatch | undefined {
  if (plain(rest) === 'hystrix.enabled') {
    return { group: 'switch', owner: undefined, name: 'feign', row: { type: 'bool' } }
  }
  if (/^client\.default-?(config|toproperties)$/i.test(rest.replaceAll('-', ''))) {
    const row: KeyRow = { type: 'text', noTarget: REASONS.unrelated }
    return { group: 'switch', owner: undefined, name: rest, row }
  }
  if (!rest.startsWith('client.config.')) return undefined
  const inner = rest.slice('client.config.'.length)
  const relaxed = inner.replace(/\[[^\]]*\]/, '')
  for (const [key, row] of Object.entries(FEIGN_KEYS)) {
    const found = relaxedSuffix(relaxed, key)
    if (found !== undefined) return { group: 'feign', owner: found, name: key, row }
  }
  const map = /^(.+)\.default-?(?:request-?headers|query-?parameters)\./i.exec(relaxed)
  if (map) {
    const row: KeyRow = { type: 'text', noTarget: REASONS.unrelated }
    return { group: 'feign', owner: map[1], name: inner, row }
  }
  const lastPart = inner.slice(inner.lastIndexOf('.') + 1)
  return { unknown: true, known: Object.keys(FEIGN_KEYS), lastPart }
}

function matchZuul(rest: string): Match | NoMatch | undefined {
  const service = /^eureka\.(.+)\.semaphore\.max-?semaphores$/i.exec(rest)
  const ownName = service ? 'semaphore.maxSemaphores' : 'retryable'
  const owner = service?.[1] ?? /^routes\.(.+)\.retryable$/.exec(rest)?.[1]
  if (owner !== undefined) {
    return { group: 'zuul', owner, name: ownName, row: ZUUL_KEYS[ownName]! }
  }
  const key = Object.keys(ZUUL_KEYS).find((each) => plain(each) === plain(rest))
  if (key !== undefined) return { group: 'zuul', owner: undefined, name: key, row: ZUUL_KEYS[key]! }
  if (!/^(host|semaphore|thread-?pool)\./i.test(rest)) return undefined
  return { unknown: true, known: Object.keys(ZUUL_KEYS), lastPart: rest }
}

/** The client before `key` in any spelling, or undefined. */
function relaxedSuffix(rest: string, key: string): string | undefined {
  const steps = key.split('.').length
  const parts = rest.split('.')
  if (parts.length <= steps) return undefined
  const tail = parts.slice(-steps).join('.')
  return plain(tail) === plain(key) ? parts.slice(0, -steps).join('.') : undefined
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '')
}
