/**
 * What the name of a map says: a topic's section, a list of operations, the defaults, a wrapper, or
 * something that has nothing to do with resilience. Names only; the walk (walk.ts) weighs them
 * against what the map holds.
 */
import { texts } from './recognise.js'
import { type Feature, TOPICS, type Topic } from './topics.js'
import { type Word, wordsOf } from './words.js'

export interface Section {
  readonly topic: Topic
  /** Whose it is, as written in front of the topic: `deadlock` of `deadlock-retry`. */
  readonly qualifier?: string
}

const set = (words: string) => new Set(words.split(' '))

/** Words that add nothing at the end of a section's name. */
const SECTION_ENDS = set(
  'config configuration setting settings option options policy policies param params rule rules ' +
    'pattern handler handlers properties default defaults strategy strategies behavior',
)
/** Words that add nothing in front of a section's name. */
const SECTION_STARTS = set(
  'default global http advanced adaptive simple standard smart enhanced basic common polly ' +
    'jitter custom base resilience resilient app',
)
const CONTAINERS = set(
  'operations services endpoints providers clients upstreams agents channels apis backends ' +
    'dependencies integrations tools hosts routes instances targets commands resources overrides ' +
    'override models adapters connectors systems externals functions jobs workers queues topics',
)
const DEFAULTS = set('default defaults global common shared base all any')
const WRAPPERS = set(
  'resilience resiliency resilient tolerance config configuration settings setting options app ' +
    'application root system polly properties custom policy policies main core general params ' +
    'reliability stability legacy library lib module vars variables opossum gobreaker cockatiel',
)
const ENVIRONMENT_LISTS = set('environments environment profiles envs stages')
const ENVIRONMENT_NAMES = set(
  'development dev testing test staging stage production prod live local sandbox uat qa preprod',
)
/** Subjects of their own, which use the same words. */
const ELSEWHERE = set(
  'monitoring monitor metrics metric alert alerts alerting alarm alarms log logs logging logger ' +
    'health healthcheck healthchecks cache caches caching auth login password session sessions ' +
    'lockout degradation telemetry tracing observability autoscaling scaling ui restart ' +
    'notifications triggers redis storage store persistence test tests backpressure idempotency ' +
    'sequence serilog',
)
/** Keys inside a resilience block that no policy needs. */
const NO_SETTING = set(
  'name description comment comments note notes version tag tags label labels metric metrics log ' +
    'logs logging emit monitor monitoring observability dashboard owner team url uri host port ' +
    'path redis ttl state file cache health critical criticality priority category id title doc ' +
    'docs created updated author bucket buckets prefix schema date maintainer contact ' +
    'notify alert alerts tracing telemetry trace debug verbose mock address region model key ' +
    'percentiles snapshots export address namespace group',
)

/** The section that a map's name announces; `inFeature` is the feature that it stands in. */
export function sectionOf(key: string, inFeature: Feature | undefined): Section | undefined {
  const all = wordsOf(key)
  const exact = topicOf(texts(all), inFeature)
  if (exact) return { topic: exact }
  let from = 0
  let to = all.length
  while (to - from > 1 && SECTION_ENDS.has(all[to - 1]!.word)) to--
  while (to - from > 1 && SECTION_STARTS.has(all[from]!.word)) {
    const topic = topicOf(texts(all.slice(from, to)), inFeature)
    if (topic) return { topic }
    from++
  }
  const topic = topicOf(texts(all.slice(from, to)), inFeature)
  return topic ? { topic } : qualifiedSection(key, all, to, inFeature)
}

function topicOf(words: readonly string[], inFeature: Feature | undefined): Topic | undefined {
  const phrase = words.join(' ')
  if (phrase === 'exponential backoff' || phrase === 'retry backoff') return 'backoff'
  if (phrase === 'retry budget') return 'budget'
  for (const [topic, facts] of Object.entries(TOPICS) as [Topic, (typeof TOPICS)[Topic]][]) {
    const narrow = facts.tokens.length === 0 && facts.feature !== inFeature
    const named = facts.tokens.includes(phrase) || facts.sections?.includes(phrase)
    if (named && !narrow) return topic
  }
  return undefined
}

function qualifiedSection(
  key: string,
  all: readonly Word[],
  to: number,
  inFeature: Feature | undefined,
): Section | undefined {
  const topic = topicOf([all[to - 1]?.word ?? ''], inFeature)
  const isOwn = topic && TOPICS[topic].tokens.length > 0 && topic !== 'exponential'
  if (!isOwn || to < 2) return undefined
  const qualifier = key.slice(0, all[to - 1]!.at).replace(/[^\p{L}\p{N}]+$/u, '')
  return { topic, qualifier }
}

export function isContainer(key: string): boolean {
  const words = texts(wordsOf(key))
  return CONTAINERS.has(words.at(-1) ?? '') || (words.length > 1 && /^(per|by)$/.test(words[0]!))
}

export function isDefaults(key: string): boolean {
  if (/^[*_]+(default)?$/.test(key)) return true
  const words = texts(wordsOf(key))
  return words.length === 1 && DEFAULTS.has(words[0]!)
}

export function isWrapper(key: string): boolean {
  const words = texts(wordsOf(key))
  return WRAPPERS.has(words.at(-1) ?? '')
}

/** A wrapper whose very name says that all in it is about resilience. */
export function isResilience(key: string): boolean {
  return texts(wordsOf(key)).some((word) => /^(resilien(ce|cy|t)|tolerance|polly)$/.test(word))
}

export function isEnvironmentList(key: string): boolean {
  return ENVIRONMENT_LISTS.has(texts(wordsOf(key)).join(' '))
}

export function isEnvironmentName(key: string): boolean {
  return ENVIRONMENT_NAMES.has(key.toLowerCase())
}

export function isElsewhere(key: string): boolean {
  const words = texts(wordsOf(key))
  return ELSEWHERE.has(words.at(-1) ?? '') || ELSEWHERE.has(words[0] ?? '')
}

export function isNoSetting(key: string): boolean {
  if (/^[_$@#]|^\/\//.test(key)) return true
  return texts(wordsOf(key)).some((word) => NO_SETTING.has(word))
}
