/**
 * What a map's own keys say of the map: what it is about, in which unit, and whether all of it is
 * about resilience. Reads only; walk.ts acts on it.
 */
import { suggest } from '../../diagnostics/suggest.js'
import type { Entry, MapNode } from '../../syntax/node.js'
import type { Context } from './context.js'
import * as places from './places.js'
import { recognise, texts, topicNamed } from './recognise.js'
import * as score from './score.js'
import { isForeignSection } from './signatures.js'
import { type Feature, SPELLINGS, type Topic } from './topics.js'
import { type Unit, unitOfWord, wordsOf } from './words.js'

/** Sections of applications: a file with one of them is no file about resilience. */
const APPLICATION_KEYS =
  /^(logging|serilog|connection_?strings|allowed_?hosts|server|database|auth|cors)$/i

export function isTopicName({ key, value }: Entry): boolean {
  if (!/^(kind|type|pattern|category)$/i.test(key) || value.kind !== 'scalar') return false
  const topic = places.sectionOf(value.text, undefined)?.topic
  return topic === 'retry' || topic === 'breaker' || topic === 'bulkhead' || topic === 'ratelimit'
}

export function mostlyKnown(map: MapNode, topic: Topic): boolean {
  const keys = map.entries.filter(({ key }) => !places.isNoSetting(key))
  return keys.filter((entry) => score.weightOf(entry, topic) > 0).length * 2 >= keys.length
}

/** Whether two thirds of what a map holds are about resilience: then all of it is. */
export function isDedicated(map: MapNode, context: Context): boolean {
  const isRoot = context.path.length === 0
  const isApplication = ({ key, value }: Entry) =>
    isForeignSection(key, value) || APPLICATION_KEYS.test(key)
  if (isRoot && map.entries.some(isApplication)) return false
  const own = score.scoreOf(map, undefined) >= (context.listsOperations ? 2 : score.ENOUGH)
  let known = 0
  let all = 0
  for (const entry of map.entries) {
    const { key, value } = entry
    if (isForeignSection(key, value) || (places.isNoSetting(key) && !places.isContainer(key)))
      continue
    all++
    if (value.kind === 'map') known += holdsSome(entry, value) ? 1 : 0
    else if (score.holdsMaps(value)) known += 0
    else if (own && score.weightOf(entry, undefined) > 0) known++
  }
  return known > 0 && known * 3 >= all * 2
}

export function holdsSome({ key, value }: Entry, map: MapNode): boolean {
  const section = places.sectionOf(key, undefined)
  if (section && value.kind === 'map') return score.speaks(map, section.topic)
  if (places.isElsewhere(key)) return false
  return score.scoreOf(map, undefined) >= score.ENOUGH_INSIDE || score.holdsBlock(map, false)
}

export function unitIn(map: MapNode): { entry: Entry; unit: Unit } | undefined {
  for (const entry of map.entries) {
    if (!/^(time|duration|delay)?[_ -]?units?$/i.test(entry.key)) continue
    const unit = entry.value.kind === 'scalar' ? unitOfWord(entry.value.text) : undefined
    if (unit && unit !== 'percent') return { entry, unit }
  }
  return undefined
}

/** The feature that a map's own keys speak of, when it is one. */
export function soleFeature(map: MapNode): Feature | undefined {
  const features = new Set<Feature>()
  for (const entry of map.entries) {
    if (entry.value.kind !== 'map' && score.weightOf(entry, undefined) >= 2) {
      features.add(recognise(entry.key, undefined)!.feature)
    }
  }
  return features.size === 1 ? [...features][0] : undefined
}

/** A key outside of any block that is only a slip away from a known one, beside known ones. */
export function isNearMiss(key: string, parent: MapNode): boolean {
  if (score.scoreOf(parent, undefined) < score.ENOUGH) return false
  const topic = topicNamed(key)
  if (topic !== undefined && topic !== 'timeout') return true
  const meant = suggest(key, LONG_SPELLINGS)
  return meant !== undefined && isSlip(texts(wordsOf(key)), texts(wordsOf(meant)))
}

/** Whether two names differ in the letters of one word only. */
export function isSlip(written: readonly string[], meant: readonly string[]): boolean {
  const others = meant.filter((word, at) => written[at] !== word)
  const [other] = others
  const word = written[meant.indexOf(other ?? '')]
  const isOne = written.length === meant.length && others.length === 1 && word !== undefined
  return isOne && word[0] === other![0] && suggest(word, others) !== undefined
}

export const LONG_SPELLINGS = Object.values(SPELLINGS)
  .flat()
  .filter((name) => name.length >= 9)
