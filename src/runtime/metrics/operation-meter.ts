/**
 * What is counted of one operation: its books since the last reset, latency, why calls failed or
 * were sent away, and the breakers' transitions. The books are the machine's own; only what they do
 * not tell is counted here, so that a successful call costs one bucket.
 *
 * An operation that the machine threw out for want of room and made again goes on where it stood.
 */
import type { Outcome, TransitionEvent } from '../../orchestrator/events.js'
import type { Failure, FailureKind, RejectionReason } from '../../orchestrator/failure.js'
import type { Meter } from '../../orchestrator/meter.js'
import type { Books, Operation } from '../../orchestrator/operation.js'
import { Histogram } from './histogram.js'

const ZERO: Readonly<Books> = {
  calls: 0,
  success: 0,
  failure: 0,
  timeout: 0,
  rejected: 0,
  cancelled: 0,
  attempts: 0,
  retries: 0,
  fallbacks: 0,
}

const KEYS = Object.keys(ZERO) as (keyof Books)[]

export type Tally<K extends string> = Partial<Record<K, number>>

export interface TransitionCount {
  readonly from: TransitionEvent['from']
  readonly to: TransitionEvent['to']
  readonly trigger: TransitionEvent['trigger']
  readonly count: number
}

export class OperationMeter implements Meter {
  readonly name: string
  /** From the call to its outcome, of all calls but rejected ones. */
  readonly latency = new Histogram()
  /** Calls that ended as failure or timeout, by the kind of their last failure. */
  failures: Tally<FailureKind> = {}
  /** Rejected calls by reason. */
  rejections: Tally<RejectionReason> = {}
  /** Changes when counts of before cannot be compared with those of now. */
  generation = 0
  #operation: Operation | null = null
  /** The operation's books when counting began. */
  #from: Books = { ...ZERO }
  /** Of operations of before under this name. */
  #carried: Books = { ...ZERO }
  #transitions = new Map<string, TransitionCount>()

  constructor(name: string) {
    this.name = name
  }

  /** null when it stands for what the machine has forgotten. */
  get operation(): Operation | null {
    return this.#operation
  }

  get inFlight(): number {
    return this.#operation?.inFlight ?? 0
  }

  /** Begins to measure; calls in flight count as begun now. */
  adopt(operation: Operation): this {
    this.#carried = this.totals()
    this.#operation = operation
    this.#from = booksNow(operation)
    return this
  }

  /** Measures no more; calls in flight, whose outcome it will not hear, are taken out. */
  release(): void {
    const { inFlight } = this
    this.#carried = this.totals()
    this.#carried.calls -= inFlight
    this.#operation = null
    this.#from = { ...ZERO }
  }

  ended(outcome: Outcome, elapsedMs: number, failure: Failure | null): void {
    if (outcome !== 'rejected') this.latency.record(elapsedMs)
    if (failure !== null) this.#count(outcome, failure)
  }

  moved({ from, to, trigger }: TransitionEvent): void {
    const key = `${from} ${trigger} ${to}`
    const count = (this.#transitions.get(key)?.count ?? 0) + 1
    this.#transitions.set(key, { from, to, trigger, count })
  }

  /** A copy; R34: the outcomes add up to `calls` minus those in flight. */
  totals(): Books {
    const books = this.#operation?.books ?? ZERO
    const made = { ...ZERO }
    for (const key of KEYS) made[key] = this.#carried[key] + books[key] - this.#from[key]
    return made
  }

  transitions(): TransitionCount[] {
    return [...this.#transitions.values()]
  }

  /** How often a breaker of the operation entered the state. */
  entered(state: TransitionEvent['to']): number {
    let sum = 0
    for (const { from, to, count } of this.#transitions.values()) {
      if (to === state && from !== state) sum += count
    }
    return sum
  }

  reset(): void {
    this.generation++
    this.latency.reset()
    this.failures = {}
    this.rejections = {}
    this.#transitions.clear()
    this.#carried = { ...ZERO }
    this.#from = this.#operation ? booksNow(this.#operation) : { ...ZERO }
  }

  /** Takes over what another has counted. */
  absorb(other: OperationMeter): void {
    this.generation++
    const totals = other.totals()
    for (const key of KEYS) this.#carried[key] += totals[key]
    this.latency.merge(other.latency)
    add(this.failures, other.failures)
    add(this.rejections, other.rejections)
    for (const [key, moved] of other.#transitions) {
      const count = (this.#transitions.get(key)?.count ?? 0) + moved.count
      this.#transitions.set(key, { ...moved, count })
    }
  }

  #count(outcome: Outcome, { kind, reason }: Failure): void {
    if (outcome === 'rejected') {
      if (reason !== undefined) this.rejections[reason] = (this.rejections[reason] ?? 0) + 1
    } else if (outcome !== 'cancelled') this.failures[kind] = (this.failures[kind] ?? 0) + 1
  }
}

/** Where counting begins: a call in flight has its outcome still to come, so it is to count. */
function booksNow({ books, inFlight }: Operation): Books {
  return { ...books, calls: books.calls - inFlight }
}

function add<K extends string>(to: Tally<K>, from: Tally<K>): void {
  for (const key of Object.keys(from) as K[]) to[key] = (to[key] ?? 0) + from[key]!
}
