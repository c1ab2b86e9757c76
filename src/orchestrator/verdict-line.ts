/**
 * Calls that wait until half-open has come to a verdict, or a permit of it is free again. All are
 * woken each time and ask again: most are let through at once, or sent away, and who is not stays.
 */

/** `granted` must not call back; it sees to it that the call goes on soon. */
export interface Waiting {
  granted(): void
}

export class VerdictLine {
  /** null until somebody waits: there is one line for each breaker. */
  #calls: Set<Waiting> | null = null

  join(call: Waiting): void {
    this.#calls ??= new Set()
    this.#calls.add(call)
  }

  leave(call: Waiting): void {
    this.#calls?.delete(call)
  }

  has(call: Waiting): boolean {
    return this.#calls?.has(call) ?? false
  }

  wake(): void {
    if (this.#calls !== null) for (const call of this.#calls) call.granted()
  }

  /** In the order of their coming. */
  calls(): Waiting[] {
    return [...(this.#calls ?? [])]
  }
}
