/** An orchestrator under one policy on a clock turned by hand, for tests of what watches it. */
import { createRandom } from '../../src/orchestrator/random.js'
import { createOrchestrator, type OrchestratorOptions } from '../../src/runtime/orchestrator.js'
import { type PolicyParts, policy } from '../orchestrator/policies.js'
import { FakeClock } from './fake-clock.js'

export interface Watched {
  readonly clock: FakeClock
  readonly orchestrator: ReturnType<typeof createOrchestrator>
  /** Calls `operation` and gives how it ended: the result, or the message of what it threw. */
  call(operation: string, ...attempts: ('ok' | 'fail' | 'hang' | number)[]): Promise<string>
}

export const policiesOf = (parts: PolicyParts, ...operations: string[]) => ({
  operations,
  policyOf: () => policy(parts),
})

/** A number among the attempts is ms until it succeeds; the last one repeats. */
export function watched(parts: PolicyParts, options: Partial<OrchestratorOptions> = {}): Watched {
  const clock = new FakeClock()
  const policies = policiesOf(parts)
  const orchestrator = createOrchestrator({ policies, random: createRandom(1), clock, ...options })
  return {
    clock,
    orchestrator,
    call: (operation, ...attempts) =>
      orchestrator
        .execute(operation, ({ attempt }) => behave(clock, attempts, attempt))
        .catch((error: Error) => error.message),
  }
}

function behave(
  clock: FakeClock,
  attempts: readonly (string | number)[],
  attempt: number,
): Promise<string> {
  const what = attempts[Math.min(attempt, attempts.length) - 1] ?? 'ok'
  if (what === 'ok') return Promise.resolve('ok')
  if (what === 'hang') return new Promise(() => {})
  if (what === 'fail') return Promise.reject(Object.assign(new Error('boom'), { status: 503 }))
  return new Promise((resolve) => clock.setTimeout(() => resolve('ok'), Number(what)))
}
