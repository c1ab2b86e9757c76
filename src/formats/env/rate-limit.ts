/**
 * Rate limit variables. They stand in environments for both directions: most limit what callers may
 * send to the service, some limit what it sends. A policy's limiter is of the second kind, so the
 * limit is always a question, and period and burst go with its answer.
 */
import { formatDuration } from '../../policy/duration.js'
import { plainNumber } from '../durations.js'
import type { Target } from '../format.js'
import { at, duration, find, type Group, invalid, type Reader, type Reading } from './group.js'
import {
  type Choice,
  choose,
  exact,
  ignored,
  type Outcome,
  reason,
  withReasons,
} from './outcome.js'
import { readDuration } from './units.js'

const LIMIT = 'rateLimit.limit'
const PERIOD = 'rateLimit.period'
const PERIODS = [
  ['second', 1000],
  ['minute', 60_000],
  ['hour', 3_600_000],
] as const
const LIMIT_KNOBS = ['limit', 'perSecond', 'perMinute', 'perHour']

const GOES_WITH = reason(
  'part-of-rate-limit',
  'the value is part of the question about the rate limit',
)
const NO_LIMIT = reason(
  'rate-without-limit',
  'no variable gives the number of calls, so this value alone limits nothing',
  0.05,
)

/** One reader for each knob of the topic `rateLimit`. */
export const RATE_LIMIT: Readonly<Record<string, Reader>> = {
  limit: (reading) => limited(reading),
  perSecond: (reading) => limited(reading, 1000),
  perMinute: (reading) => limited(reading, 60_000),
  perHour: (reading) => limited(reading, 3_600_000),
  period: (reading) => {
    const read = duration(reading, (ms) =>
      ms === 0 ? invalid(reading, 'a period of more than 0') : exact([]),
    )
    return read.findings.length > 0 ? read : partOf(reading)
  },
  burst: (reading) => partOf(reading),
  maxWait: (reading) => partOf(reading),
}

function partOf(reading: Reading): Outcome {
  const limit = find(reading.group, 'rateLimit', ...LIMIT_KNOBS)
  return ignored(limit === undefined ? NO_LIMIT : GOES_WITH)
}

function limited(reading: Reading, periodMs?: number): Outcome {
  const { variable, group } = reading
  const own = /^(\d+)\s*(?:\/|per\s)\s*(s|sec|second|m|min|minute|h|hour)s?$/i.exec(variable.value)
  const limit = plainNumber(own?.[1] ?? variable.value)
  if (limit === undefined || limit <= 0 || limit > 1e9) {
    return invalid(reading, 'a number of calls of more than 0')
  }
  const ownMs = own && PERIODS.find(([name]) => name[0] === own[2]![0]!.toLowerCase())?.[1]
  const known = ownMs ?? periodMs
  const readings = known === undefined ? periodsOf(reading) : [{ name: '', ms: known }]
  const outgoing: Choice[] = readings.map(({ name, ms }) => ({
    value: name === '' ? 'outgoing' : `outgoing-${name}`,
    label: `calls that the service makes, ${limit} in ${formatDuration(ms)}`,
    outcome: exact([at(reading, LIMIT, limit), at(reading, PERIOD, ms), ...extras(reading)]),
  }))
  const incoming: Choice = {
    value: 'incoming',
    label: 'calls that come in, which a policy does not limit',
    outcome: exact([]),
  }
  const suggested =
    group.scope.operation === undefined
      ? 'incoming'
      : outgoing.length === 1
        ? 'outgoing'
        : undefined
  const question = `Which calls does ${variable.name}=${variable.value} limit?`
  return withReasons(choose(question, [...outgoing, incoming], suggested), DIRECTION)
}

const DIRECTION = reason(
  'limit-direction',
  'a limit on calls that come in must not become one on calls to an upstream',
)

/** The period by the variable beside it, in each unit that it may have; else the usual ones. */
function periodsOf(reading: Reading): { name: string; ms: number }[] {
  const member = find(reading.group, 'rateLimit', 'period')
  const unknown = PERIODS.map(([name, ms]) => ({ name, ms }))
  if (member === undefined) return unknown
  const read = readDuration(member.variable.value, 'ratePeriod', member.meaning.unit)
  if (read === undefined || (read.kind !== 'ambiguous' && read.ms === 0)) return unknown
  if (read.kind !== 'ambiguous') return [{ name: '', ms: read.ms }]
  return read.readings.map(({ ms, unit }) => ({
    name: `${member.variable.value}-${unit.name}`,
    ms,
  }))
}

/** Burst and wait, where they are what they should be. */
function extras(reading: Reading): Target[] {
  const burst = numberOf(reading.group, 'burst')
  const wait = find(reading.group, 'rateLimit', 'maxWait')
  const targets: Target[] = []
  if (burst !== undefined && Number.isInteger(burst) && burst >= 1) {
    targets.push(at(reading, 'rateLimit.burst', burst))
  }
  if (wait !== undefined) {
    const read = duration({ ...reading, ...wait }, (ms) =>
      exact([at(reading, 'rateLimit.maxWait', ms)]),
    )
    targets.push(...read.targets)
  }
  return targets
}

function numberOf(group: Group, knob: string): number | undefined {
  const member = find(group, 'rateLimit', knob)
  return member && plainNumber(member.variable.value)
}
