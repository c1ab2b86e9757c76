/**
 * Retry variables to leaves. The classic ones mean what the reference system did; the others are
 * read by their words, and every assumption is a reason. How waits grow is worked out once for the
 * whole group (growth.ts), so that no two variables can disagree about it.
 */

import { plainNumber } from '../durations.js'
import {
  at,
  count,
  duration,
  find,
  invalid,
  type Reader,
  type Reading,
  switchValue,
  wholeNumber,
} from './group.js'
import { growthOf, KIND_WORDS, readLadder } from './growth.js'
import { jitter, jitterEnabled, jitterFactor, jitterMax } from './jitter.js'
import {
  approximate,
  choose,
  exact,
  ignored,
  type Outcome,
  reason,
  withFindings,
  withReasons,
} from './outcome.js'
import { outOfFlatRange } from './ranges.js'

const MOST_ATTEMPTS = 1000

const INCLUDES_FIRST = reason(
  'attempts-include-first',
  'the name leaves open whether the first call counts; it was counted, which gives fewer calls',
  0.05,
)
const EXCLUDES_FIRST = reason(
  'retries-exclude-first',
  'retries come after the first call, so there is one attempt more than the number',
)
const COUNT_OF_RETRIES = reason(
  'count-of-retries',
  'the name was taken as the number of retries after the first call, one attempt more',
  0.05,
)
const DEAD_UNDER_KIND = reason(
  'dead-under-kind',
  'the waits do not grow, so this value has no effect',
)
const BASE_NOT_FACTOR = reason(
  'multiplier-is-base',
  'this is the first wait in seconds (it doubles with each retry), not a growth factor',
)
const TOTAL_CAP = reason(
  'total-cap',
  'in the reference system this limits all retries together, not a single wait',
)

/** One reader for each knob of the topic `retry`. */
export const RETRY: Readonly<Record<string, Reader>> = {
  attempts,
  retries,
  expMultiplier: (reading) =>
    growing(reading, (ms) =>
      exact(
        [
          at(reading, 'retry.backoff.kind', 'exponential'),
          at(reading, 'retry.backoff.initial', ms),
          at(reading, 'retry.backoff.multiplier', 2),
        ],
        BASE_NOT_FACTOR,
      ),
    ),
  expMin: (reading) => growing(reading, (ms) => exact([at(reading, 'retry.backoff.min', ms)])),
  expMax: (reading) => growing(reading, (ms) => exact([at(reading, 'retry.backoff.max', ms)])),
  maxDelay,
  initial,
  initialGrowing: initial,
  backoff,
  kind,
  exponential,
  multiplier,
  factor,
  min,
  max: (reading) => growing(reading, (ms) => exact([at(reading, 'retry.backoff.max', ms)])),
  maxElapsed: (reading) => duration(reading, (ms) => elapsed(reading, ms)),
  jitter,
  jitterEnabled,
  jitterMax,
  jitterFactor,
  ladder: readLadder,
  delays: readLadder,
}

function attempts(reading: Reading): Outcome {
  const number = wholeNumber(reading.variable.value)
  if (number === undefined || number < 0) return invalid(reading, 'a whole number of attempts')
  if (number === 0) {
    const text = 'the first call always happens, so 0 attempts became 1: no retry'
    return approximate([at(reading, 'retry.maxAttempts', 1)], reason('zero-attempts', text, 0.05))
  }
  const outcome = attemptsOf(reading, number)
  return reading.meaning.row.certain ? outcome : withReasons(outcome, INCLUDES_FIRST)
}

function retries(reading: Reading): Outcome {
  const number = wholeNumber(reading.variable.value)
  if (number === -1) {
    const text = '-1 was taken as retries without an end, as most libraries read it.'
    const unlimited = [at(reading, 'retry.maxAttempts', 'unlimited')]
    return approximate(unlimited, reason('unlimited-retries', text, 0.05))
  }
  if (number === undefined || number < 0) return invalid(reading, 'a whole number of retries')
  const outcome = attemptsOf(reading, number + 1)
  return withReasons(outcome, reading.meaning.row.certain ? EXCLUDES_FIRST : COUNT_OF_RETRIES)
}

