/** Presets, strategies and the AWS SDKs' two variables: words out of fixed lists. */
import { suggest } from '../../diagnostics/suggest.js'
import { BUILT_IN_PRESETS, STRATEGY_NAMES } from '../../policy/schema.js'
import { at, count, invalid, type Reader, type Reading } from './group.js'
import { approximate, exact, ignored, type Outcome, reason, withReasons } from './outcome.js'

const OTHER_CASE = reason(
  'other-case',
  'the old system knows the word in lower case only; it was taken as meant',
  0.05,
)
const STRATEGY_ASSUMED = reason(
  'strategy-of-all',
  'the name was taken as the default strategy of all operations',
  0.05,
)

export const PRESET: Readonly<Record<string, Reader>> = {
  preset: (reading) => word(reading, 'preset', BUILT_IN_PRESETS),
}

export const STRATEGY: Readonly<Record<string, Reader>> = {
  strategy: (reading) => {
    const outcome = word(reading, 'strategy', STRATEGY_NAMES)
    const vague = reading.variable.name.toUpperCase() === 'RESILIENCE_STRATEGY'
    return vague && outcome.targets.length > 0 ? withReasons(outcome, STRATEGY_ASSUMED) : outcome
  },
}

function word(reading: Reading, path: string, words: readonly string[]): Outcome {
  const { value } = reading.variable
  const meant = words.find((one) => one === value.toLowerCase())
  if (meant === undefined) {
    return invalid(reading, `one of ${words.join(', ')}`, suggest(value, words))
  }
  const outcome = exact([at(reading, path, meant)])
  return meant === value ? outcome : withReasons(outcome, OTHER_CASE)
}

/** formats.md section 11: the environment's number includes the first call. */
export const AWS: Readonly<Record<string, Reader>> = {
  attempts: (reading) =>
    count(reading, [1, 1000], (number) => exact([at(reading, 'retry.maxAttempts', number)])),
  mode,
  'opt-in': () =>
    ignored(reason('aws-new-retries', 'it changes defaults inside of the SDK and is no number')),
}

function mode(reading: Reading): Outcome {
  const { value } = reading.variable
  if (value === 'legacy') return approximate([], LEGACY)
  if (value !== 'standard' && value !== 'adaptive') {
    return invalid(reading, 'legacy, standard or adaptive')
  }
  const targets = [
    at(reading, 'retry.backoff.kind', 'exponential'),
    at(reading, 'retry.backoff.multiplier', 2),
    at(reading, 'retry.backoff.min', 0),
    at(reading, 'retry.backoff.max', 20_000),
    at(reading, 'retry.jitter.kind', 'full'),
  ]
  return value === 'standard'
    ? approximate(targets, NO_BASE)
    : approximate(targets, NO_BASE, ADAPTIVE)
}

const LEGACY = reason(
  'aws-legacy-mode',
  'the waits of legacy mode differ from SDK to SDK, so only the attempts could be taken',
  0.15,
)
const NO_BASE = reason(
  'aws-base-unknown',
  'the first wait and the retry quota differ between versions of the SDK and were left out',
  0.15,
)
const ADAPTIVE = reason(
  'aws-adaptive',
  'adaptive mode also slows down the sending of calls, which no policy can state',
  0.25,
)
