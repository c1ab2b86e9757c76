/**
 * What a bare `timeout` is where no section says it: among breaker keys alone it is the time that
 * the breaker stays open; beside retries it limits the call. `enabled` alone is settled the same
 * way: it switches the one feature that its block speaks of.
 */
import type { Found } from './harvest.js'
import type { Feature } from './vocabulary.js'

export function settleTimeouts(found: readonly Found[]): Found[] {
  return found.map((one) => {
    if (one.topic !== undefined) return one
    if (one.meaning.role === 'timeout') return settleTimeout(one, found)
    if (['enabled', 'disabled'].includes(one.meaning.role) && one.meaning.feature === 'general') {
      return settleSwitch(one, found)
    }
    return one
  })
}

/** The features that the other keys of the same scope and map speak of. */
function neighbours(one: Found, found: readonly Found[]): Found[] {
  return found.filter((other) => other !== one && other.block === one.block)
}

function settleTimeout(one: Found, found: readonly Found[]): Found {
  if (
    !/^time_?-?outs?(_?-?(in_?)?(ms|millis|milliseconds|s|secs?|seconds|duration))?$/i.test(
      one.last,
    )
  )
    return one
  const around = neighbours(one, found).filter(({ meaning }) => meaning.feature !== 'general')
  const isBreaker =
    around.length > 0 && around.every(({ meaning }) => meaning.feature === 'circuitBreaker')
  const counts = around.some(({ meaning }) =>
    ['threshold', 'consecutive', 'failureRate'].includes(meaning.role),
  )
  const isStated = found.some(
    (other) =>
      other.meaning.role === 'openDuration' &&
      (other.block === one.block || other.scope === one.scope),
  )
  if (!isBreaker || !counts || isStated) return one
  return {
    ...one,
    meaning: {
      ...one.meaning,
      role: 'breakerTimeout',
      topic: 'breaker',
      feature: 'circuitBreaker',
    },
  }
}

function settleSwitch(one: Found, found: readonly Found[]): Found {
  const features = new Set<Feature>(neighbours(one, found).map(({ meaning }) => meaning.feature))
  features.delete('general')
  const [only] = features
  if (features.size !== 1 || only === undefined || only === 'general') return one
  const topic = only === 'circuitBreaker' ? 'breaker' : only === 'rateLimit' ? 'ratelimit' : only
  return { ...one, meaning: { ...one.meaning, topic, feature: only } }
}
