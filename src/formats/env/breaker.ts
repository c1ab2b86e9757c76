/**
 * Circuit breaker variables to leaves. Which failures the breaker counts (in a row, or over a
 * window) is worked out once for the group by `modeOf`, so that threshold, rate and window agree.
 */
import { plainNumber } from '../durations.js'
import type { Target } from '../format.js'
import {
  at,
  count,
  duration,
  find,
  type Group,
  invalid,
  type Reader,
  type Reading,
  wholeNumber,
} from './group.js'
import { attemptTimeout } from './limits.js'
import {
  approximate,
  choose,
  exact,
  ignored,
  type Outcome,
  open,
  reason,
  withFindings,
  withReasons,
} from './outcome.js'
import { outOfFlatRange } from './ranges.js'

const MODE = 'circuitBreaker.mode'
/** Largest threshold that surely counts failures: the flat form's largest. */
const SURELY_A_COUNT = 20

const IN_A_ROW = reason(
  'failures-in-a-row',
  'the name does not say over which calls failures count; failures in a row were taken',
  0.05,
)
const IN_WINDOW = reason(
  'failures-in-window',
  'another variable names a window, so failures count over it and not in a row',
  0.05,
)
const WINDOW_UNKNOWN = reason(
  'window-unknown',
  'no variable names the window of the rate; 10 s and at least 10 calls apply',
  0.05,
)
const OPEN_NOT_CALL = reason(
  'timeout-is-open-duration',
  'the name was taken as the time that the breaker stays open, not as the limit of a call',
  0.05,
)
const NO_RATE = reason(
  'no-rate',
  'the breaker counts failures in a row, for which this value has no effect',
)

/** One reader for each knob of the topic `circuitBreaker`. */
export const BREAKER: Readonly<Record<string, Reader>> = {
  threshold,
  failures,
  percent: (reading) => rate(reading, true),
  rate: (reading) => rate(reading, false),
  openDuration,
  timeout,
  callTimeout: attemptTimeout,
  successes,
  trials,
  halfOpenTimeout,
  interval,
  window,
  windowSize,
  windowCalls: (reading) => windowOfCalls(reading),
  throughput,
  slowDuration,
  slowRate,
  overrides: () =>
    open(
      'Which values hold for single services?',
      reason(
        'overrides-not-read',
        'overrides of single services in this form cannot be read',
        0.25,
      ),
    ),
}

/** The breaker's mode that the group's variables lead to. */
export function modeOf(group: Group): 'consecutive' | 'count-window' | 'time-window' {
  const calls = find(group, 'circuitBreaker', 'windowCalls')
  const time = find(group, 'circuitBreaker', 'window', 'windowSize', 'slowRate', 'percent', 'rate')
  const threshold = find(group, 'circuitBreaker', 'threshold')
  const share = threshold !== undefined && shareOf(threshold.variable.value) !== undefined
  if (calls !== undefined) return 'count-window'
  return time !== undefined || share ? 'time-window' : 'consecutive'
}

/**
 * The mode as a leaf; nothing when a window size without a unit is there, whose question (calls or
 * time) decides the mode.
 */
function modeLeaf(reading: Reading, mode: string = modeOf(reading.group)): Target[] {
  const { group } = reading
  const size = find(group, 'circuitBreaker', 'windowSize')
  const clear = find(group, 'circuitBreaker', 'window', 'windowCalls')
  return size !== undefined && clear === undefined ? [] : [at(reading, MODE, mode)]
}

/** `0.5` or `50%`: a share and no count. */
function shareOf(text: string): number | undefined {
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)
  const share = percent ? Number(percent[1]) / 100 : plainNumber(text)
  const isShare = share !== undefined && share > 0 && share <= 1
  return isShare && (percent !== null || share < 1) ? share : undefined
}

function threshold(reading: Reading): Outcome {
  const { variable, meaning, group } = reading
  if (shareOf(variable.value) !== undefined) return rate(reading, false)
  const number = wholeNumber(variable.value)
  if (number === undefined || number < 1) return invalid(reading, 'a count of failures, or a share')
  if (number <= SURELY_A_COUNT || number > 100) return failures(reading)
  const volume = find(group, 'circuitBreaker', 'throughput') !== undefined
  const choices = [
    { value: 'failures', label: `${number} failures`, outcome: failures(reading) },
    { value: 'percent', label: `${number} % of the calls`, outcome: rate(reading, true) },
  ]
  const suggested = meaning.row.certain ? 'failures' : volume ? 'percent' : undefined
  return choose(`What is ${variable.name}=${variable.value}?`, choices, suggested)
}

