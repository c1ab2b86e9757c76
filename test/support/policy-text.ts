/** Orchestrators under a policy written as text, as a user would write it. */
import { expect } from 'vitest'
import type { MachineEvent } from '../../src/orchestrator/events.js'
import {
  createOrchestrator,
  type Orchestrator,
  type OrchestratorOptions,
} from '../../src/runtime/orchestrator.js'
import { type PolicySettings, readPolicies } from '../../src/runtime/policies.js'

/** The policies of a text without an error. */
export function policiesOf(text: string, settings: PolicySettings = {}) {
  const { value, diagnostics } = readPolicies(text, settings)
  expect(diagnostics).toEqual([])
  return value!
}

export function orchestratorOf(
  text: string,
  options: Omit<OrchestratorOptions, 'policies'> = {},
): Orchestrator {
  return createOrchestrator({ ...options, policies: policiesOf(text) })
}

/** Everything that an orchestrator tells from now on. */
export function eventsOf(orchestrator: Orchestrator): MachineEvent[] {
  const events: MachineEvent[] = []
  orchestrator.on((event) => events.push(event))
  return events
}

/** From and to of the transitions among events, e.g. `closed → open`. */
export function transitionsOf(events: readonly MachineEvent[], breaker?: string): string[] {
  return events.flatMap((event) =>
    event.type === 'transition' && (breaker === undefined || event.breaker === breaker)
      ? [`${event.from} → ${event.to}`]
      : [],
  )
}

/** Real time: keep it short. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Asks again until it holds; for what happens soon, at a time that is not ours. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 10_000) {
  const end = performance.now() + limitMs
  while (!(await holds())) {
    if (performance.now() > end) expect.fail(`did not come about within ${limitMs} ms`)
    await sleep(5)
  }
}
