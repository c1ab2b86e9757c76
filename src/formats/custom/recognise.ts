/**
 * From a key to the role that its value plays, by the phrases of vocabulary.ts.
 *
 * A key is looked up in the topic that it stands in, then for phrases that tell by themselves, then
 * under a topic that it names itself, and last for phrases that may mean anything (`weak`).
 * A changer must keep this order: it is why `timeout` in a breaker is not a call's time limit.
 */
import { type Feature, TOPICS, type Topic } from './topics.js'
import { PHRASES, type Phrases, type Role } from './vocabulary.js'
import { splitUnit, type Unit, type Word, wordsOf } from './words.js'

export interface Meaning {
  readonly role: Role
  readonly topic: Topic
  readonly feature: Feature
  /** Whether the key tells by itself what it is. */
  readonly strong: boolean
  readonly unit?: Unit
  /** What stands before the known words, as written: `orders` of `orders_retry_attempts`. */
  readonly qualifier?: string
}

type Tier = keyof Phrases
const TIERS: readonly Tier[] = ['strong', 'weak', 'inside', 'own']
const ALL: ReadonlySet<Tier> = new Set(TIERS)
const STANDING_IN: ReadonlySet<Tier> = new Set(['strong', 'weak', 'inside'])
const WEAK: ReadonlySet<Tier> = new Set(['weak'])

const BY_PHRASE: ReadonlyMap<string, { role: Role; tiers: ReadonlySet<Tier> }> = byPhrase()
const TOPIC_NAMES = Object.keys(TOPICS) as Topic[]
/** Phrases that count in every place, by tier; of two topics the first in TOPICS wins. */
const ANYWHERE = { strong: phrasesOf('strong'), weak: phrasesOf('weak') }
const KNOWN_WORDS = new Set(
  [...BY_PHRASE.keys()].flatMap((key) => key.slice(key.indexOf(':') + 1).split(' ')),
)
const EVERY_TOKEN = new Set(TOPIC_NAMES.flatMap((topic) => TOPICS[topic].tokens))

/** Words that say whose or how, in front; words that only say "time" again, behind. */
const IN_FRONT = new Set(['default', 'global', 'standard', 'common', 'polly', 'simple', 'base'])
const BEHIND = new Set(['duration', 'time', 'period', 'interval', 'value', 'setting', 'config'])

function byPhrase() {
  const found = new Map<string, { role: Role; tiers: Set<Tier> }>()
  for (const [topic, roles] of Object.entries(PHRASES)) {
    for (const [role, phrases] of Object.entries(roles as Record<Role, Phrases>)) {
      for (const tier of TIERS) {
        for (const phrase of phrases[tier]?.split('|') ?? []) {
          const key = `${topic}:${phrase}`
          const known = found.get(key)
          if (known?.role === role) known.tiers.add(tier)
          else if (!known) found.set(key, { role: role as Role, tiers: new Set([tier]) })
        }
      }
    }
  }
  return found
}

function phrasesOf(tier: Tier) {
  const found = new Map<string, { topic: Topic; role: Role }>()
  for (const topic of TOPIC_NAMES) {
    const roles = PHRASES[topic] as Readonly<Partial<Record<Role, Phrases>>>
    for (const [role, phrases] of Object.entries(roles)) {
      for (const phrase of phrases[tier]?.split('|') ?? []) {
        if (!found.has(phrase)) found.set(phrase, { topic, role: role as Role })
      }
    }
  }
  return found
}

/** The topics whose phrases count inside `topic`: itself and the wider ones. */
export function chainOf(topic: Topic | undefined): Topic[] {
  return topic ? [topic, ...chainOf(TOPICS[topic].within)] : []
}

/** The words as they are, without what may stand in front, without what may stand behind. */
function* trims(words: readonly string[]): Generator<readonly string[]> {
  yield words
  const inFront = IN_FRONT.has(words[0] ?? '')
  const behind = words.length > 1 && BEHIND.has(words.at(-1)!)
  if (inFront) yield words.slice(1)
  if (behind) yield words.slice(0, -1)
  if (inFront && behind && words.length > 2) yield words.slice(1, -1)
}

function roleOf(topic: Topic, words: readonly string[], tiers: ReadonlySet<Tier>) {
  for (const trimmed of trims(words)) {
    const known = BY_PHRASE.get(`${topic}:${trimmed.join(' ')}`)
    if (known && [...known.tiers].some((tier) => tiers.has(tier))) return known.role
  }
  return undefined
}

