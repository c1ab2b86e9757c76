/**
 * What keys mean that only the keys around them can tell: a bare `timeout` among breaker keys is
 * the time that the breaker stays open; `enabled` switches the one feature that its block speaks
 * of; what stands under a switch that is off has no effect.
 */
import { compareText } from '../../diagnostics/diagnostic.js'
import { byBlock, type Found } from './harvest.js'
import { likely, readSwitch } from './reading.js'
import type { Feature } from './topics.js'

/** The found keys with their final meaning. */
export function settle(found: readonly Found[]): Found[] {
  const blocks = byBlock(found)
  return found.map((one) => {
    if (one.topic !== undefined) return one
    const around = (blocks.get(one.block) ?? []).filter(
      (other) => other !== one && other.meaning.feature !== 'general',
    )
    if (one.meaning.role === 'timeout') return settleTimeout(one, around)
    const isOpen = isSwitch(one) && one.meaning.feature === 'general'
    return isOpen && isOfOne(one, around, found) ? settleSwitch(one, around) : one
  })
}

function isSwitch({ meaning }: Found): boolean {
  return meaning.role === 'enabled' || meaning.role === 'disabled'
}

const BARE_TIMEOUT =
  /^time_?-?outs?(_?-?(in_?)?(ms|millis|milliseconds|s|secs?|seconds|duration))?$/i

/** `around`: the other keys of the same map that speak of a feature. */
function settleTimeout(one: Found, around: readonly Found[]): Found {
  if (!BARE_TIMEOUT.test(one.last)) return one
  const ofBreaker = around.filter(({ meaning }) => meaning.feature === 'circuitBreaker')
  const counts = ofBreaker.some(({ meaning }) =>
    ['threshold', 'consecutive', 'failureRate'].includes(meaning.role),
  )
  const isStated = around.some(({ meaning }) => meaning.role === 'openDuration')
  if (!counts || isStated || ofBreaker.length < around.length) return one
  const meaning = { ...one.meaning, role: 'breakerTimeout', topic: 'breaker' } as const
  return { ...one, meaning: { ...meaning, feature: 'circuitBreaker' } }
}

/** Whether the maps below speak of nothing but what the keys beside the switch speak of. */
function isOfOne(one: Found, around: readonly Found[], found: readonly Found[]): boolean {
  const above = one.source.key.slice(0, -one.last.length)
  const features = new Set(around.map(({ meaning }) => meaning.feature))
  return found.every(
    ({ source, meaning }) =>
      meaning.feature === 'general' ||
      features.has(meaning.feature) ||
      !source.key.startsWith(above),
  )
}

function settleSwitch(one: Found, around: readonly Found[]): Found {
  const features = new Set<Feature>(around.map(({ meaning }) => meaning.feature))
  const [only] = features
  if (features.size !== 1 || only === undefined || only === 'general') return one
  const topic = only === 'circuitBreaker' ? 'breaker' : only === 'rateLimit' ? 'ratelimit' : only
  return { ...one, meaning: { ...one.meaning, topic, feature: only } }
}

/**
 * The keys under a switch that is off: all below its map, of its feature. A scope that switches
 * the feature on for itself keeps it.
 */
export function deadKeys(found: readonly Found[]): Set<Found> {
  const dead = new Set<Found>()
  const byKey = [...found].sort((a, b) => compareText(a.source.key, b.source.key))
  for (const one of found) {
    if (!isSwitch(one) || likely(readSwitch(one)) !== (one.meaning.role === 'disabled')) continue
    const { feature } = one.meaning
    const above = one.source.key.slice(0, -one.last.length)
    for (let at = firstFrom(byKey, above); byKey[at]?.source.key.startsWith(above); at++) {
      const other = byKey[at]!
      const isSame = feature === 'general' || other.meaning.feature === feature
      if (other !== one && isSame && !switchesOn(other, one, found)) dead.add(other)
    }
  }
  return dead
}

/** Index of the first key in order that is not before `text`. */
function firstFrom(sorted: readonly Found[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareText(sorted[middle]!.source.key, text) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function switchesOn(other: Found, off: Found, found: readonly Found[]): boolean {
  if (other.scope === off.scope) return false
  return found.some(
    (one) =>
      isSwitch(one) &&
      one.scope === other.scope &&
      one.meaning.feature === other.meaning.feature &&
      likely(readSwitch(one)) === (one.meaning.role === 'enabled'),
  )
}
