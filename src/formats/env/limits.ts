/** Timeouts, bulkhead and hedge variables to leaves. The rate limiter has its own file. */
import { at, count, duration, type Reader, type Reading, wholeNumber } from './group.js'
import { approximate, exact, type Outcome, reason, withReasons } from './outcome.js'

const NO_LIMIT = reason('zero-is-none', '0 was taken as no limit', 0.05)
const ATTEMPT_ASSUMED = reason(
  'timeout-of-attempt',
  'the name was taken as the limit of one attempt, not of the call with all its retries',
  0.05,
)
const SHARED_POOL = reason(
  'limit-of-process',
  'the limit may have held for the whole service, or for calls that come in; here it holds for ' +
    'each operation.',
  0.1,
)

/** The limit of one attempt; used for breakers that hold a call timeout as well. */
export function attemptTimeout(reading: Reading): Outcome {
  return withReasons(limit(reading, 'timeout.attempt'), ATTEMPT_ASSUMED)
}

export const TIMEOUT: Readonly<Record<string, Reader>> = {
  attempt: attemptTimeout,
  total: (reading) => limit(reading, 'timeout.total'),
  connect: (reading) => limit(reading, 'timeout.connect'),
}

function limit(reading: Reading, path: string): Outcome {
  return duration(reading, (ms) =>
    ms === 0 ? approximate([at(reading, path, null)], NO_LIMIT) : exact([at(reading, path, ms)]),
  )
}

export const BULKHEAD: Readonly<Record<string, Reader>> = {
  maxConcurrent: (reading) =>
    count(reading, [1, 1_000_000], (calls) => {
      const outcome = exact([at(reading, 'bulkhead.maxConcurrent', calls)])
      return reading.meaning.row.certain ? outcome : withReasons(outcome, SHARED_POOL)
    }),
  maxQueued: (reading) => {
    if (wholeNumber(reading.variable.value) === -1) {
      const text = '-1 was taken as a queue without an end.'
      const unlimited = [at(reading, 'bulkhead.maxQueued', 'unlimited')]
      return approximate(unlimited, reason('unlimited-queue', text, 0.05))
    }
    return count(reading, [0, 1_000_000_000], (calls) =>
      exact([at(reading, 'bulkhead.maxQueued', calls)]),
    )
  },
  maxWait: (reading) =>
    duration(reading, (ms) => {
      const outcome = exact([at(reading, 'bulkhead.maxWait', ms)])
      return reading.meaning.row.certain ? outcome : withReasons(outcome, WAIT_ASSUMED)
    }),
}

const WAIT_ASSUMED = reason(
  'timeout-is-wait',
  'the name was taken as the longest wait for a slot, not as the limit of a call',
  0.05,
)

function hedges(reading: Reading): Outcome {
  return count(reading, [1, 10], (calls) => {
    const text = 'the number was taken as further attempts beside the first one'
    return approximate([at(reading, 'hedge.max', calls)], reason('hedges-extra', text, 0.05))
  })
}

/** HEDGE_MAX_ATTEMPTS, as RETRY_MAX_ATTEMPTS and gRPC's maxAttempts: the first call counts. */
function allAttempts(reading: Reading): Outcome {
  return count(reading, [1, 11], (calls) => {
    const text = 'the number was taken to count the first attempt, so there is one hedge less'
    const target = calls === 1 ? at(reading, 'hedge', false) : at(reading, 'hedge.max', calls - 1)
    return approximate([target], reason('hedges-include-first', text, 0.05))
  })
}

export const HEDGE: Readonly<Record<string, Reader>> = {
  delay: (reading) => duration(reading, (ms) => exact([at(reading, 'hedge.delay', ms)])),
  max: (reading) => (/ATTEMPTS$/i.test(reading.variable.name) ? allAttempts : hedges)(reading),
}
