/**
 * The walk over one document: which maps are sections, defaults, lists of operations or operations,
 * and which keys in them play a role.
 *
 * Inside a resilience block every key is booked, known or not; outside, only what is surely about
 * resilience. A changer must keep that line: it is the namespace of this format.
 */
import type { Entry, MapNode, Node, SeqNode } from '../../syntax/node.js'
import type { Reason } from '../format.js'
import {
  type Context,
  claim,
  FAILURES_PER_KIND,
  find,
  leave,
  leaveAll,
  NAMES_OPERATION,
  NAMES_UNIT,
  NO_SETTING,
  PER_FAILURE,
  QUALIFIED,
  remember,
} from './context.js'
import { type Harvest, keyOf, sourceOf, textOf } from './harvest.js'
import { isKrakend, krakendBlocks } from './krakend.js'
import {
  isDedicated,
  isNearMiss,
  isTopicName,
  mostlyKnown,
  soleFeature,
  unitIn,
} from './map-facts.js'
import { isOpossum, OPOSSUM_KEYS } from './opossum.js'
import * as places from './places.js'
import { type Meaning, recognise, topicNamed } from './recognise.js'
import { ScopeNode } from './scopes.js'
import * as score from './score.js'
import { isForeignDocument, isForeignSection } from './signatures.js'
import { type Feature, TOPICS, type Topic } from './topics.js'

const NAME_KEYS = /^(name|id|service|operation|endpoint|key|client|provider|upstream|path|route)$/i

export function walkDocument(root: Node, harvest: Harvest, scope: ScopeNode, prefix: string) {
  if (isForeignDocument(root) || root.kind !== 'map') return
  const path = prefix ? [prefix] : []
  const context = {
    path,
    scope,
    topic: undefined,
    inside: false,
    listsOperations: false,
    isTrusted: false,
    unit: undefined,
    harvest,
  }
  if (isKrakend(root)) {
    const blocks = krakendBlocks(root, scope)
    harvest.dialects.push(...blocks)
    const first = blocks.find((block) => block.path.length > 0)
    if (first) harvest.first ??= { key: keyOf(first.path), span: first.map.span, isStrong: true }
    return
  }
  visit(root, context)
}

function visit(map: MapNode, given: Context) {
  const context = withOwnTopic(map, given)
  const taken = new Set<Entry>()
  if (context.inside !== given.inside || context.topic !== given.topic) {
    for (const entry of map.entries)
      if (isTopicName(entry)) claim(entry, context, NAMES_OPERATION, taken)
  }
  if (isOpossum(map)) {
    const { path, scope, harvest } = context
    harvest.dialects.push({ kind: 'opossum', map, path, scope })
    remember(map.entries[0]!, context, true)
    for (const entry of map.entries) if (OPOSSUM_KEYS.has(entry.key)) taken.add(entry)
  }
  const unit = unitIn(map)
  if (unit) claim(unit.entry, context, NAMES_UNIT, taken)
  const here = { ...context, unit: unit?.unit ?? context.unit }
  const feature = context.topic ? TOPICS[context.topic].feature : soleFeature(map)
  for (const entry of map.entries) {
    if (taken.has(entry) || isForeignSection(entry.key, entry.value)) continue
    const { value } = entry
    if (value.kind === 'map' && value.entries.length > 0) visitMap(entry, value, map, here, feature)
    else if (value.kind === 'seq' && score.holdsMaps(value)) visitList(entry, value, here)
    else visitLeaf(entry, map, here)
  }
}

/** Adds what the map's own keys say of it: `kind: retry`, enough known keys. */
function withOwnTopic(map: MapNode, context: Context): Context {
  if (context.topic === undefined) {
    const named = map.entries.find(isTopicName)
    const topic = named && places.sectionOf(textOf(named.value), undefined)?.topic
    if (topic && score.scoreOf(map, topic) >= score.ENOUGH) {
      return { ...context, topic, inside: context.inside || mostlyKnown(map, topic) }
    }
  }
  if (context.inside) return context
  return { ...context, inside: context.topic !== undefined || isDedicated(map, context) }
}

