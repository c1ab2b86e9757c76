/**
 * Expectations: `availability.after >= 99.9%`, `p99.after <= 1.1 x p99.before`,
 * `time-to-recover <= 10s in 18 of 20 seeds`. Text → expectation, and whether runs meet it; every
 * seed has to, unless it says "in …". A figure that does not exist (a recovery that never came)
 * meets nothing.
 */
import { parseDuration } from '../policy/duration.js'
import { disturbanceOf, phasesOf } from '../simulator/phases.js'
import type { Scenario } from '../simulator/scenario-schema.js'
import { type MetricName, type MetricUnit, metricNamed } from './metrics.js'
import { type Spread, spreadOf } from './spread.js'

export const COMPARISONS = ['>=', '<=', '>', '<', '='] as const
export type Comparison = (typeof COMPARISONS)[number]

/** A number in the metric's unit, or a multiple of another metric of the same run. */
export type Limit =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'metric'; readonly factor: number; readonly name: string }

export interface Expectation {
  /** As it was written, spaces evened out. */
  readonly text: string
  /** `p99.after`. */
  readonly name: string
  readonly unit: MetricUnit
  readonly comparison: Comparison
  readonly limit: Limit
  /** Share of the seeds that have to meet it, or their number. Default all. */
  readonly seeds: { readonly share: number } | { readonly count: number; readonly of: number }
}

export interface ExpectationResult {
  readonly expectation: Expectation
  readonly passed: boolean
  /** Seeds that met it, of those that ran. */
  readonly met: number
  readonly of: number
  /** The figure over seeds; null: no seed had one. */
  readonly measured: Spread | null
  /** The limit over seeds: the same for all unless it is a metric. */
  readonly limit: Spread | null
}

/** What a judged run has to offer: rehearsal.ts. */
interface Judged {
  readonly figures: Readonly<Record<string, number | null>>
}

const SHAPE =
  /^([^\s<>=]+)\s*(>=|<=|>|<|={1,3})\s*([^\s<>=].*?)(?:\s+in\s+(.+?)(?:\s+of)?\s*seeds?)?$/

/** The expectation, or a sentence on what is wrong with the text. */
export function parseExpectation(given: string): Expectation | string {
  const text = given.trim().replace(/\s+/g, ' ')
  const found = SHAPE.exec(text)
  if (!found) return 'Expected a metric, a comparison and a limit: "availability.after >= 99.9%".'
  const [, name = '', sign = '', right = '', share] = found
  const left = metricNamed(name)
  if (typeof left === 'string') return left
  const comparison = (sign.startsWith('=') ? '=' : sign) as Comparison
  const limit = parseLimit(right, left.metric.unit)
  if (typeof limit === 'string') return limit
  const seeds = parseSeeds(share)
  if (typeof seeds === 'string') return seeds
  return { text, name, unit: left.metric.unit, comparison, limit, seeds }
}

