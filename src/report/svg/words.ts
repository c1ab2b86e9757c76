/** Numbers and runs in words, for pages and drawings. Nothing here is escaped yet. */
import { parseDuration, proseDuration } from '../../policy/duration.js'
import type { MetricUnit } from '../../rehearse/metrics.js'
import type { Rehearsal } from '../../rehearse/rehearsal.js'

/** `99.95%`, `1.2 s`, `250/s`, `1.20×`, `12 345`; a dash where there is no figure. */
export function figure(value: number | null | undefined, unit: MetricUnit): string {
  if (value === null || value === undefined) return '–'
  switch (unit) {
    case 'share':
      return `${percentDigits(value)}%`
    case 'ms':
      return millis(value)
    case 'per-s':
      return `${short(value)}/s`
    case 'ratio':
      return `${value.toFixed(2)}×`
    case 'count':
      return short(value)
  }
}

/** Never rounded up to 100 nor down to 0: 99.996 % is not all. */
function percentDigits(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return String(percent)
  const digits = percent > 99 || percent < 1 ? 2 : 1
  const [least, most] = [10 ** -digits, 100 - 10 ** -digits]
  return Math.min(most, Math.max(least, percent)).toFixed(digits)
}

export function millis(ms: number): string {
  if (ms < 1) return ms === 0 ? '0 ms' : '< 1 ms'
  if (ms < 1000) return `${ms < 10 ? trim(ms, 1) : Math.round(ms)} ms`
  return `${trim(ms / 1000, ms < 10_000 ? 2 : 1)} s`
}

/** At most one digit behind the point, thousands set apart. */
export function short(value: number): string {
  if (Math.abs(value) < 100 && !Number.isInteger(value)) return trim(value, 1)
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

export function loadText({ scenario, rate, first }: Rehearsal): string {
  const { load } = scenario
  const clients = `${short(first.clients)} client${first.clients === 1 ? '' : 's'}`
  if (!('rate' in load)) {
    const { callsEach } = load
    const calls = callsEach === 1 ? 'call' : 'calls'
    const each = callsEach === undefined ? '' : `, ${callsEach} ${calls} each`
    const spread = load.spread === undefined ? '' : `, first calls spread over ${load.spread}`
    return `${clients} that wait for their answers${each}${spread}`
  }
  const spikes = (load.spikes ?? []).map((spike) => {
    return `×${spike.factor} at ${spike.at} for ${proseDuration(parseDuration(spike.for)!)}`
  })
  const law = load.arrivals === 'regular' ? 'evenly spaced' : 'Poisson arrivals'
  return [`${short(rate ?? load.rate)} calls/s (${law}) from ${clients}`, ...spikes].join(', ')
}

export function seedsText({ seeds, runs, first }: Rehearsal): string {
  if (seeds.length === 1) return `seed ${first.seed}`
  const ran = runs.length < seeds.length ? `${runs.length} of ${seeds.length}` : `${seeds.length}`
  return `${ran} seeds (${seeds[0]} to ${seeds.at(-1)}); charts and tables show ${first.seed}`
}

/** `production`, or `resil.yaml, operation payments`. */
export function subjectText({ label, operation }: Rehearsal['subject']): string {
  return operation === null ? label : `${label}, operation ${operation}`
}
