/**
 * How near each preset is to what the old configuration says. Weights and formula: the reference
 * system's migration: attempts 0.30, breaker threshold 0.25, recovery 0.20, default strategy 0.15,
 * operation overrides 0.10; only what the old configuration states counts, and the sum is
 * normalised by the weights that counted. A number's closeness is 1 - |a - b| / max(a, b).
 *
 * A rate breaker is compared by its equivalent count, ceil(rate x minimum throughput), and then no
 * similarity is above 0.7: a rate breaker never becomes a consecutive one without loss.
 */
import { PRESETS, type Preset, type PresetName } from '../policy/presets.js'
import type { Claim } from './claims.js'

export type Level = 'high' | 'medium' | 'low'

/** high from 0.9, medium from 0.7. */
export function levelOf(score: number): Level {
  return score >= 0.9 ? 'high' : score >= 0.7 ? 'medium' : 'low'
}

export interface SimilarityPart {
  readonly name: 'attempts' | 'threshold' | 'recovery' | 'strategy' | 'operations'
  readonly weight: number
  /** 0..1 */
  readonly closeness: number
  /** What was compared, for people: "4 attempts against 5". */
  readonly text: string
}

export interface Similarity {
  readonly preset: PresetName
  /** 0..1 */
  readonly score: number
  readonly level: Level
  readonly parts: readonly SimilarityPart[]
  /** True when a rate breaker was compared by its equivalent count. */
  readonly approximate: boolean
  readonly reason: string
}

const WEIGHTS = {
  attempts: 0.3,
  threshold: 0.25,
  recovery: 0.2,
  strategy: 0.15,
  operations: 0.1,
} as const

/** The most that a comparison by equivalent count can score. */
const APPROXIMATE_CAP = 0.7

/** All presets, the nearest first; equal scores in the order simple, development, production. */
export function rankPresets(claims: readonly Claim[]): Similarity[] {
  const said = claims.filter((claim) => claim.setting && claim.scope.environment === undefined)
  return Object.values(PRESETS)
    .map((preset) => similarityTo(preset, said))
    .sort((a, b) => b.score - a.score)
}

function similarityTo(preset: Preset, said: readonly Claim[]): Similarity {
  const { numbers } = preset
  const threshold = thresholdsOf(said)
  const parts = [
    compareNumbers('attempts', valuesOf(said, 'retry.maxAttempts'), numbers.maxAttempts, ''),
    compareNumbers('threshold', threshold.values, numbers.threshold, ''),
    compareNumbers(
      'recovery',
      valuesOf(said, 'circuitBreaker.openDuration').map((ms) => ms / 1000),
      numbers.openDurationMs / 1000,
      ' s',
    ),
    compareStrategy(preset, said),
    compareOperations(preset, said),
  ].filter((part) => part !== undefined)
  const weight = parts.reduce((sum, part) => sum + part.weight, 0)
  const raw =
    weight === 0
      ? Number(preset.name === 'simple')
      : parts.reduce((sum, part) => sum + part.weight * part.closeness, 0) / weight
  const score = round(threshold.approximate ? Math.min(raw, APPROXIMATE_CAP) : raw)
  return {
    preset: preset.name,
    score,
    level: levelOf(score),
    parts,
    approximate: threshold.approximate,
    reason: reasonOf(parts, threshold.approximate && raw > APPROXIMATE_CAP),
  }
}

const round = (score: number) => Number(score.toFixed(4))

function reasonOf(parts: readonly SimilarityPart[], capped: boolean): string {
  if (parts.length === 0) return 'nothing to compare, so the middle preset'
  const text = parts.map((part) => part.text).join(', ')
  return capped ? `${text}; a rate breaker compares by an equivalent count, 0.7 at most` : text
}

/** The default's value if one is stated, else those of all operations that state one. */
function valuesOf(said: readonly Claim[], path: string): number[] {
  const found = said.filter((claim) => claim.path === path)
  const defaults = found.filter((claim) => claim.scope.operation === undefined)
  return (defaults.length > 0 ? defaults : found).map(({ value }) =>
    value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value),
  )
}

function thresholdsOf(said: readonly Claim[]): { values: number[]; approximate: boolean } {
  const counts = valuesOf(
    said.filter((claim) => claim.value !== null),
    'circuitBreaker.threshold',
  )
  if (counts.length > 0) return { values: counts, approximate: false }
  const rates = said.filter((c) => c.path === 'circuitBreaker.failureRate' && c.value !== null)
  const values = rates.flatMap((rate) => {
    const minimum = said.find(
      (claim) =>
        claim.path === 'circuitBreaker.minimumThroughput' &&
        claim.scope.operation === rate.scope.operation,
    )
    return minimum ? [Math.max(1, Math.ceil(Number(rate.value) * Number(minimum.value)))] : []
  })
  return { values, approximate: values.length > 0 }
}

function compareNumbers(
  name: 'attempts' | 'threshold' | 'recovery',
  values: readonly number[],
  preset: number,
  unit: string,
): SimilarityPart | undefined {
  if (values.length === 0) return undefined
  const closeness = values.reduce((sum, value) => sum + near(value, preset), 0) / values.length
  const distinct = [...new Set(values)].map((value) => Number(value.toPrecision(6)))
  const many = distinct.length > 3 || distinct.includes(Number.POSITIVE_INFINITY)
  const shown = distinct.length > 3 ? `${distinct.length} values` : distinct.join('/')
  return {
    name,
    weight: WEIGHTS[name],
    closeness: round(closeness),
    text:
      `${name} ${shown.replace('Infinity', 'unlimited')}${many ? '' : unit} ` +
      `(preset ${preset}${unit})`,
  }
}

function near(a: number, b: number): number {
  if (a === b) return 1
  if (!Number.isFinite(a)) return 0
  return Math.max(0, 1 - Math.abs(a - b) / Math.max(a, b))
}

function compareStrategy(preset: Preset, said: readonly Claim[]): SimilarityPart | undefined {
  const claim = said.find((c) => c.path === 'strategy' && c.scope.operation === undefined)
  if (!claim) return undefined
  return {
    name: 'strategy',
    weight: WEIGHTS.strategy,
    closeness: Number(claim.value === preset.strategy),
    text: `strategy ${claim.value} (preset ${preset.strategy})`,
  }
}

function compareOperations(preset: Preset, said: readonly Claim[]): SimilarityPart | undefined {
  const named = said.filter((c) => c.path === 'strategy' && c.scope.operation !== undefined)
  if (named.length === 0) return undefined
  const equal = named.filter(({ scope, value }) => {
    const operation = scope.operation!
    const expected = Object.hasOwn(preset.operations, operation)
      ? preset.operations[operation]
      : preset.strategy
    return value === expected
  })
  return {
    name: 'operations',
    weight: WEIGHTS.operations,
    closeness: round(equal.length / named.length),
    text: `${equal.length} of ${named.length} operation strategies`,
  }
}
