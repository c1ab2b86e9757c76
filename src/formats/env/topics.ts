/** Which reader a variable goes to, and what several values in several places make of it. */
import { BREAKER } from './breaker.js'
import { AWS, PRESET, STRATEGY } from './choices.js'
import type { Group, Member, Reader } from './group.js'
import { BULKHEAD, HEDGE, TIMEOUT } from './limits.js'
import type { Topic } from './names.js'
import { choose, type Outcome, reason } from './outcome.js'
import { RATE_LIMIT } from './rate-limit.js'
import { RETRY } from './retry.js'
import { readSwitch } from './switches.js'
import type { Variable } from './variable.js'

const READERS: Readonly<Record<Topic, Readonly<Record<string, Reader>>>> = {
  preset: PRESET,
  strategy: STRATEGY,
  everything: {},
  retry: RETRY,
  circuitBreaker: BREAKER,
  timeout: TIMEOUT,
  bulkhead: BULKHEAD,
  rateLimit: RATE_LIMIT,
  hedge: HEDGE,
  aws: AWS,
}

const DIFFERS = reason(
  'differs-by-place',
  'places of this file set different values, and a policy knows operations, not services',
)

/** What a member's variable means; a question when places of the file differ. */
export function evaluate(member: Member, group: Group): Outcome {
  const { row } = member.meaning
  const isSwitch = row.knob === 'enabled' || row.knob === 'disabled'
  const reader = isSwitch ? readSwitch : READERS[row.topic][row.knob]
  if (reader === undefined) throw new Error(`${row.topic} has no reader for ${row.knob}`)
  const read = (variable: Variable) => reader({ variable, meaning: member.meaning, group })
  if (member.others.length === 0) return read(member.variable)
  const choices = [member.variable, ...member.others].map((variable) => ({
    value: variable.place,
    label: `${variable.text} (${variable.place})`,
    outcome: read(variable),
  }))
  const question = `Which value of ${member.variable.name} counts?`
  return choose(question, choices, choices[0]!.value, DIFFERS)
}
