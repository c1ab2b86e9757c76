/** Switching a feature on and off: `enabled: false`, `circuitBreaker: false`, `retries: off`. */
import type { Feature as PolicyFeature } from '../../policy/leaves.js'
import type { Books } from './books.js'
import type { Found } from './harvest.js'
import { readSwitch, reason } from './reading.js'
import { numberOf, resolvePlaceholder, switchOf } from './values.js'
import type { View } from './view.js'

const OFF = reason(
  'switched-off',
  'the block that it stands in is switched off, so it changes nothing',
  0,
)

/**
 * Books the switches of a feature; when one is off, books all the rest as without effect and
 * answers true.
 */
export function switchesOff(view: View, books: Books, feature: PolicyFeature): boolean {
  let isOff = false
  const decided = new Set<Found>()
  for (const found of view.own) {
    const { role, topic } = found.meaning
    if (topic === 'general' || !isSwitchKey(found)) continue
    if (role === 'disabled') {
      const reading = readSwitch(found)
      books.take(found, reading, (on) => (on ? [[feature, false]] : []))
      isOff ||= reading.is === 'value' && reading.value
    } else {
      const reading = readSwitch(found)
      books.take(found, reading, (on) => (on ? [] : [[feature, false]]))
      isOff ||= reading.is === 'value' && !reading.value
    }
    decided.add(found)
  }
  if (!isOff) return false
  for (const found of view.own) if (!decided.has(found)) books.ignore(found, OFF)
  return true
}

/** A switch by its name, or a feature's own name with `false` as its value. */
function isSwitchKey({ meaning, node }: Found): boolean {
  if (meaning.role === 'enabled' || meaning.role === 'disabled') return true
  const isMain = ['retries', 'timeout', 'maxConcurrent', 'limit', 'hedgeMax'].includes(meaning.role)
  if (!isMain || node.kind !== 'scalar') return false
  const { text } = resolvePlaceholder(node.text)
  const isNoLimit = meaning.role === 'timeout' && /^(none|never)$/i.test(text)
  if (isNoLimit) return false
  return numberOf(text) === undefined && switchOf(text) === false
}