function meaning(topic: Topic, role: Role, strong: boolean): Meaning {
  return { role, topic, feature: TOPICS[topic].feature, strong }
}

function standingIn(inTopic: Topic, words: readonly string[]): Meaning | undefined {
  for (const topic of chainOf(inTopic)) {
    const role = roleOf(topic, words, STANDING_IN)
    if (role) return meaning(topic, role, true)
  }
  return undefined
}

function anywhere(words: readonly string[], tier: 'strong' | 'weak'): Meaning | undefined {
  for (const trimmed of trims(words)) {
    const known = ANYWHERE[tier].get(trimmed.join(' '))
    if (known) return meaning(known.topic, known.role, tier === 'strong')
  }
  return undefined
}

/** A topic named in the key itself: its phrases are looked up without the topics' words. */
function naming(words: readonly string[]): Meaning | undefined {
  for (const topic of TOPIC_NAMES) {
    const chain = chainOf(topic)
    if (!TOPICS[topic].tokens.some((token) => words.includes(token))) continue
    const drop = new Set(chain.flatMap((one) => TOPICS[one].tokens))
    const rest = words.filter((word) => !drop.has(word))
    const isGrowthFlag = topic === 'backoff' && rest.join(' ') === 'exponential'
    if (isGrowthFlag) return meaning('exponential', 'exponential', true)
    const bare = topic === 'backoff' ? rest.filter((word) => word !== 'exponential') : rest
    for (const one of chain) {
      const role = roleOf(one, bare, one === topic ? ALL : STANDING_IN)
      if (role && !(one !== topic && bare.length === 0)) {
        return meaning(one, role, topic !== 'timeout')
      }
    }
  }
  return undefined
}

function ofWords(words: readonly string[], inTopic: Topic | undefined): Meaning | undefined {
  if (words.length === 0) return undefined
  const here = inTopic ? standingIn(inTopic, words) : undefined
  if (here) return here
  const found = anywhere(words, 'strong') ?? naming(words)
  if (found) return found
  if (inTopic === undefined) return anywhere(words, 'weak')
  const limit = roleOf('timeout', words, WEAK)
  return limit && meaning('timeout', limit, true)
}

/** What a key means where it stands; undefined when nothing is known of it. */
export function recognise(key: string, inTopic: Topic | undefined): Meaning | undefined {
  const all = wordsOf(key)
  if (!all.some(({ word }) => KNOWN_WORDS.has(word) || EVERY_TOKEN.has(word))) return undefined
  const { rest, unit } = splitUnit(all)
  const whole = ofWords(texts(all), inTopic)
  if (whole) return whole
  const known = unit && ofWords(texts(rest), inTopic)
  if (known)
    return isShare(known, unit) ? { ...known, role: 'failureRate', unit } : { ...known, unit }
  return qualified(key, rest, unit, inTopic)
}

/** A threshold in percent is a rate, whatever else the block counts. */
function isShare({ role }: Meaning, unit: Unit): boolean {
  return role === 'threshold' && unit === 'percent'
}

/** `orders_retry_attempts`: an operation's name in front of a phrase that stands for itself. */
function qualified(
  key: string,
  words: readonly Word[],
  unit: Unit | undefined,
  inTopic: Topic | undefined,
): Meaning | undefined {
  if (inTopic !== undefined) return undefined
  for (let from = 1; from < words.length; from++) {
    const tail = texts(words.slice(from))
    const found = anywhere(tail, 'strong') ?? naming(tail)
    const wanted = found && ['retry', 'circuitBreaker', 'general'].includes(found.feature)
    if (!wanted || !found.strong) continue
    const qualifier = key.slice(0, words[from]!.at).replace(/[^\p{L}\p{N}]+$/u, '')
    if (EVERY_TOKEN.has(words[from - 1]!.word)) return undefined
    if (IN_FRONT.has(texts(words.slice(0, from)).join(' ')))
      return { ...found, ...(unit && { unit }) }
    return { ...found, qualifier, ...(unit && { unit }) }
  }
  return undefined
}

/** The topic that a key names although nothing more is known of it: `retry_atempts`. */
export function topicNamed(key: string): Topic | undefined {
  const words = texts(wordsOf(key))
  return TOPIC_NAMES.find((topic) => TOPICS[topic].tokens.some((token) => words.includes(token)))
}

export function texts(words: readonly Word[]): string[] {
  return words.map(({ word }) => word)
}
