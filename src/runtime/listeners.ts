/**
 * Who listens to the machine. A listener that throws changes nothing and the others still hear
 * (R30); what it threw goes to `onError`.
 */
import type { MachineEvent } from '../orchestrator/events.js'

export type Listener<E = MachineEvent> = (event: E) => void

export class Listeners<E = MachineEvent> {
  #list: readonly Listener<E>[] = []
  readonly #onError: (error: unknown) => void

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** null while nobody listens: then nothing is built. */
  get sink(): Listener<E> | null {
    return this.#list.length === 0 ? null : this.#tell
  }

  add(listener: Listener<E>): void {
    this.#list = [...this.#list, listener]
  }

  remove(listener: Listener<E>): void {
    this.#list = this.#list.filter((other) => other !== listener)
  }

  readonly #tell = (event: E): void => {
    const list = this.#list
    for (let i = 0; i < list.length; i++) {
      try {
        list[i]!(event)
      } catch (error) {
        this.#report(error)
      }
    }
  }

  #report(error: unknown): void {
    try {
      this.#onError(error)
    } catch {
      // Whoever reports errors of listeners may fail too; a call must not.
    }
  }
}
