/**
 * Hystrix with its companions Ribbon, Feign and Zuul, in .properties or (Spring) YAML.
 *
 * Owns the way through a file: keys, profiles, scopes, facts, ledger. What single keys mean stands
 * in breaker.ts, bulkhead.ts, timeout.ts and retry.ts. A changer must keep that every key which
 * key-match.ts knows is settled exactly once.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { ParsedText } from '../../syntax/node.js'
import type { Detection, Format, Imported, Reason, Scope } from '../format.js'
import { type Ledger, ledger } from '../ledger.js'
import { Book, overlay } from './book.js'
import { addBreaker, addFallback } from './breaker.js'
import { addBulkhead } from './bulkhead.js'
import { Context, type Notebook, RIBBON_CALL_KEYS } from './context.js'
import { isTelling } from './key-match.js'
import { readKeys } from './known-keys.js'
import { poolLinks } from './pools.js'
import { REASONS } from './reasons.js'
import { addRetry } from './retry.js'
import { readSourceKeys, type SourceKeys } from './source-keys.js'
import { addTimeouts, addUrlRoute } from './timeout.js'
import { ALL, DEFAULT_PROFILE, type Facts, type KnownKey, View } from './view.js'

export const hystrix: Format = {
  id: 'hystrix',
  title: 'Hystrix (with Ribbon, Feign, Zuul)',
  looksFor: 'keys under hystrix.command or hystrix.threadpool, ribbon, feign.hystrix, zuul',
  detect,
  read,
}

function detect(text: ParsedText): Detection | undefined {
  const found = readSourceKeys(text).keys.find((key) => isTelling(key.name))
  if (found === undefined) return undefined
  const prefix = /^hystrix\.[^.]+\.|^feign\.[^.]+\.|^zuul\./.exec(found.name)?.[0] ?? 'ribbon.'
  return { reason: `\`${prefix}\` keys`, span: found.source.span }
}

function read(text: ParsedText): Imported {
  const source = readSourceKeys(text)
  const out = ledger('hystrix')
  const { keys, zuul } = readKeys(source, out)
  const names = new Set(keys.flatMap((key) => key.environments))
  const environments = [...names].filter(isProfile)
  const notebook: Notebook = { dead: new Map(), findings: new Map() }
  const book = new Book(out)
  const base = factsOf(new View(keys, undefined, zuul(undefined)), notebook)
  const used = new Set(base.view.keys())
  const outspelled = new Set(base.view.outspelled)
  const common = stateAll(book, base, undefined)
  for (const environment of environments) {
    const special = factsOf(new View(keys, environment, zuul(environment)), notebook)
    for (const key of special.view.keys()) used.add(key)
    for (const key of special.view.outspelled) outspelled.add(key)
    stateAll(book, special, common)
  }
  const dead = deadReasons(keys, notebook, base.view)
  book.settle(keys, used, outspelled, dead, unseenCode(keys))
  for (const finding of notebook.findings.values()) out.finding(finding)
  reportEmptyProfiles(source, environments, keys, out)
  return out.finish()
}

function isProfile(name: string | undefined): name is string {
  return name !== undefined && name !== DEFAULT_PROFILE
}

interface ScopedFacts {
  readonly view: View
  readonly all: Facts
  readonly operations: ReadonlyMap<string, Facts>
}

/** The complete facts of every scope that holds under one profile. */
function factsOf(view: View, notebook: Notebook): ScopedFacts {
  const pools = poolLinks(view)
  const all = derive(new Context(view, undefined, undefined, notebook))
  const operations = new Map<string, Facts>()
  for (const name of operationNames(view, pools.keys())) {
    operations.set(name, derive(new Context(view, name, pools.get(name), notebook)))
  }
  return { view, all, operations }
}

