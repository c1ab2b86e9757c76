/**
 * The conformance scripts through the simulator's own driver: a third way to run the machine, with
 * the same traces. Left out: scripts that name hosts (calls here have partitions), shut down, or
 * restart.
 */
import { describe, expect, it } from 'vitest'
import { Machine } from '../../src/orchestrator/machine.js'
import { createRandom } from '../../src/orchestrator/random.js'
import { EventQueue } from '../../src/simulator/event-queue.js'
import { registerCallKinds } from '../../src/simulator/service.js'
import type { SimAttempt, Target } from '../../src/simulator/sim-attempt.js'
import { type CallHome, SimCall } from '../../src/simulator/sim-call.js'
import {
  type CallOptions,
  endingOf,
  failureFor,
  HORIZON_MS,
  lineOf,
  type Script,
} from '../conformance/script.js'
import { SCRIPTS as ALL_SCRIPTS } from '../conformance/scripts.js'
import { always } from '../conformance/virtual-driver.js'
import { policy } from '../orchestrator/policies.js'

const SCRIPTS = ALL_SCRIPTS.filter(({ acts }) =>
  acts.every(
    (act) => act[1] !== 'shutdown' && act[1] !== 'restart' && !(act[1] === 'call' && act[3]?.host),
  ),
)

class ScriptTarget implements Target {
  readonly #texts = new Map<unknown, string>()
  readonly #answer

  constructor(private readonly queue: EventQueue) {
    this.#answer = queue.register((attempt: SimAttempt) => attempt.call.answered(attempt))
  }

  expect(call: SimCall, text: string): void {
    this.#texts.set(call, text)
  }

  send(attempt: SimAttempt): boolean {
    const { afterMs, error } = endingOf(this.#texts.get(attempt.call)!, attempt.number)
    attempt.failure = error ? failureFor(error) : null
    if (typeof afterMs === 'number') {
      this.queue.schedule(this.queue.now + afterMs, this.#answer, attempt)
    }
    return afterMs === null
  }

  abandoned(): void {}
}

function run(script: Script): string[] {
  const queue = new EventQueue()
  const lines: string[] = []
  const machine = new Machine({
    policies: always(policy(script.policy)),
    random: createRandom(1),
    sink: (event) => {
      const line = lineOf(event)
      if (line !== undefined) lines.push(line)
    },
  })
  const target = new ScriptTarget(queue)
  const kinds = registerCallKinds(queue)
  const home = ({ idempotent = true, fallback = false }: CallOptions): CallHome => ({
    operation: machine.operation('op'),
    queue,
    kinds,
    target,
    fallbackTarget: null,
    running: 0,
    idempotent,
    hasFallback: fallback,
    byHost: false,
    heedsAbort: false,
    recorder: null,
    sent: () => {},
    trialEnded: () => {},
    checked: () => {},
  })
  const calls: SimCall[] = []
  const act = queue.register((given: Script['acts'][number]) => {
    const breaker = machine.breaker('op')
    if (given[1] === 'call') {
      const call = new SimCall(home(given[3] ?? {}), 0, null)
      target.expect(call, given[2])
      calls.push(call)
      call.start()
    } else if (given[1] === 'abort') calls[given[2] - 1]!.abort()
    else if (given[1] === 'reload') machine.configure(always(policy(given[2])), queue.now)
    else if (given[1] === 'isolate') breaker?.isolate(queue.now)
    else if (given[1] === 'release') breaker?.release(queue.now)
    else if (given[1] === 'close') breaker?.close(queue.now)
  })
  for (const given of script.acts) queue.schedule(given[0], act, given)
  queue.run(HORIZON_MS)
  return lines
}

describe('in the simulator', () => {
  it.each(SCRIPTS.map((script) => [script.title, script] as const))('%s', (_, script) => {
    expect(run(script)).toEqual(script.trace)
  })
})
