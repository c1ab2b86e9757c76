/**
 * The next service of a chain as a target: each attempt of the layer above is a call of its own
 * there, under that layer's policy. Its outcome becomes the attempt's result, as a status.
 */
import { type Failure, failureOf } from '../orchestrator/failure.js'
import type { Service } from './service.js'
import type { SimAttempt, Target } from './sim-attempt.js'
import { SimCall } from './sim-call.js'

const TIMED_OUT = failureOf('timeout', { status: 504 })
const UNAVAILABLE = failureOf('server-error', { status: 503 })
const BROKEN = failureOf('server-error', { status: 502 })

export interface NextServiceOptions {
  /** Whether a caller that gives up cancels the call that is made for it. Default true. */
  readonly passesCancelOn?: boolean
}

export class NextService implements Target {
  readonly #services: readonly Service[]
  readonly #passesCancelOn: boolean
  #turn = 0

  /** Instances take turns. */
  constructor(services: readonly Service[], { passesCancelOn }: NextServiceOptions = {}) {
    this.#services = services
    this.#passesCancelOn = passesCancelOn ?? true
  }

  send(attempt: SimAttempt): boolean {
    const service = this.#services[this.#turn]!
    this.#turn = (this.#turn + 1) % this.#services.length
    const child = new SimCall(service, attempt.call.key, this)
    child.parent = attempt
    attempt.child = child
    attempt.sending = true
    child.start()
    attempt.sending = false
    return child.settled
  }

  abandoned(attempt: SimAttempt): void {
    if (this.#passesCancelOn) attempt.child?.abort()
  }

  callEnded(child: SimCall): void {
    const attempt = child.parent!
    attempt.child = null
    // Who cancelled it is in the middle of a step: it hears of the end with its signal.
    if (child.outcome === 'cancelled') this.#letGo(attempt)
    else {
      attempt.failure = resultOf(child)
      if (!attempt.sending) attempt.call.answered(attempt)
    }
  }

  #letGo(attempt: SimAttempt): void {
    const { queue, kinds } = this.#services[0]!
    queue.schedule(queue.now, kinds.letGo, attempt)
  }
}

function resultOf({ outcome, fallbackWorked, failure }: SimCall): Failure | null {
  if (outcome === 'success' || fallbackWorked === true) return null
  if (outcome === 'timeout') return TIMED_OUT
  if (outcome === 'rejected') return UNAVAILABLE
  return failure?.kind === 'permanent' ? failure : BROKEN
}