function operationNames(view: View, pooled: Iterable<string>): string[] {
  const ribbon = [...view.owners('ribbon')].filter((name) =>
    view.has('ribbon', name, RIBBON_CALL_KEYS),
  )
  const names = [
    ...view.owners('command'),
    ...pooled,
    ...ribbon,
    ...view.owners('feign'),
    ...view.owners('zuul'),
    ...view.urlRoutes,
  ]
  return [...new Set(names)].filter((name) => name !== ALL)
}

function derive(context: Context): Facts {
  const facts: Facts = new Map()
  const { operation, view } = context
  if (operation !== undefined && view.urlRoutes.has(operation)) {
    addUrlRoute(context, facts)
  } else {
    addTimeouts(context, facts)
    addRetry(context, facts)
    addBreaker(context, facts)
    addBulkhead(context, facts)
    addFallback(context, facts)
  }
  return facts
}

interface Stated {
  readonly all: Facts
  readonly operations: ReadonlyMap<string, Facts>
}

/** Layers as policy/resolve.ts stacks them: defaults, the profile's, operation, the profile's. */
function stateAll(book: Book, own: ScopedFacts, base: Stated | undefined): Stated {
  const { environment } = own.view
  const at = environment === undefined ? {} : { environment }
  const baseAll = base?.all ?? new Map()
  const said = book.state(at, own.all, baseAll)
  const all = overlay(baseAll, said)
  const operations = new Map<string, Facts>()
  for (const [operation, facts] of own.operations) {
    const scope: Scope = { ...at, operation }
    const below = overlay(all, base?.operations.get(operation) ?? new Map())
    operations.set(operation, book.state(scope, facts, below))
  }
  return { all, operations }
}

function deadReasons(
  keys: readonly KnownKey[],
  notebook: Notebook,
  view: View,
): ReadonlyMap<KnownKey, Reason> {
  const dead = new Map(notebook.dead)
  for (const key of keys) {
    if (key.group === 'switch' && key.name === 'feign') {
      const on = key.value.state === 'read' && key.value.value === true
      dead.set(key, on ? REASONS.feignOn : REASONS.feignOff)
    } else if (key.group === 'switch' && key.name === 'retry') dead.set(key, REASONS.retryEnabled)
    else if (key.group === 'zuul' && !dead.has(key)) dead.set(key, zuulReason(key, view))
  }
  return dead
}

function zuulReason(key: KnownKey, view: View): Reason {
  if (key.name.startsWith('host.')) return REASONS.noUrlRoute
  if (key.name.startsWith('threadPool.')) {
    const strategy = view.find<string>('zuul', [ALL], 'ribbonIsolationStrategy')
    return strategy?.value === 'THREAD' ? REASONS.zuulPools : REASONS.zuulBySemaphore
  }
  return key.name === 'retryable' ? REASONS.zuulRetryable : REASONS.noEffect
}

/** A default of Hystrix is weaker than code, which shows as soon as no command is named. */
function unseenCode(keys: readonly KnownKey[]): (key: KnownKey) => readonly Reason[] {
  const named = keys.some((key) => key.group === 'command' && key.owner !== ALL)
  return (key) => (!named && key.group === 'command' ? [REASONS.codeMayOverride] : [])
}

/** A profile without settings, beside one that holds them all, runs without them. */
function reportEmptyProfiles(
  { profiles }: SourceKeys,
  environments: readonly string[],
  keys: readonly KnownKey[],
  out: Ledger,
): void {
  const inBase = keys.some(
    ({ environments: own }) => own.includes(undefined) || own.includes(DEFAULT_PROFILE),
  )
  if (inBase || environments.length === 0) return
  for (const { names, empty, span } of profiles) {
    const bare = names.filter((name) => !environments.includes(name))
    if (!empty || bare.length === 0) continue
    const finding: Diagnostic = {
      ruleId: 'hystrix/empty-profile',
      severity: 'warning',
      message:
        `Profile ${bare.join(', ')} holds no settings, ` +
        `so this file protects only ${environments.join(', ')}.`,
      help: 'Check whether these settings were meant for every profile.',
      span,
      data: { profiles: bare },
    }
    out.finding(finding)
  }
}