/** `feature`: the one that the map around it speaks of. */
function visitMap(
  entry: Entry,
  map: MapNode,
  parent: MapNode,
  context: Context,
  feature: Feature | undefined,
) {
  const { key } = entry
  const { topic, scope } = context
  const answer = topic === 'fallback' ? recognise(key, topic) : undefined
  if (answer?.role === 'fallbackValue') return find(entry, parent, answer, context)
  const below = { ...context, path: [...context.path, key], listsOperations: false }
  const plain = { ...below, isTrusted: false }
  const section = places.sectionOf(key, feature)
  if (section && !isBetterAsOperation(map, section.topic, context)) {
    if (!context.inside && !score.speaks(map, section.topic) && !isBlock(parent, context)) return
    const to = section.qualifier ? scope.child('operation', section.qualifier) : scope
    return visit(map, { ...plain, topic: section.topic, scope: to, inside: true })
  }
  const isOther = places.isElsewhere(key) && !context.listsOperations
  if (isOther && score.scoreOf(map, topic) < score.ENOUGH) return leave(entry, map, context)
  if (context.listsOperations && !places.isDefaults(key)) return visitOperation(key, map, below)
  if (places.isDefaults(key))
    return holds(map, context) ? visit(map, below) : leave(entry, map, context)
  if (places.isEnvironmentList(key) && holds(map, context)) return visitEnvironments(map, below)
  if (places.isContainer(key)) return visitContainer(key, map, entry, below)
  if (places.isWrapper(key) && holds(map, context)) {
    return visit(map, { ...below, inside: context.inside || places.isResilience(key) })
  }
  if (isEnvironment(key, parent, context)) return visitEnvironment(key, map, below)
  if (isBlock(map, context)) return visitOperation(key, map, below)
  if (score.isGroup(map, topic, context.inside)) {
    return visit(map, {
      ...below,
      scope: scope.child('group', key),
      listsOperations: true,
      isTrusted: true,
    })
  }
  if (score.holdsBlock(map, context.inside)) {
    return visit(map, { ...below, scope: scope.child('group', key) })
  }
  leave(entry, map, context)
}

/** Whether there is anything in a map that is named as if there were. */
function holds(map: MapNode, context: Context): boolean {
  return context.inside || score.holdsBlock(map, true)
}

/** A map under `retry` that is named `rate-limit` and speaks of retries is an operation. */
function isBetterAsOperation(map: MapNode, topic: Topic, context: Context): boolean {
  if (context.listsOperations && !context.topic) return false
  if (!context.topic || TOPICS[context.topic].feature === TOPICS[topic].feature) return false
  return score.scoreOf(map, context.topic) > score.scoreOf(map, topic)
}

function isBlock(map: MapNode, { topic, inside, listsOperations }: Context): boolean {
  const enough = topic || inside || listsOperations ? score.ENOUGH_INSIDE : score.ENOUGH
  return score.scoreOf(map, topic) >= enough
}

function visitOperation(key: string, map: MapNode, context: Context) {
  visit(map, { ...context, scope: context.scope.child('operation', key) })
}

function visitContainer(key: string, map: MapNode, entry: Entry, below: Context) {
  const hasMaps = map.entries.some(
    ({ key: one, value }) => value.kind === 'map' && !places.sectionOf(one, undefined),
  )
  const hasStrategies = map.entries.some(({ value }) => score.isStrategyName(value))
  const isOne =
    below.topic === undefined
      ? score.scoreOf(map, undefined) >= score.ENOUGH
      : below.topic !== 'timeout' && mostlyKnown(map, below.topic)
  if (!hasMaps && !hasStrategies && isOne) return visitOperation(key, map, below)
  const speaks = below.inside || hasStrategies || score.holdsBlock(map, true)
  if (!speaks) return leave(entry, map, { ...below, path: below.path.slice(0, -1) })
  const scope = below.scope.child('group', key)
  visit(map, {
    ...below,
    scope,
    listsOperations: true,
    inside: below.inside && below.topic !== undefined,
    isTrusted: below.inside || score.isGroup(map, below.topic, false),
  })
}

/** Maps side by side that are all named after environments. */
function isEnvironment(key: string, parent: MapNode, context: Context): boolean {
  if (context.scope.kind !== 'root' || !places.isEnvironmentName(key)) return false
  const maps = parent.entries.filter(({ value }) => value.kind === 'map')
  return maps.every(
    ({ key: one, value }) =>
      places.isEnvironmentName(one) ||
      places.isDefaults(one) ||
      places.sectionOf(one, undefined) !== undefined ||
      (value.kind === 'map' && !score.holdsBlock(value, true)),
  )
}

function visitEnvironments(map: MapNode, context: Context) {
  for (const { key, value } of map.entries) {
    if (value.kind === 'map') {
      visitEnvironment(key, value, { ...context, path: [...context.path, key] })
    }
  }
}

function visitEnvironment(key: string, map: MapNode, context: Context) {
  visit(map, { ...context, scope: environmentRoot(context.harvest, context.scope, key) })
}

/** The root of an environment's scopes, made on first use. */
export function environmentRoot(harvest: Harvest, base: ScopeNode, name: string): ScopeNode {
  const known = harvest.roots.find(({ environment }) => environment === name)
  if (known) return known
  const made = new ScopeNode('root', '', base, name)
  harvest.roots.push(made)
  return made
}

