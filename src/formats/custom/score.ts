/**
 * How much a map speaks of resilience, by its keys: the evidence on which a map without a telling
 * name is taken for a block. Strong keys count 2, weak ones 1, a section with a known key in it 3.
 * A changer must keep `ENOUGH` above one strong key, or every `max_retries` of a database driver
 * makes its file a resilience configuration.
 */

import { STRATEGY_NAMES } from '../../policy/schema.js'
import type { Entry, MapNode, Node } from '../../syntax/node.js'
import { growthNamed } from './growth.js'
import { isContainer, isDefaults, isElsewhere, sectionOf } from './places.js'
import { recognise, texts } from './recognise.js'
import { isForeignSection } from './signatures.js'
import { TOPICS, type Topic } from './topics.js'
import { splitUnit, wordsOf } from './words.js'

/** A map in no resilience context needs this much. */
export const ENOUGH = 3
/** An entry of a list of operations, or a map inside a resilience section, needs this much. */
export const ENOUGH_INSIDE = 2

const DEPTH = 8

/** Flat names of the classic configuration, each telling on its own. */
const CLASSIC = new Set([
  'retry attempt',
  'breaker threshold',
  'default strategy',
  'operation override',
  'exponential multiplier',
  'exponential min',
  'exponential max',
])

export function isClassicKey(key: string): boolean {
  const isShort = /^cb|^circuit[_-]?threshold/i.test(key)
  return !isShort && CLASSIC.has(texts(splitUnit(wordsOf(key)).rest).join(' '))
}

export function isStrategyName(node: Node): boolean {
  return node.kind === 'scalar' && (STRATEGY_NAMES as readonly string[]).includes(node.text)
}

/** What one key that holds no map is worth. */
export function weightOf({ key, value }: Entry, topic: Topic | undefined): number {
  if (isForeignSection(key, value)) return 0
  const meaning = recognise(key, topic)
  if (!meaning || meaning.role === 'otherTimeout') return 0
  if (meaning.topic === 'general') {
    const isNamed = meaning.role === 'strategy' && isStrategyName(value)
    return isNamed ? (meaning.strong ? 3 : 2) : 0
  }
  if (!fits(value, meaning.role)) return 0
  if (meaning.role === 'inherent' || /retry.?after/i.test(key)) return 1
  if (meaning.strong && topic === undefined && isClassicKey(key)) return 3
  return meaning.strong ? 2 : 1
}

const TEXTUAL = /^(backoff|jitter|fallback|.*Kind|rateAlgorithm|retryMethods)/
const LISTS = /^(retryOn|abortOn|recordOn|ignoreOn)$/

const WORDS_FOR_VALUES = /^(inherit|default|none|off|on|yes|no|true|false|unlimited|infinite|auto)/i

/** Whether the value can be what the role needs: a number, a duration, a switch. */
function fits(node: Node, role: string): boolean {
  if (LISTS.test(role)) return node.kind !== 'scalar' || typeof node.value !== 'boolean'
  if (role === 'backoffKind') {
    return node.kind === 'scalar' && growthNamed(node.text) !== undefined
  }
  if (TEXTUAL.test(role)) return true
  if (node.kind !== 'scalar') return false
  return (
    node.value === null ||
    typeof node.value !== 'string' ||
    /^[\s\d.${-]|^P\d*T/i.test(node.text) ||
    WORDS_FOR_VALUES.test(node.text)
  )
}

/** Scores already counted: the walk asks for the same map again and again. */
const SCORES = new WeakMap<MapNode, Map<Topic | undefined, number>>()

/** The evidence in a map's own keys and the sections below it; weak keys alone are not enough. */
export function scoreOf(map: MapNode, topic: Topic | undefined): number {
  const byTopic = SCORES.get(map) ?? new Map<Topic | undefined, number>()
  SCORES.set(map, byTopic)
  const known = byTopic.get(topic)
  if (known !== undefined) return known
  const score = count(map, topic)
  byTopic.set(topic, score)
  return score
}

function count(map: MapNode, topic: Topic | undefined): number {
  let score = 0
  let isSure = topic !== undefined
  for (const entry of map.entries) {
    const { value } = entry
    const isSection = value.kind === 'map'
    const weight = isSection
      ? sectionScore(entry, topic)
      : holdsMaps(value)
        ? 0
        : weightOf(entry, topic)
    score += weight
    isSure ||= weight >= 2
  }
  return isSure ? score : Math.min(score, ENOUGH_INSIDE)
}

function sectionScore({ key, value }: Entry, topic: Topic | undefined): number {
  if (value.kind !== 'map' || isForeignSection(key, value)) return 0
  const section = sectionOf(key, topic && TOPICS[topic].feature)
  return section && speaks(value, section.topic) ? 3 : 0
}

/** Whether any key below, at any depth, is known under the topic. */
export function speaks(map: MapNode, topic: Topic, depth = 0): boolean {
  return map.entries.some((entry) => {
    const { key, value } = entry
    if (value.kind !== 'map') return weightOf(entry, topic) > 0
    if (depth >= DEPTH || isForeignSection(key, value)) return false
    return speaks(value, sectionOf(key, TOPICS[topic].feature)?.topic ?? topic, depth + 1)
  })
}

/** Whether most maps in it look like blocks, and one of them surely. */
export function isGroup(map: MapNode, topic: Topic | undefined, inside: boolean): boolean {
  const maps = map.entries.filter(({ value }) => value.kind === 'map')
  const scores = maps.map(({ value }) => scoreOf(value as MapNode, topic))
  const good = scores.filter((score) => score >= ENOUGH_INSIDE).length
  return good > 0 && good * 2 >= maps.length && (inside || Math.max(...scores) >= ENOUGH)
}

/** Whether something in it, at any depth, would be taken for a block. */
export function holdsBlock(map: MapNode, inside: boolean, depth = 0): boolean {
  if (scoreOf(map, undefined) >= (inside ? ENOUGH_INSIDE : ENOUGH)) return true
  return map.entries.some(({ key, value }) => {
    if (depth >= DEPTH || isForeignSection(key, value)) return false
    if (value.kind === 'seq') {
      return value.items.some((item) => item.kind === 'map' && holdsBlock(item, inside, depth + 1))
    }
    if (value.kind !== 'map' || (!inside && isElsewhere(key))) return false
    return holdsBlock(value, inside || isContainer(key) || isDefaults(key), depth + 1)
  })
}

export function holdsMaps(node: Node): boolean {
  return node.kind === 'seq' && node.items.some((item) => item.kind === 'map')
}
