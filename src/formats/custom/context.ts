/**
 * Where the walk stands, and how it books what it meets there: a key with a role, a key without
 * one, or a whole map that says nothing of resilience. Decides nothing about meaning.
 */
import type { Entry, MapNode } from '../../syntax/node.js'
import type { Reason } from '../format.js'
import { type Harvest, sourceOf } from './harvest.js'
import * as places from './places.js'
import type { Meaning } from './recognise.js'
import type { ScopeNode } from './scopes.js'
import * as score from './score.js'
import { TOPICS, type Topic } from './topics.js'
import type { Unit } from './words.js'

export interface Context {
  readonly path: readonly string[]
  readonly scope: ScopeNode
  readonly topic: Topic | undefined
  /** All keys here belong to the format. */
  readonly inside: boolean
  /** The entries of this map are operations. */
  readonly listsOperations: boolean
  /** Operations of a list of which others surely are about resilience. */
  readonly isTrusted: boolean
  readonly unit: Unit | undefined
  readonly harvest: Harvest
}

export const NO_SETTING: Reason = {
  id: 'custom/no-setting',
  text: 'it describes, stores or observes and changes no call',
  deduction: 0,
}
export const NAMES_OPERATION: Reason = {
  id: 'custom/name',
  text: 'it names the block; the values around it are under that name',
  deduction: 0,
}
export const NAMES_UNIT: Reason = {
  id: 'custom/unit',
  text: 'it names the unit of the numbers around it, which are read in it',
  deduction: 0,
}
export const QUALIFIED: Reason = {
  id: 'custom/operation-from-key',
  text: 'the first words of the key are taken as the name of the operation that it is for',
  deduction: 0.05,
}

export const OTHER_SUBJECT: Reason = {
  id: 'custom/other-subject',
  text: 'it is about another subject than the calls, which a policy does not cover',
  deduction: 0,
}
export const PER_FAILURE: Reason = {
  id: 'custom/retries-per-failure',
  text:
    'a policy has counts of their own for rate limits, time-outs, lost connections and server ' +
    'errors, not for this kind',
  deduction: 0.25,
}
export const FAILURES_PER_KIND: Reason = {
  id: 'custom/failures-per-kind',
  text: 'a breaker has one threshold for all failures that count, not one for each kind',
  deduction: 0.25,
}

export function find(
  entry: Entry,
  block: MapNode,
  meaning: Meaning,
  context: Context,
  ...notes: readonly Reason[]
) {
  const { path, scope, topic, unit, harvest } = context
  const source = sourceOf([...path, entry.key], entry)
  harvest.found.push({
    source,
    last: entry.key,
    node: entry.value,
    meaning,
    scope,
    block,
    topic,
    unit,
    notes,
  })
  const weight = score.weightOf(entry, topic)
  if (weight > 0 || topic) remember(entry, context, weight >= 2)
}

/** Keeps the first key that tells by itself, or else the first of all. */
export function remember(entry: Entry, { path, harvest }: Context, isStrong: boolean) {
  if (harvest.first?.isStrong || (harvest.first && !isStrong)) return
  const { key } = sourceOf([...path, entry.key], entry)
  harvest.first = { key, span: entry.keySpan, isStrong }
}

export function claim(entry: Entry, context: Context, why: Reason, taken: Set<Entry>) {
  taken.add(entry)
  if (!context.inside && !context.topic) return
  const source = sourceOf([...context.path, entry.key], entry)
  context.harvest.strays.push({ source, last: entry.key, feature: undefined, why })
}

/** A map that says nothing of resilience: its keys are booked inside a block, not outside. */
export function leave(entry: Entry, map: MapNode, context: Context) {
  const isWhole = context.topic !== undefined || context.scope.kind === 'root'
  if (!context.inside || !(isWhole || places.isNoSetting(entry.key))) return
  const isOther = places.isElsewhere(entry.key) ? OTHER_SUBJECT : undefined
  const why = places.isNoSetting(entry.key) ? NO_SETTING : isOther
  leaveAll(map, [...context.path, entry.key], context, why)
}

export function leaveAll(map: MapNode, path: readonly string[], context: Context, why?: Reason) {
  for (const entry of map.entries) {
    const at = [...path, entry.key]
    const isMap = entry.value.kind === 'map'
    const own = why ?? (!isMap && places.isNoSetting(entry.key) ? NO_SETTING : undefined)
    if (entry.value.kind === 'map' && entry.value.entries.length > 0) {
      leaveAll(entry.value, at, context, own)
      continue
    }
    const feature = context.topic && TOPICS[context.topic].feature
    const source = sourceOf(at, entry)
    context.harvest.strays.push({ source, last: entry.key, feature, ...(own && { why: own }) })
  }
}