function visitList(entry: Entry, list: SeqNode, context: Context) {
  const { key } = entry
  const section = places.sectionOf(key, undefined)
  list.items.forEach((item, index) => {
    if (item.kind !== 'map') return
    const path = [...context.path, key, `[${index}]`]
    const topic = section?.topic ?? context.topic
    const below = { ...context, path, topic, listsOperations: true }
    if (!isBlock(item, below)) {
      if (context.inside) leaveAll(item, path, context)
      else if (score.holdsBlock(item, false)) visit(item, { ...below, listsOperations: false })
      return
    }
    const named = item.entries.find(
      (one) => NAME_KEYS.test(one.key) && one.value.kind === 'scalar' && one.value.text !== '',
    )
    const name = named ? textOf(named.value) : `${key}[${index}]`
    const scope = context.scope.child('group', key).child('operation', name)
    visit(item, { ...below, scope, listsOperations: false })
  })
}

function visitLeaf(entry: Entry, parent: MapNode, context: Context) {
  const { key } = entry
  const meaning = recognise(key, context.topic)
  if (context.listsOperations && !isSettingOfGroup(key)) {
    const asOperation = meaningInList(entry, context)
    if (asOperation) {
      return find(entry, parent, asOperation, {
        ...context,
        scope: context.scope.child('operation', key),
      })
    }
  }
  const isOther = meaning?.role === 'otherTimeout'
  if (meaning && !isOther && isAccepted(entry, meaning, parent, context)) {
    if (!meaning.qualifier) return find(entry, parent, meaning, context)
    const scope = context.scope.child('operation', meaning.qualifier)
    return find(entry, parent, meaning, { ...context, scope }, QUALIFIED)
  }
  if (!meaning && isNamedLimit(entry, context)) {
    const limit = { role: 'timeout', topic: 'timeout', feature: 'timeout', strong: true } as const
    const scope = context.scope.child('operation', key)
    return find(entry, parent, limit, { ...context, scope }, QUALIFIED)
  }
  if (!context.inside && (isOther || !isNearMiss(key, parent))) return
  const topic = context.topic ?? topicNamed(key)
  const why = isOther || places.isNoSetting(key) ? NO_SETTING : whyUnknown(entry, topic)
  const feature = topic && TOPICS[topic].feature
  const source = sourceOf([...context.path, key], entry)
  context.harvest.strays.push({ source, last: key, feature, ...(why && { why }) })
}

/** `timeouts: { search: 800ms }`: under the plural, a name that is no kind of limit is a name. */
function isNamedLimit({ key, value }: Entry, { topic, path }: Context): boolean {
  const isList = topic === 'timeout' && /(timeouts|deadlines)$/i.test(path.at(-1) ?? '')
  return (
    isList && !places.isNoSetting(key) && value.kind === 'scalar' && /^\s*[\d.P]/.test(value.text)
  )
}

/** A scalar among operations that is a setting of them all, not one of them. */
function isSettingOfGroup(key: string): boolean {
  const meaning = recognise(key, undefined)
  const isTimeout = meaning?.topic === 'timeout' && topicNamed(key) === 'timeout'
  return places.isDefaults(key) || isTimeout || (meaning?.strong ?? false)
}

/** `AuthErrorRetries: 2` under a retry, `TimeoutErrorAllowedFails: 3` under a breaker (LiteLLM). */
function whyUnknown({ key, value }: Entry, topic: Topic | undefined): Reason | undefined {
  const isCount = value.kind === 'scalar' && typeof value.value === 'number'
  if (topic === 'breaker' && isCount && /allowed_?fail(s|ures)$/i.test(key))
    return FAILURES_PER_KIND
  return topic === 'retry' && isCount && /(retries|attempts)$/i.test(key) ? PER_FAILURE : undefined
}

/** `{ qa: critical }` among overrides, `{ search: 800 }` among timeouts. */
function meaningInList({ key, value }: Entry, { topic }: Context): Meaning | undefined {
  if (places.isNoSetting(key) && topic === undefined) return undefined
  if (score.isStrategyName(value)) {
    return { role: 'strategy', topic: 'general', feature: 'general', strong: true }
  }
  if (topic === 'timeout') return { role: 'timeout', topic, feature: 'timeout', strong: true }
  if (topic === 'retry') return { role: 'retries', topic, feature: 'retry', strong: true }
  if (topic === 'ratelimit') return { role: 'limit', topic, feature: 'rateLimit', strong: true }
  if (topic === 'bulkhead')
    return { role: 'maxConcurrent', topic, feature: 'bulkhead', strong: true }
  const isBoolean = value.kind === 'scalar' && typeof value.value === 'boolean'
  if (topic === 'breaker' && isBoolean)
    return { role: 'enabled', topic, feature: 'circuitBreaker', strong: true }
  return undefined
}

function isAccepted(entry: Entry, meaning: Meaning, parent: MapNode, context: Context): boolean {
  if (context.topic !== undefined || context.inside) return true
  const weight = score.weightOf(entry, undefined)
  if (context.isTrusted && (meaning.topic !== 'general' || weight > 0)) return true
  const enough = context.listsOperations || context.scope.kind === 'operation'
  const direct = score.scoreOf(parent, undefined)
  if (meaning.topic === 'general') return direct >= score.ENOUGH
  return direct >= (enough ? score.ENOUGH_INSIDE : score.ENOUGH)
}
