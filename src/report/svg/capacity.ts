/**
 * What an upstream can serve: workers ÷ mean work. Known where the work does not depend on what
 * else goes on: not with work that grows with the calls in it, nor with a cache before it. Slow
 * faults are not in it: it is the capacity of a healthy upstream with the workers of that moment.
 */
import { parseDuration } from '../../policy/duration.js'
import type { ScenarioLaw, ScenarioUpstream } from '../../simulator/scenario-schema.js'

/** Attempts per second; null: not known, or without limit. `workers` null: no limit. */
export function capacityPerS(upstream: ScenarioUpstream, workers: number | null): number | null {
  if (workers === null || upstream.cache || ms(upstream.latencyPerCall ?? '0s') > 0) return null
  const workMs = meanMs(upstream.latency)
  return workMs !== null && workMs > 0 ? (workers / workMs) * 1000 : null
}

/** The 99th percentile of the standard normal. */
const Z99 = 2.3263478740408408

/**
 * null: not known, as of values that a file keeps. Of samples that are cut off below 0, as normal
 * ones may be, a little less than the true mean.
 */
export function meanMs(law: ScenarioLaw): number | null {
  if ('file' in law) return null
  if ('constant' in law) return ms(law.constant)
  if ('exponential' in law) return ms(law.exponential.mean)
  if ('normal' in law) return ms(law.normal.mean)
  if ('lognormal' in law) {
    const [p50, p99] = [ms(law.lognormal.p50), ms(law.lognormal.p99)]
    return p50 * Math.exp((Math.log(p99 / p50) / Z99) ** 2 / 2)
  }
  if ('values' in law) return law.values.reduce((sum, value) => sum + value, 0) / law.values.length
  const { fast, slow, slowShare } = law.bimodal
  const [fastMs, slowMs] = [meanMs(fast), meanMs(slow)]
  if (fastMs === null || slowMs === null) return null
  return (1 - slowShare) * fastMs + slowShare * slowMs
}

function ms(duration: string): number {
  return parseDuration(duration)!
}