function parseLimit(text: string, unit: MetricUnit): Limit | string {
  const times = /^(?:(\d+(?:\.\d+)?)\s*[x×*]\s*)?([a-z]\S*)$/.exec(text)
  if (times) {
    const [, factor = '1', name = ''] = times
    const other: MetricName | string = metricNamed(name)
    if (typeof other === 'string') return other
    if (other.metric.unit !== unit) return `${name} has another unit than what it is compared with.`
    return { kind: 'metric', factor: Number(factor), name }
  }
  const value = VALUES[unit](text)
  return value === undefined
    ? `${text} is no limit here; ${EXPECTED[unit]}.`
    : { kind: 'value', value }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/

const VALUES: Readonly<Record<MetricUnit, (text: string) => number | undefined>> = {
  share: (text) => {
    return text.endsWith('%') ? percent(text.slice(0, -1)) : inRange(numberIn(text), 0, 1)
  },
  // Reports write `10 s`.
  ms: (text) => parseDuration(text.replaceAll(' ', '')),
  'per-s': (text) => numberIn(text.replace(/\s*(\/s|rps)$/, '')),
  ratio: (text) => numberIn(text.replace(/\s*(x|×)$/, '')),
  count: (text) => numberIn(text),
}

const EXPECTED: Readonly<Record<MetricUnit, string>> = {
  share: 'write 99.9% or 0.999',
  ms: 'write a duration with its unit, 800ms or 2s',
  'per-s': 'write a number per second, 250 or 250/s',
  ratio: 'write a number, 1.2',
  count: 'write a number, 3',
}

function numberIn(text: string): number | undefined {
  const trimmed = text.trim()
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined
}

/** By moving the point: 99.9 ÷ 100 is a little more than .999 to a computer. */
function percent(text: string): number | undefined {
  const value = inRange(numberIn(text), 0, 100)
  return value === undefined ? undefined : Number(`${text.trim()}e-2`)
}

function inRange(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : value
}

function parseSeeds(text: string | undefined): Expectation['seeds'] | string {
  if (text === undefined) return { share: 1 }
  const counted = /^(\d+) of (\d+)$/.exec(text)
  if (counted) {
    const [count, of] = [Number(counted[1]), Number(counted[2])]
    if (count >= 1 && count <= of) return { count, of }
  }
  const share = text.endsWith('%') ? percent(text.slice(0, -1)) : undefined
  if (share !== undefined && share > 0) return { share }
  return `"in ${text} seeds" is no number of seeds; write in 18 of 20 seeds, or in 90% of seeds.`
}

/**
 * A sentence on a figure that it names and that no run of the scenario has, whatever the policy;
 * undefined: it can be met. Ask before a run: such an expectation only ever fails.
 */
export function missingFigure(
  { name, limit }: Expectation,
  scenario: Scenario,
): string | undefined {
  const names = limit.kind === 'metric' ? [name, limit.name] : [name]
  const isDisturbed = disturbanceOf(scenario) !== null
  const phases: readonly string[] = isDisturbed ? phasesOf(scenario).map((one) => one.name) : []
  for (const one of names) {
    const found = metricNamed(one)
    if (typeof found === 'string') return found
    const { metric, phase } = found
    if (metric.needsFault && !isDisturbed) {
      return `${one} needs something that goes wrong; in ${scenario.name} nothing does.`
    }
    if (phase === null || phases.includes(phase)) continue
    return isDisturbed
      ? `${scenario.name} has no phase ${phase}; its phases are ${phases.join(', ')}.`
      : `${scenario.name} has no phases, as nothing goes wrong in it; write ${metric.name}.`
  }
  return undefined
}

/** Whether runs meet it. Runs that are missing yet (an interrupted rehearsal) are left out. */
export function judge(expectation: Expectation, runs: readonly Judged[]): ExpectationResult {
  const { name, comparison, limit, seeds } = expectation
  const measured = runs.map(({ figures }) => figures[name] ?? null)
  const limits = runs.map(({ figures }) => limitOf(limit, figures))
  const met = measured.filter((value, i) => meets(value, comparison, limits[i]!)).length
  const share = 'share' in seeds ? seeds.share : seeds.count / seeds.of
  // Rounded, since 0.9 × 20 is not 18 to a computer.
  const needed = Math.ceil(share * runs.length - 1e-9)
  return {
    expectation,
    passed: runs.length > 0 && met >= needed,
    met,
    of: runs.length,
    measured: spreadOf(measured),
    limit: spreadOf(limits),
  }
}

function limitOf(limit: Limit, figures: Judged['figures']): number | null {
  if (limit.kind === 'value') return limit.value
  const other = figures[limit.name] ?? null
  return other === null ? null : limit.factor * other
}

function meets(value: number | null, comparison: Comparison, limit: number | null): boolean {
  if (value === null || limit === null) return false
  if (comparison === '>=') return value >= limit
  if (comparison === '<=') return value <= limit
  if (comparison === '>') return value > limit
  if (comparison === '<') return value < limit
  return value === limit
}
