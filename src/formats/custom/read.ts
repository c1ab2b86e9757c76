/**
 * The reading of a whole file: walk its documents, then let each feature's reader book the keys of
 * each scope. Every found key is booked by exactly one reader; one that no reader took is a bug.
 */
import { entryOf, type Node, type ParsedText, valueAt } from '../../syntax/node.js'
import type { Imported } from '../format.js'
import { type Ledger, ledger } from '../ledger.js'
import { Books } from './books.js'
import type { Found, Harvest, Stray } from './harvest.js'
import { readGobreaker } from './krakend.js'
import { readOpossum } from './opossum.js'
import { readBreaker } from './read-breaker.js'
import {
  readBulkhead,
  readFallback,
  readGeneral,
  readHedge,
  readRateLimit,
  readTimeouts,
} from './read-limits.js'
import { readRetry } from './read-retry.js'
import { reason } from './reading.js'
import { operationNames, ScopeNode } from './scopes.js'
import { deadKeys, settle } from './settle.js'
import { type Feature, SPELLINGS } from './topics.js'
import { FileFacts, View } from './view.js'
import { environmentRoot, walkDocument } from './walk.js'

const READERS: readonly (readonly [
  Exclude<Feature, 'general'>,
  (view: View, books: Books) => void,
])[] = [
  ['retry', readRetry],
  ['circuitBreaker', readBreaker],
  ['timeout', readTimeouts],
  ['bulkhead', readBulkhead],
  ['rateLimit', readRateLimit],
  ['hedge', readHedge],
  ['fallback', readFallback],
]

const SWITCHED_OFF = reason(
  'switched-off',
  'the block that it stands in is switched off, so it changes nothing',
  0,
)

/** All that a file says of resilience, not yet interpreted. */
export function harvestOf(text: ParsedText): Harvest {
  const root = new ScopeNode('root')
  const harvest: Harvest = { found: [], strays: [], dialects: [], roots: [root] }
  for (const document of text.documents) {
    if (!document.root) continue
    const profile = profileOf(document.root)
    const scope = profile === undefined ? root : environmentRoot(harvest, root, profile)
    walkDocument(document.root, harvest, scope, document.index > 0 ? `[${document.index}]` : '')
  }
  // Weak keys alone describe alerts, games and log-ins as well.
  if (!harvest.first?.isStrong) delete harvest.first
  return harvest
}

/** The profile of a document in a Spring file, which is this document's environment. */
function profileOf(root: Node): string | undefined {
  const node =
    valueAt(root, 'spring', 'config', 'activate', 'on-profile') ??
    entryOf(root, 'spring.config.activate.on-profile')?.value ??
    valueAt(root, 'spring', 'profiles')
  return node?.kind === 'scalar' && /^[\w-]+$/.test(node.text) ? node.text : undefined
}

export function readCustom(text: ParsedText): Imported {
  const book = ledger('custom')
  const harvest = harvestOf(text)
  if (!harvest.first) {
    return book.finish()
  }
  const books = new Books()
  const found = settle(harvest.found)
  for (const { scope } of found) scope.features.clear()
  for (const { scope, meaning } of found) scope.features.add(meaning.feature)
  const dead = deadKeys(found)
  for (const one of dead) books.ignore(one, SWITCHED_OFF)
  const live = found.filter((one) => !dead.has(one))
  const hasRetry = found.some(({ meaning }) => meaning.feature === 'retry')
  for (const dialect of harvest.dialects) {
    if (dialect.kind === 'opossum') readOpossum(dialect, books, hasRetry)
    else readGobreaker(dialect, books)
  }
  readScopes(live, found, harvest, books)
  for (const one of found) {
    if (!books.isBooked(one)) throw new Error(`no reader takes the role ${one.meaning.role}`)
  }
  books.close(book, harvest.roots, operationNames(harvest.roots))
  for (const stray of harvest.strays) bookStray(stray, book)
  return book.finish()
}

function readScopes(
  live: readonly Found[],
  all: readonly Found[],
  { found }: Harvest,
  books: Books,
) {
  const file = new FileFacts(found)
  const byScope = new Map<ScopeNode, Found[]>()
  for (const one of live) byScope.set(one.scope, [...(byScope.get(one.scope) ?? []), one])
  for (const node of byScope.keys()) {
    const above = [...node.lineage()].slice(1)
    const view = (feature: Feature) => {
      const of = (scope: ScopeNode) =>
        (byScope.get(scope) ?? []).filter(({ meaning }) => meaning.feature === feature)
      return new View(node, of(node), above.flatMap(of), file)
    }
    for (const [feature, read] of READERS) {
      const one = view(feature)
      if (one.own.length > 0) read(one, books)
    }
    readGeneral(view('general'), (key) => featuresBelow(key, all), books)
  }
}

/** The features that a switch over a whole block switches. */
function featuresBelow({ source, last }: Found, all: readonly Found[]): Feature[] {
  const above = source.key.slice(0, -last.length)
  const below = all.filter((one) => one.source.key.startsWith(above))
  return [...new Set(below.map(({ meaning }) => meaning.feature))]
}

function bookStray({ source, last, feature, why }: Stray, book: Ledger) {
  if (why) return book.ignored(source, why)
  const known = feature ? SPELLINGS[feature] : Object.values(SPELLINGS).flat()
  book.unknown(
    source,
    known.map((name) => inStyleOf(last, name)),
    last,
  )
}

/** A name in the spelling of the key that it is offered for. */
function inStyleOf(key: string, name: string): string {
  if (key.includes('-')) return name.replaceAll('_', '-')
  if (key.includes('_') || key === key.toLowerCase()) return name
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return /^[A-Z]/.test(key) ? camel[0]!.toUpperCase() + camel.slice(1) : camel
}
