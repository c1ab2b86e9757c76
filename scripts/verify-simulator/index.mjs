/** All checks of verify-simulator, in the order of simulation.md, B. */
import { backoff } from './backoff.mjs'
import { breaker } from './breaker.mjs'
import { budgets } from './budgets.mjs'
import { contention } from './contention.mjs'
import { herd } from './herd.mjs'
import { metastable } from './metastable.mjs'
import { queues } from './queues.mjs'
import { recovery } from './recovery.mjs'
import { retries } from './retries.mjs'
import { strategies } from './strategies.mjs'
import { throttle } from './throttle.mjs'
import { toolsOf } from './tools.mjs'

export { runCheck } from './tools.mjs'

/** `sim`: the simulator's modules, see `modulesOf`. */
export function checksOf(sim) {
  const tools = toolsOf(sim)
  const parts = [
    ...[queues, retries, backoff, contention, herd, strategies, budgets, throttle],
    ...[breaker, recovery, metastable],
  ]
  return parts.flatMap((make) => make(tools))
}

/** Loads what the checks use, by a function from a path below src/ (without ending) to a module. */
export async function modulesOf(load) {
  const files = [
    ...['simulator/world', 'simulator/profile', 'simulator/law', 'simulator/streams'],
    ...['orchestrator/random', 'orchestrator/backoff', 'orchestrator/failure'],
    ...['orchestrator/breaker', 'policy/resolve'],
  ]
  return Object.assign({}, ...(await Promise.all(files.map(load))))
}
