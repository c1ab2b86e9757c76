/**
 * The attempts in flight that a breaker watches for slowness, in order of their start: a hung
 * upstream opens it before anything has ended. Links inside of the attempts; every operation is
 * constant, `count` per attempt that newly is slow.
 */
import type { ResolvedBreaker } from '../policy/resolved.js'
import { type Attempt, Flag } from './attempt.js'

/** Whether the policy has any use for it. */
export function tracksSlow(policy: ResolvedBreaker): boolean {
  return policy.slowCallRate !== null && policy.slowCallDurationMs !== null
}

export class SlowWatch {
  #oldest: Attempt | null = null
  #newest: Attempt | null = null
  /** The oldest that was not slow yet; all before it are. */
  #fast: Attempt | null = null
  #slow = 0

  get empty(): boolean {
    return this.#oldest === null
  }

  get slow(): number {
    return this.#slow
  }

  add(attempt: Attempt): void {
    attempt.flags |= Flag.TRACKED
    attempt.previous = this.#newest
    if (this.#newest) this.#newest.next = attempt
    else this.#oldest = attempt
    this.#newest = attempt
    this.#fast ??= attempt
  }

  remove(attempt: Attempt): void {
    if ((attempt.flags & Flag.TRACKED) === 0) return
    if (attempt.flags & Flag.SLOW) this.#slow--
    if (this.#fast === attempt) this.#fast = attempt.next
    attempt.flags &= ~(Flag.TRACKED | Flag.SLOW)
    if (attempt.previous) attempt.previous.next = attempt.next
    else this.#oldest = attempt.next
    if (attempt.next) attempt.next.previous = attempt.previous
    else this.#newest = attempt.previous
    attempt.previous = null
    attempt.next = null
  }

  clear(): void {
    while (this.#oldest) this.remove(this.#oldest)
  }

  /** Takes note of who is slow by `now`; true if someone newly is. */
  age(now: number, limitMs: number): boolean {
    const before = this.#slow
    while (this.#fast && now - (this.#fast.startedAt ?? now) > limitMs) {
      this.#fast.flags |= Flag.SLOW
      this.#slow++
      this.#fast = this.#fast.next
    }
    return this.#slow > before
  }
}
