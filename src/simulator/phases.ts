/** The phases of a scenario: before its faults and spikes, during, the recovery, and after. */
import { parseDuration } from '../policy/duration.js'
import type { WindowSpan } from './recorder.js'
import type { Scenario } from './scenario-schema.js'

/** How long the phase after the last fault is, unless the scenario says so: 30 s. */
export const RECOVERY_MS = 30_000

/** Losing a cache is a moment; its phase is a second. */
const LOSS_MS = 1000

export interface Disturbance {
  /** First and last moment of all faults and spikes, ms. */
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
  const lostAt = scenario.upstream.cache?.lostAt
  if (lostAt !== undefined) spans.push({ fromMs: ms(lostAt), untilMs: ms(lostAt) + LOSS_MS })
  if (spans.length === 0) return null
  return {
    fromMs: Math.min(...spans.map((span) => span.fromMs)),
    untilMs: Math.min(ms(scenario.duration), Math.max(...spans.map((span) => span.untilMs))),
  }
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
