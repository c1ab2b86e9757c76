/** Runs a script through the runtime: real promises and signals, a clock that is turned by hand. */
import { createRandom } from '../../src/orchestrator/random.js'
import { createOrchestrator } from '../../src/runtime/orchestrator.js'
import { policy } from '../orchestrator/policies.js'
import { FakeClock } from '../runtime/fake-clock.js'
import { type Act, type CallOptions, endingOf, HORIZON_MS, lineOf, type Script } from './script.js'
import { always } from './virtual-driver.js'

export interface RuntimeRun {
  readonly lines: readonly string[]
  /** Calls that have not settled, waits and timers that are left. */
  readonly left: readonly [calls: number, waits: number, timers: number]
}

export async function runRuntime(script: Script): Promise<RuntimeRun> {
  const clock = new FakeClock()
  const lines: string[] = []
  const create = () => {
    const made = createOrchestrator({
      policies: always(policy(script.policy)),
      random: createRandom(1),
      clock,
    })
    made.on((event) => {
      const line = lineOf(event)
      if (line !== undefined) lines.push(line)
    })
    return made
  }
  let orchestrator = create()
  const aborts: AbortController[] = []
  let open = 0
  const aborted = new Set(script.acts.filter((act) => act[1] === 'abort').map((act) => act[2]))

  const call = (attempts: string, options: CallOptions = {}) => {
    const controller = new AbortController()
    aborts.push(controller)
    open++
    const { idempotent = true, fallback = false, host } = options
    const run = ({ attempt }: { attempt: number }) => {
      const { afterMs, error } = endingOf(attempts, attempt)
      if (afterMs === null) {
        if (error) throw error
        return 'ok'
      }
      return new Promise<string>((resolve, reject) => {
        if (afterMs === undefined) return
        clock.setTimeout(() => (error ? reject(error) : resolve('ok')), afterMs)
      })
    }
    orchestrator
      .execute('op', run, {
        idempotent,
        host,
        // A signal only where it is used: both ways of the runtime are to be met.
        ...(aborted.has(aborts.length) ? { signal: controller.signal } : {}),
        ...(fallback ? { fallback: () => 'fallback' } : {}),
      })
      .then(
        () => open--,
        () => open--,
      )
  }

  const restart = () => {
    const saved = JSON.parse(JSON.stringify(orchestrator.snapshot()))
    orchestrator = create()
    orchestrator.restore(saved)
  }

  const perform = (act: Act) => {
    if (act[1] === 'call') call(act[2], act[3])
    else if (act[1] === 'abort') aborts[act[2] - 1]!.abort()
    else if (act[1] === 'reload') orchestrator.reload(always(policy(act[2])))
    else if (act[1] === 'restart') restart()
    else if (act[1] === 'shutdown') orchestrator.shutdown()
    else if (act[1] === 'isolate') orchestrator.isolate('op')
    else if (act[1] === 'release') orchestrator.release('op')
    else orchestrator.closeBreaker('op')
  }

  for (const act of script.acts) {
    await clock.runTo(act[0])
    perform(act)
  }
  await clock.runTo(HORIZON_MS)
  return { lines, left: [open, orchestrator.waits, clock.pending] }
}
