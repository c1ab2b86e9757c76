/** A figure over seeds: mean and the middle 90 %. */

export interface Spread {
  /** How many seeds had a figure, and how many had none. */
  readonly count: number
  readonly missing: number
  readonly mean: number
  /** 5 % and 95 % of the seeds lie below; with few seeds near the least and the most. */
  readonly p5: number
  readonly p95: number
  readonly min: number
  readonly max: number
}

/** null when no seed had a figure. Percentiles are interpolated between the ordered values. */
export function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (known.length === 0) return null
  return {
    count: known.length,
    missing: values.length - known.length,
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    p5: between(known, 0.05),
    p95: between(known, 0.95),
    min: known[0]!,
    max: known.at(-1)!,
  }
}

function between(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1)
  const low = sorted[Math.floor(at)]!
  const high = sorted[Math.ceil(at)]!
  return low + (high - low) * (at - Math.floor(at))
}
