/** The plain driver: virtual time, no promise, no timer. What a simulator does, in a few lines. */
import type { Attempt } from '../../src/orchestrator/attempt.js'
import { Call } from '../../src/orchestrator/call.js'
import { Step } from '../../src/orchestrator/call-record.js'
import { Machine } from '../../src/orchestrator/machine.js'
import type { Operation } from '../../src/orchestrator/operation.js'
import { createRandom } from '../../src/orchestrator/random.js'
import type { ResolvedPolicy } from '../../src/policy/resolved.js'
import { policy } from '../orchestrator/policies.js'
import {
  type CallOptions,
  endingOf,
  failureFor,
  HORIZON_MS,
  lineOf,
  type Script,
} from './script.js'

export const always = (resolved: ResolvedPolicy) => ({
  operations: ['op'],
  policyOf: () => resolved,
})

class VirtualCall extends Call {
  constructor(
    operation: Operation,
    readonly world: VirtualWorld,
    readonly attemptsText: string,
    { idempotent, fallback, host }: CallOptions,
  ) {
    super(operation, world.now, idempotent ?? true, fallback ?? false, host)
  }

  override granted(): void {
    this.world.at(this.world.now, () => this.advance(this.resume(this.world.now)))
  }

  advance(first: Step): void {
    let step = first
    while (step === Step.ATTEMPT) step = this.#send(this.current!)
    if (step === Step.FALLBACK) this.fallbackEnded()
    const { world } = this
    const wakeAt = this.wakeAt()
    if (wakeAt !== Number.POSITIVE_INFINITY) {
      world.at(Math.max(world.now, wakeAt), () => {
        if (this.wakeAt() <= world.now) this.advance(this.wake(world.now))
      })
    }
  }

  #send(attempt: Attempt): Step {
    const { afterMs, error } = endingOf(this.attemptsText, attempt.number)
    if (afterMs === null) return this.#end(attempt, error)
    if (afterMs !== undefined) {
      this.world.at(this.world.now + afterMs, () => this.advance(this.#end(attempt, error)))
    }
    return Step.WAIT
  }

  #end(attempt: Attempt, error: Error | undefined): Step {
    const { now } = this.world
    return error ? this.fail(attempt, failureFor(error), now) : this.succeed(attempt, now)
  }
}

export class VirtualWorld {
  now = 0
  readonly lines: string[] = []
  machine: Machine
  readonly calls: VirtualCall[] = []
  #queue: { at: number; order: number; run: () => void }[] = []
  #order = 0

  constructor(
    readonly resolved: ResolvedPolicy,
    seed: string | number = 1,
  ) {
    this.machine = this.#create(seed)
  }

  #create(seed: string | number): Machine {
    return new Machine({
      policies: always(this.resolved),
      random: createRandom(seed),
      sink: (event) => {
        const line = lineOf(event)
        if (line !== undefined) this.lines.push(line)
      },
    })
  }

  restart(): void {
    const saved = JSON.parse(JSON.stringify(this.machine.snapshot(this.now)))
    this.machine = this.#create(1)
    this.machine.restore(saved, this.now)
  }

  at(at: number, run: () => void): void {
    this.#queue.push({ at, order: this.#order++, run })
  }

  call(attempts: string, options: CallOptions = {}): VirtualCall {
    const call = new VirtualCall(this.machine.operation('op'), this, attempts, options)
    this.calls.push(call)
    call.advance(call.begin(this.now))
    return call
  }

  runTo(end: number): void {
    for (;;) {
      this.#queue.sort((a, b) => a.at - b.at || a.order - b.order)
      const next = this.#queue[0]
      if (!next || next.at > end) break
      this.#queue.shift()
      this.now = next.at
      next.run()
    }
    this.now = end
  }
}

export function runVirtual(script: Script): string[] {
  const world = new VirtualWorld(policy(script.policy))
  for (const act of script.acts) {
    world.at(act[0], () => {
      const breaker = world.machine.breaker('op')
      if (act[1] === 'call') world.call(act[2], act[3])
      else if (act[1] === 'abort') {
        const call = world.calls[act[2] - 1]!
        call.advance(call.cancel(world.now))
      } else if (act[1] === 'reload') {
        world.machine.configure(always(policy(act[2])), world.now)
      } else if (act[1] === 'shutdown') {
        world.machine.close()
        for (const call of world.calls) if (!call.done) call.advance(call.shutDown(world.now))
      } else if (act[1] === 'restart') world.restart()
      else if (act[1] === 'isolate') breaker?.isolate(world.now)
      else if (act[1] === 'release') breaker?.release(world.now)
      else breaker?.close(world.now)
    })
  }
  world.runTo(HORIZON_MS)
  return world.lines
}