function failures(reading: Reading): Outcome {
  const mode = modeOf(reading.group)
  const { certain } = reading.meaning.row
  return count(reading, [1, 100_000], (number) => {
    const targets = [...modeLeaf(reading), at(reading, 'circuitBreaker.threshold', number)]
    const outcome =
      mode !== 'consecutive'
        ? approximate(targets, IN_WINDOW)
        : certain
          ? exact(targets)
          : approximate(targets, IN_A_ROW)
    return withFindings(outcome, ...outOfFlatRange(reading, number))
  })
}

/** A share of the calls; `50`, `50%` and `0.5` are the same unless the name says percent. */
function rate(reading: Reading, isPercent: boolean): Outcome {
  const { variable, group } = reading
  const written = plainNumber(variable.value.replace(/\s*%$/, ''))
  const saysPercent = isPercent || variable.value.endsWith('%')
  const share =
    written === undefined ? undefined : saysPercent || written > 1 ? written / 100 : written
  if (share === undefined || share <= 0 || share > 1) {
    return invalid(reading, 'a share of more than 0 and at most 100 %')
  }
  const mode = modeOf(group) === 'consecutive' ? 'time-window' : modeOf(group)
  const value = Number(share.toPrecision(12))
  const leaf = (path: string, shareValue: number) =>
    exact([...modeLeaf(reading, mode), at(reading, path, shareValue)])
  const path =
    reading.meaning.row.knob === 'slowRate'
      ? 'circuitBreaker.slowCallRate'
      : 'circuitBreaker.failureRate'
  const hasWindow =
    find(group, 'circuitBreaker', 'window', 'windowSize', 'windowCalls', 'interval') !== undefined
  const reasons = hasWindow ? [] : [WINDOW_UNKNOWN]
  if (!saysPercent && written === 1) {
    const choices = [
      { value: 'all', label: 'all calls (100 %)', outcome: leaf(path, 1) },
      { value: 'percent', label: '1 % of the calls', outcome: leaf(path, 0.01) },
    ]
    return choose(`What share is ${variable.name}=1?`, choices, undefined, ...reasons)
  }
  return withReasons(leaf(path, value), ...reasons)
}

function openDuration(reading: Reading): Outcome {
  return duration(reading, (ms) => {
    const outcome = exact([at(reading, 'circuitBreaker.openDuration', ms)])
    return withFindings(outcome, ...outOfFlatRange(reading, ms / 1000))
  })
}

/** `_TIMEOUT`: how long it stays open, unless another variable says that already. */
function timeout(reading: Reading): Outcome {
  if (find(reading.group, 'circuitBreaker', 'openDuration') !== undefined) {
    return attemptTimeout(reading)
  }
  return withReasons(openDuration(reading), OPEN_NOT_CALL)
}

function successes(reading: Reading): Outcome {
  return count(reading, [1, 100_000], (number) =>
    exact([
      at(reading, 'circuitBreaker.halfOpen.decision', 'successes'),
      at(reading, 'circuitBreaker.halfOpen.successes', number),
    ]),
  )
}

/** gobreaker's MaxRequests: so many trials run, and so many successes close. */
function trials(reading: Reading): Outcome {
  return count(reading, [0, 100_000], (number) => {
    const calls = Math.max(1, number)
    const targets = [at(reading, 'circuitBreaker.halfOpen.maxCalls', calls)]
    if (find(reading.group, 'circuitBreaker', 'successes') !== undefined) return exact(targets)
    return approximate(
      [
        ...targets,
        at(reading, 'circuitBreaker.halfOpen.decision', 'successes'),
        at(reading, 'circuitBreaker.halfOpen.successes', calls),
      ],
      reason(
        'trials-close',
        'no variable says how many successes close the breaker; all of the trial calls was taken',
        0.05,
      ),
    )
  })
}

function halfOpenTimeout(reading: Reading): Outcome {
  const { variable } = reading
  const wait = duration(reading, (ms) =>
    exact([at(reading, 'circuitBreaker.halfOpen.maxWait', ms === 0 ? null : ms)]),
  )
  if (find(reading.group, 'circuitBreaker', 'openDuration', 'timeout') !== undefined) {
    return withReasons(
      wait,
      reason('half-open-wait', 'the name was taken as the longest stay in half-open', 0.05),
    )
  }
  const choices = [
    { value: 'open', label: 'the time from open to half-open', outcome: openDuration(reading) },
    { value: 'half-open', label: 'the longest stay in half-open', outcome: wait },
  ]
  return choose(`What is ${variable.name}=${variable.value}?`, choices, undefined)
}

