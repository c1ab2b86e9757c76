/** What all operations of one machine share; the machine owns it. */
import type { EventSink, TransitionEvent } from './events.js'
import type { Random } from './random.js'

export interface MachineContext {
  readonly random: Random
  /** null when nobody listens: nothing is built then. */
  sink: EventSink | null
  /** The sink wants neither attempts nor successes at the first: then those are not built. */
  unusualOnly?: boolean
  /** Hears transitions alone, before `sink` does: for who must not slow every call down. */
  onTransition?: ((event: TransitionEvent) => void) | null
  /** Set by shutdown, never unset (R14). */
  closed: boolean
}
