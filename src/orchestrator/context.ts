/** What all operations of one machine share; the machine owns it. */
import type { EventSink, TransitionEvent } from './events.js'
import type { Random } from './random.js'

export interface MachineContext {
  readonly random: Random
  /** null when nobody listens: nothing is built then. */
  sink: EventSink | null
  /** Hears transitions alone, before `sink` does: for who must not slow every call down. */
  onTransition?: ((event: TransitionEvent) => void) | null
  /** Set by shutdown, never unset (R14). */
  closed: boolean
}
