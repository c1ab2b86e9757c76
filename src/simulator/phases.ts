/** The phases of a scenario: before its faults and spikes, during, the recovery, and after. */
import { parseDuration } from '../policy/duration.js'
import type { WindowSpan } from './recorder.js'
import type { Scenario, ScenarioUpstream } from './scenario-schema.js'

/** How long the phase after the last fault is, unless the scenario says so: 30 s. */
export const RECOVERY_MS = 30_000

/** Losing a cache is a moment; its phase is a second. */
const LOSS_MS = 1000

export interface Disturbance {
  /** First and last moment of all faults, spikes and changes of the capacity, ms. */
  readonly fromMs: number
  readonly untilMs: number
}

/** null for a scenario in which nothing goes wrong. */
export function disturbanceOf(scenario: Scenario): Disturbance | null {
  const spans: Disturbance[] = []
  for (const fault of scenario.faults ?? []) {
    const fromMs = ms(fault.at)
    spans.push({ fromMs, untilMs: fromMs + ms(fault.for) + ms(fault.rampDown) })
  }
  if ('rate' in scenario.load) {
    for (const spike of scenario.load.spikes ?? []) {
      spans.push({ fromMs: ms(spike.at), untilMs: ms(spike.at) + ms(spike.for) })
    }
  }
  for (const { cache, capacity } of [scenario.upstream, scenario.fallback ?? NO_UPSTREAM]) {
    const lostAt = cache?.lostAt
    if (lostAt !== undefined) spans.push({ fromMs: ms(lostAt), untilMs: ms(lostAt) + LOSS_MS })
    spans.push(...changesOf(capacity ?? []))
  }
  const endMs = ms(scenario.duration)
  const seen = spans.filter((span) => span.fromMs < endMs)
  if (seen.length === 0) return null
  return {
    fromMs: Math.min(...seen.map((span) => span.fromMs)),
    untilMs: Math.min(endMs, Math.max(...seen.map((span) => span.untilMs))),
  }
}

const NO_UPSTREAM: Pick<ScenarioUpstream, 'cache' | 'capacity'> = {}

/** Each stretch of time over which the capacity becomes another. */
function changesOf(points: NonNullable<ScenarioUpstream['capacity']>): Disturbance[] {
  return points.flatMap(({ at, share }, i) => {
    const next = points[i + 1]
    if (next === undefined || next.share === share) return []
    return [{ fromMs: ms(at), untilMs: ms(next.at) }]
  })
}

/** Windows without gaps from 0 to the end of the load; empty ones are left out. */
export function phasesOf(scenario: Scenario): WindowSpan[] {
  const endMs = ms(scenario.duration)
  const disturbance = disturbanceOf(scenario)
  if (disturbance === null) return [{ name: 'all', fromMs: 0, untilMs: endMs }]
  const { fromMs, untilMs } = disturbance
  const recoveredMs = Math.min(
    endMs,
    untilMs + (scenario.recovery === undefined ? RECOVERY_MS : ms(scenario.recovery)),
  )
  const phases: WindowSpan[] = [
    { name: 'before', fromMs: 0, untilMs: fromMs },
    { name: 'fault', fromMs, untilMs },
    { name: 'recovery', fromMs: untilMs, untilMs: recoveredMs },
    { name: 'after', fromMs: recoveredMs, untilMs: endMs },
  ]
  return phases.filter((phase) => phase.untilMs > phase.fromMs)
}

function ms(duration: string | undefined): number {
  return duration === undefined ? 0 : parseDuration(duration)!
}