/** gobreaker's Interval: how often a closed breaker forgets its counts. */
function interval(reading: Reading): Outcome {
  return duration(reading, (ms) => {
    const mode = modeOf(reading.group)
    if (find(reading.group, 'circuitBreaker', 'window') !== undefined || mode === 'count-window') {
      const text = 'another variable names the window, so this interval has no place in it'
      return ignored(reason('interval-beside-window', text, 0.05))
    }
    const targets = [
      at(reading, 'circuitBreaker.window.duration', ms === 0 ? null : ms),
      ...(ms === 0 ? [] : [at(reading, 'circuitBreaker.window.kind', 'tumbling')]),
    ]
    const text = 'the interval was taken as the time after which the counts start anew'
    return approximate(targets, reason('interval-clears', text, 0.05))
  })
}

function window(reading: Reading): Outcome {
  return duration(reading, (ms) => {
    if (ms === 0) return invalid(reading, 'a window of more than 0')
    const mode = modeOf(reading.group)
    if (mode === 'count-window') return ignored(BESIDE_CALLS)
    return exact([at(reading, MODE, mode), at(reading, 'circuitBreaker.window.duration', ms)])
  })
}

const BESIDE_CALLS = reason(
  'window-of-calls',
  'another variable gives the window in calls, so its length in time has no place',
  0.05,
)

/** A size may be calls or time; a unit says which. */
function windowSize(reading: Reading): Outcome {
  const { variable, meaning, group } = reading
  if (find(group, 'circuitBreaker', 'windowCalls')) return ignored(BESIDE_CALLS)
  if (find(group, 'circuitBreaker', 'window')) return ignored(BESIDE_TIME)
  if (meaning.unit !== undefined || wholeNumber(variable.value) === undefined) {
    return timeWindow(reading)
  }
  const choices = [
    { value: 'calls', label: `the last ${variable.value} calls`, outcome: windowOfCalls(reading) },
    { value: 'time', label: 'a stretch of time', outcome: timeWindow(reading) },
  ]
  const hasShare = find(group, 'circuitBreaker', 'percent', 'rate', 'slowRate') !== undefined
  const suggested = hasShare ? 'calls' : undefined
  return choose(`What is ${variable.name}=${variable.value}?`, choices, suggested)
}

const BESIDE_TIME = reason(
  'window-beside-window',
  'another variable gives the window as a stretch of time, so its size has no place',
  0.05,
)

function timeWindow(reading: Reading): Outcome {
  return duration(reading, (ms) =>
    ms === 0
      ? invalid(reading, 'a window of more than 0')
      : exact([
          at(reading, MODE, 'time-window'),
          at(reading, 'circuitBreaker.window.duration', ms),
        ]),
  )
}

function windowOfCalls(reading: Reading): Outcome {
  return count(reading, [1, 1_000_000], (calls) =>
    exact([at(reading, MODE, 'count-window'), at(reading, 'circuitBreaker.window.calls', calls)]),
  )
}

function throughput(reading: Reading): Outcome {
  if (modeOf(reading.group) === 'consecutive' && !asksForShare(reading.group)) {
    return ignored(NO_RATE)
  }
  return count(reading, [0, 1_000_000_000], (calls) =>
    exact([at(reading, 'circuitBreaker.minimumThroughput', calls)]),
  )
}

/** A threshold of 21 to 100 beside a volume is suggested as percent. */
function asksForShare(group: Group): boolean {
  const found = find(group, 'circuitBreaker', 'threshold')
  const number = found ? wholeNumber(found.variable.value) : undefined
  return number !== undefined && number > SURELY_A_COUNT && number <= 100
}

function slowDuration(reading: Reading): Outcome {
  if (modeOf(reading.group) === 'consecutive') return ignored(NO_RATE)
  return duration(reading, (ms) =>
    ms === 0
      ? invalid(reading, 'a duration of more than 0')
      : exact([at(reading, 'circuitBreaker.slowCallDuration', ms)]),
  )
}

function slowRate(reading: Reading): Outcome {
  return rate(reading, false)
}
