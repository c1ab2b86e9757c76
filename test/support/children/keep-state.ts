/**
 * A process under load that keeps its breakers in a file: calls to a fake upstream that goes up and
 * down by chance. Each transition is printed before anything else happens, so that whoever kills
 * the process knows what it had reported. Ends when its input does.
 *
 *   keep-state FILE SEED OPERATION=OPEN_MS…
 */
import { writeSync } from 'node:fs'
import { createRandom } from '../../../src/orchestrator/random.js'
import { createOrchestrator } from '../../../src/runtime/orchestrator.js'
import { fileStore } from '../../../src/runtime/state/file-store.js'
import { persistState } from '../../../src/runtime/state/persist.js'
import { policy } from '../../orchestrator/policies.js'

const [file = '', seed = '', ...given] = process.argv.slice(2)
const openMs = new Map(given.map((text) => text.split('=') as [string, string]))
const random = createRandom(seed)

const orchestrator = createOrchestrator({
  random,
  policies: {
    operations: [...openMs.keys()],
    policyOf: (name) =>
      policy({ circuitBreaker: { threshold: 2, openDurationMs: Number(openMs.get(name) ?? 100) } }),
  },
})

const persistence = await persistState(orchestrator, fileStore(file), {
  intervalMs: 15,
  onProblem: ({ ruleId, message }) => tell({ problem: `${ruleId}: ${message}` }),
})
orchestrator.on((event) => {
  if (event.type !== 'transition') return
  const rest = event.openUntil === undefined ? 0 : event.openUntil - performance.now()
  tell({ breaker: event.breaker, to: event.to, untilMs: Date.now() + rest })
})
tell({ restored: orchestrator.snapshot() })

let ended = false
process.stdin.on('end', () => {
  ended = true
})
process.stdin.resume()
const up = new Map<string, boolean>()
while (!ended) {
  for (const name of openMs.keys()) {
    if (random() < 0.05) up.set(name, !up.get(name))
    const call = orchestrator.execute(name, () => {
      if (up.get(name)) return 'up'
      throw new Error('down')
    })
    await call.catch(() => {})
  }
  await new Promise((resolve) => setTimeout(resolve, 1))
}
await persistence.close()
tell({ closed: orchestrator.snapshot() })

function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}
