/** Jitter variables. The classic pair adds up to RETRY_JITTER_MAX; other names are less clear. */
import { plainNumber } from '../durations.js'
import { at, duration, find, invalid, type Reading, switchValue } from './group.js'
import { approximate, exact, ignored, type Outcome, reason, withFindings } from './outcome.js'
import { outOfFlatRange } from './ranges.js'

const KIND = 'retry.jitter.kind'
const KINDS = ['none', 'full', 'equal', 'decorrelated']

const FULL_ASSUMED = reason(
  'jitter-assumed',
  'the variable does not say which jitter; full jitter (0 to the wait) was taken',
  0.05,
)

/** RETRY_JITTER_ENABLED: true, 1, yes, on; every other word switches it off. */
export function jitterEnabled(reading: Reading): Outcome {
  const on = switchValue(reading.variable.value)
  if (on === true) return exact([at(reading, KIND, 'additive')])
  const off = exact([at(reading, KIND, 'none')])
  if (on === false) return off
  const { name, value, span } = reading.variable
  return withFindings(off, {
    ruleId: 'env/not-a-switch',
    severity: 'warning',
    message: `${name} is ${JSON.stringify(value.slice(0, 60))}, which counts as false.`,
    help: 'Write true or false.',
    span,
    data: { variable: name, value: value.slice(0, 200) },
  })
}

/** The largest amount that is added to a wait. */
export function jitterMax(reading: Reading): Outcome {
  if (isOff(reading)) {
    const text = 'Jitter is switched off by another variable, so its size has no effect.'
    return ignored(reason('jitter-off', text))
  }
  return duration(reading, (ms) => {
    const targets = [at(reading, KIND, 'additive'), at(reading, 'retry.jitter.max', ms)]
    const known = reading.meaning.row.classic
    const outcome = known ? exact(targets) : approximate(targets, ADDITIVE_ASSUMED)
    return withFindings(outcome, ...outOfFlatRange(reading, ms / 1000))
  })
}

const ADDITIVE_ASSUMED = reason(
  'additive-assumed',
  'the jitter was taken as an amount that is added to each wait',
  0.05,
)

function isOff({ group }: Reading): boolean {
  const flag = find(group, 'retry', 'jitterEnabled')
  if (flag) return switchValue(flag.variable.value) !== true
  const word = find(group, 'retry', 'jitter')?.variable.value.toLowerCase()
  return word !== undefined && (word === 'none' || switchValue(word) === false)
}

/** RETRY_JITTER: a switch, a kind, a share below 1, or an amount. */
export function jitter(reading: Reading): Outcome {
  const { variable, meaning } = reading
  const word = variable.value.toLowerCase()
  if (KINDS.includes(word)) return exact([at(reading, KIND, word)])
  const number = plainNumber(word)
  if (number !== undefined && number > 0 && number < 1 && meaning.unit === undefined) {
    return factorOf(reading, number)
  }
  const on = meaning.unit === undefined ? switchValue(word) : undefined
  if (on === false) return exact([at(reading, KIND, 'none')])
  if (on === undefined) return jitterMax(reading)
  if (find(reading.group, 'retry', 'jitterMax', 'jitterFactor') !== undefined) {
    const text = 'On is what the size of the jitter says already.'
    return ignored(reason('already-on', text))
  }
  return approximate([at(reading, KIND, 'full')], FULL_ASSUMED)
}

export function jitterFactor(reading: Reading): Outcome {
  const number = plainNumber(reading.variable.value)
  if (number === undefined || number < 0 || number > 1)
    return invalid(reading, 'a share from 0 to 1')
  if (number === 0) return exact([at(reading, KIND, 'none')])
  return factorOf(reading, number)
}

function factorOf(reading: Reading, share: number): Outcome {
  const text = 'the share was taken as plus and minus that part of each wait'
  return approximate(
    [at(reading, KIND, 'factor'), at(reading, 'retry.jitter.factor', share)],
    reason('factor-jitter', text, 0.05),
  )
}
