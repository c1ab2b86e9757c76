/**
 * What the built-in scenarios share: 100 clients with 250 calls/s in all on an upstream of 40
 * workers that can do 630. One call in three attempts each would be 750: vulnerable on purpose; 200
 * calls/s (`rate`) is the safe side. Figures: simulation.md, C.
 */
import { type Scenario, type ScenarioInput, scenarioSchema } from '../scenario-schema.js'

export const UPSTREAM = {
  latency: { lognormal: { p50: '50ms', p99: '250ms' } },
  workers: 40,
} as const satisfies ScenarioInput['upstream']

export const COMMON = {
  version: 1,
  duration: '180s',
  clients: 100,
  load: { rate: 250 },
  upstream: UPSTREAM,
} as const satisfies Partial<ScenarioInput>

/** Checks a scenario that is written here; one that the schema refuses is a bug. */
export function defineScenario(input: ScenarioInput): Scenario {
  return scenarioSchema.parse(input)
}
