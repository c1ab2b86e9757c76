/**
 * What looks at a run from outside: how often invariants are checked, the log of breaker
 * transitions, the trace. Violations end the run: they are bugs, and are told with the seed.
 */
import type { MachineEvent, TransitionEvent } from '../orchestrator/events.js'
import { traceLine } from './trace.js'

/**
 * `every`: after each step of each call; costs about a twentieth of the speed (bench:simulator).
 * `sampled`: after one step in 256. `off`: transitions alone.
 */
export type Checks = 'every' | 'sampled' | 'off'

export interface WatchOptions {
  readonly seed: number | string
  readonly checks?: Checks
  /** Takes the lines of the trace, without line ends; null for none. */
  readonly trace?: ((line: string) => void) | null
}

export interface LoggedTransition {
  readonly service: string
  readonly event: TransitionEvent
}

/** Who makes calls, as far as a watch needs to know. */
export interface Watched {
  readonly name: string
}

/** An invariant of the machine or of the simulator does not hold: a bug, never the user's fault. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

const SAMPLE_MASK = 255

export class Watch {
  readonly transitions: LoggedTransition[] = []
  readonly #seed: number | string
  readonly #trace: ((line: string) => void) | null
  readonly #mask: number
  #steps = 0
  /** Last known state by breaker; a breaker starts closed. */
  readonly #states = new Map<string, string>()
  #lastAt = 0

  constructor({ seed, checks, trace }: WatchOptions) {
    this.#seed = seed
    this.#trace = trace ?? null
    this.#mask = checks === 'off' ? -1 : checks === 'every' ? 0 : SAMPLE_MASK
  }

  /** Whether it wants to hear of every event; of transitions it always does. */
  get traces(): boolean {
    return this.#trace !== null
  }

  isCheckDue(): boolean {
    return this.#mask >= 0 && (++this.#steps & this.#mask) === 0
  }

  heard(service: Watched, event: MachineEvent): void {
    if (event.type === 'transition') this.#transition(service, event)
    if (this.#trace === null) return
    this.#trace(traceLine(service.name, event))
  }

  /** A line about what is no event of a machine: faults, upstreams. */
  note(line: () => string): void {
    if (this.#trace !== null) this.#trace(line())
  }

  fail(who: string, atMs: number, wrong: string): never {
    throw new InvariantError(`${who} at ${atMs} ms: ${wrong} (seed ${this.#seed})`)
  }

  #transition({ name }: Watched, event: TransitionEvent): void {
    const id = `${name} ${event.breaker}`
    const before = this.#states.get(id) ?? 'closed'
    if (event.from !== before) {
      this.fail(id, event.at, `leaves ${event.from}, but it was ${before}`)
    }
    if (event.at < this.#lastAt) this.fail(id, event.at, 'a transition goes back in time')
    this.#lastAt = event.at
    this.#states.set(id, event.to)
    this.transitions.push({ service: name, event })
  }
}
