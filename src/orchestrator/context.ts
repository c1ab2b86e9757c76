/** What all operations of one machine share; the machine owns it. */
import type { EventSink, MachineEvent, TransitionEvent } from './events.js'
import type { Random } from './random.js'

export interface MachineContext {
  readonly random: Random
  /** null when nobody listens: nothing is built then. */
  sink: EventSink | null
  /** The sink wants neither attempts nor successes at the first: then those are not built. */
  unusualOnly?: boolean
  /** Hears transitions alone, before `sink` does: for who must not slow every call down. */
  onTransition?: ((event: TransitionEvent) => void) | null
  /** A listener is being told: a call may be in the middle of a step. */
  telling?: boolean | undefined
  /** Set by shutdown, never unset (R14). */
  closed: boolean
}

/** What a listener does to a call meanwhile is put off until the machine has returned. */
export function tell<E extends MachineEvent>(
  context: MachineContext,
  event: E,
  listener: ((event: E) => void) | null | undefined = context.sink,
): void {
  if (!listener) return
  const outer = context.telling
  context.telling = true
  try {
    listener(event)
  } finally {
    context.telling = outer
  }
}
