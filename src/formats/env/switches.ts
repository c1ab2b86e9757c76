/** `*_ENABLED` and `*_DISABLED`: off switches a feature off and voids all else said of it. */
import type { Reason } from '../format.js'
import { at, type Group, invalid, type Member, type Reading, switchValue } from './group.js'
import type { Topic } from './names.js'
import { exact, ignored, type Outcome, reason, withReasons } from './outcome.js'

/** The switches of the policy that a topic's switch stands for. */
const FEATURES: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  everything: ['retry', 'circuitBreaker'],
  retry: ['retry'],
  circuitBreaker: ['circuitBreaker'],
  bulkhead: ['bulkhead'],
  rateLimit: ['rateLimit'],
  hedge: ['hedge'],
}

const ALREADY_ON = reason('already-on', 'on is what the preset and the numbers say already')
const ASKED_ALREADY = reason(
  'part-of-rate-limit',
  'the value is part of the question about the rate limit',
)
const NO_NUMBERS = reason(
  'on-without-numbers',
  'the feature is on, but no variable gives its numbers, so it could not be taken over',
  0.05,
)

export function readSwitch(reading: Reading): Outcome {
  const { meaning, variable, group } = reading
  const on = isOn(meaning.row.knob, variable.value)
  if (on === undefined) return invalid(reading, 'true or false')
  if (!on) return exact((FEATURES[meaning.row.topic] ?? []).map((path) => at(reading, path, false)))
  const inPreset = ['everything', 'retry', 'circuitBreaker'].includes(meaning.row.topic)
  const hasNumbers = group.members.some(
    (member) => member.meaning.row.topic === meaning.row.topic && !isSwitch(member),
  )
  if (meaning.row.topic === 'rateLimit' && hasNumbers) return ignored(ASKED_ALREADY)
  return ignored(inPreset || hasNumbers ? ALREADY_ON : NO_NUMBERS)
}

function isOn(knob: string, text: string): boolean | undefined {
  const value = switchValue(text)
  return value === undefined ? undefined : knob === 'enabled' ? value : !value
}

function isSwitch({ meaning: { row } }: Member): boolean {
  return row.knob === 'enabled' || row.knob === 'disabled'
}

/** The switch that turns a member's feature off within its own scope, as a reason. */
export function isSwitchedOff(member: Member, group: Group): Reason | undefined {
  if (isSwitch(member)) return undefined
  const off = offSwitch(member.meaning.row.topic, group)
  if (off === undefined) return undefined
  return reason('switched-off', `${off.variable.name} switches it off, so the value had no effect`)
}

/** Adds the doubt whether the switch of all operations also turns off this operation's. */
export function switchedBy(
  member: Member,
  group: Group,
  all: readonly Group[],
  outcome: Outcome,
): Outcome {
  const { topic } = member.meaning.row
  if (group.scope.operation === undefined || isSwitch(member)) return outcome
  const global = all.find(
    ({ scope }) => scope.operation === undefined && scope.environment === group.scope.environment,
  )
  const off = global && offSwitch(topic, global)
  if (off === undefined || outcome.targets.length === 0) return outcome
  const text = `${off.variable.name} may switch this off as well; it was taken as not doing so.`
  return withReasons(outcome, reason('other-switch', text, 0.05))
}

function offSwitch(topic: Topic, group: Group): Member | undefined {
  const feature = FEATURES[topic]?.[0]
  if (feature === undefined) return undefined
  return group.members.find(
    (member) =>
      isSwitch(member) &&
      (FEATURES[member.meaning.row.topic] ?? []).includes(feature) &&
      isOn(member.meaning.row.knob, member.variable.value) === false,
  )
}