function attemptsOf(reading: Reading, number: number): Outcome {
  if (number > MOST_ATTEMPTS) {
    const text = `A policy holds at most ${MOST_ATTEMPTS} attempts, so there are fewer than before.`
    const clamped = [at(reading, 'retry.maxAttempts', MOST_ATTEMPTS)]
    const outcome = approximate(clamped, reason('attempts-clamped', text, 0.05))
    return withFindings(outcome, ...outOfFlatRange(reading, number))
  }
  const outcome = exact([at(reading, 'retry.maxAttempts', number)])
  return withFindings(outcome, ...outOfFlatRange(reading, number))
}

/** A wait that only means something when waits grow. */
function growing(reading: Reading, use: (ms: number) => Outcome): Outcome {
  if (growthOf(reading.group).kind === 'fixed') return ignored(DEAD_UNDER_KIND)
  return duration(reading, (ms) => withFindings(use(ms), ...outOfFlatRange(reading, ms / 1000)))
}

/** RETRY_MAX_DELAY: the reference system's total, or anybody else's longest single wait. */
function maxDelay(reading: Reading): Outcome {
  const { meaning, variable } = reading
  const isFlat = variable.name.includes('.')
  const total = () => duration(reading, (ms) => withReasons(elapsed(reading, ms), TOTAL_CAP))
  const single = () =>
    withReasons(
      growing(reading, (ms) => exact([at(reading, 'retry.backoff.max', ms)])),
      reason('single-cap', 'the name was taken as the longest single wait', 0.05),
    )
  if (isFlat) return total()
  if (meaning.unit !== undefined) return single()
  const foreign = find(reading.group, 'retry', 'initial', 'initialGrowing', 'backoff')
  const number = plainNumber(variable.value)
  if (foreign === undefined && number !== undefined && number <= 3600) return total()
  const choices = [
    { value: 'wait', label: 'the longest single wait', outcome: single() },
    { value: 'total', label: 'the time for all attempts together', outcome: total() },
  ]
  return choose(`What does ${variable.name}=${variable.value} limit?`, choices, 'wait')
}

function elapsed(reading: Reading, ms: number): Outcome {
  const path = 'retry.maxElapsed'
  if (ms === 0) {
    const text = '0 was taken as no limit on the time for all attempts.'
    return approximate([at(reading, path, null)], reason('zero-is-none', text, 0.05))
  }
  const outcome =
    reading.meaning.row.certain || reading.meaning.row.classic
      ? exact([at(reading, path, ms)])
      : approximate([at(reading, path, ms)], ELAPSED_ASSUMED)
  return withFindings(outcome, ...outOfFlatRange(reading, ms / 1000))
}

const ELAPSED_ASSUMED = reason(
  'retry-timeout-total',
  'the name was taken as the time after which no attempt starts, not as a limit of one attempt',
  0.05,
)

function initial(reading: Reading): Outcome {
  const growth = growthOf(reading.group)
  return duration(reading, (ms) => {
    const wait = at(reading, 'retry.backoff.initial', ms)
    if (growth.statedBy !== undefined) return exact([wait])
    return approximate([at(reading, 'retry.backoff.kind', growth.kind), wait], growth.why)
  })
}

/** RETRY_BACKOFF: a word for the growth, a wait, or a factor. */
function backoff(reading: Reading): Outcome {
  const { variable, meaning } = reading
  const { value } = variable
  if (KIND_WORDS.has(value.toLowerCase())) return kind(reading)
  if (/[,;\s]/.test(value)) return readLadder(reading)
  const on = /^\d/.test(value) ? undefined : switchValue(value)
  if (on !== undefined) return exponential(reading)
  const number = plainNumber(value)
  if (number === undefined || meaning.unit !== undefined || number > 10 || number < 1) {
    return initial(reading)
  }
  const choices = [
    { value: 'delay', label: 'the first wait', outcome: initial(reading) },
    { value: 'factor', label: 'the growth factor', outcome: multiplier(reading) },
  ]
  const hasWait = find(reading.group, 'retry', 'initial', 'initialGrowing') !== undefined
  const question = `What is ${variable.name}=${value}?`
  return hasWait
    ? withReasons(multiplier(reading), FACTOR_ASSUMED)
    : choose(question, choices, undefined)
}

const FACTOR_ASSUMED = reason(
  'factor-assumed',
  'another variable gives the first wait, so this was taken as the growth factor',
  0.05,
)

function kind(reading: Reading): Outcome {
  const leaves = KIND_WORDS.get(reading.variable.value.toLowerCase())
  if (leaves === undefined) return invalid(reading, 'fixed, linear, exponential or fibonacci')
  return exact(leaves.map(([path, value]) => at(reading, path, value)))
}

function exponential(reading: Reading): Outcome {
  const on = switchValue(reading.variable.value)
  if (on === undefined) return invalid(reading, 'true or false')
  if (on) return exact([at(reading, 'retry.backoff.kind', 'exponential')])
  const text = 'Waits that do not grow exponentially were taken as waits of equal length.'
  return approximate(
    [at(reading, 'retry.backoff.kind', 'fixed')],
    reason('not-exponential', text, 0.05),
  )
}

function multiplier(reading: Reading): Outcome {
  const { kind: grows } = growthOf(reading.group)
  const number = plainNumber(reading.variable.value)
  if (number === undefined || number <= 0 || number > 100) {
    return invalid(reading, 'a growth factor from 1 to 100')
  }
  if (number < 1) return baseInSeconds(reading, number)
  if (grows !== 'exponential') return ignored(DEAD_UNDER_KIND)
  return exact([
    at(reading, 'retry.backoff.kind', 'exponential'),
    at(reading, 'retry.backoff.multiplier', number),
  ])
}

/** Less than 1 cannot be growth: it is the base of tenacity and urllib3, in seconds. */
function baseInSeconds(reading: Reading, seconds: number): Outcome {
  const text = 'A factor below 1 would shrink the waits; it was taken as the first wait in seconds.'
  return approximate(
    [
      at(reading, 'retry.backoff.kind', 'exponential'),
      at(reading, 'retry.backoff.initial', Number((seconds * 1000).toFixed(6))),
    ],
    reason('factor-is-base', text, 0.05),
  )
}

/** BACKOFF_FACTOR: a growth factor to most, the first wait in seconds to urllib3. */
function factor(reading: Reading): Outcome {
  const number = plainNumber(reading.variable.value)
  const hasWait =
    find(reading.group, 'retry', 'initial', 'initialGrowing', 'backoff', 'ladder') !== undefined
  if (number === undefined || number < 1) return multiplier(reading)
  if (hasWait) return withReasons(multiplier(reading), FACTOR_ASSUMED)
  const { variable } = reading
  const base = count(reading, [1, 100], (seconds) => baseInSeconds(reading, seconds))
  const choices = [
    { value: 'factor', label: 'the growth factor of the waits', outcome: multiplier(reading) },
    { value: 'base', label: 'the first wait in seconds (urllib3)', outcome: base },
  ]
  return choose(`What is ${variable.name}=${variable.value}?`, choices, 'factor')
}

function min(reading: Reading): Outcome {
  const hasWait =
    find(reading.group, 'retry', 'initial', 'initialGrowing', 'expMultiplier', 'backoff') !==
    undefined
  if (hasWait) {
    return growing(reading, (ms) => exact([at(reading, 'retry.backoff.min', ms)]))
  }
  const text = 'no first wait is named, so the shortest wait was taken as the first one'
  return withReasons(initial(reading), reason('min-is-initial', text, 0.05))
}
