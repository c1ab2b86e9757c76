/**
 * The retry budget of one operation: how many further attempts (retries and hedges) all its calls
 * may have, so that retries cannot multiply an outage. Every permit is given back exactly once.
 */
import type { ResolvedBudget } from '../policy/resolved.js'

// A tenth added ten times is a little less than one.
const EPSILON = 1e-9

export class Budget {
  #policy: ResolvedBudget
  #tokens: number
  /** Further attempts that are waiting or in flight. */
  inFlight = 0

  constructor(policy: ResolvedBudget) {
    this.#policy = policy
    this.#tokens = policy.maxTokens ?? 0
  }

  get tokens(): number {
    return this.#tokens
  }

  /**
   * Takes a permit for one further attempt. `calls`: logical calls in flight, this one included.
   */
  tryAcquire(calls: number): boolean {
    const { kind, ratio, minConcurrent, maxConcurrent } = this.#policy
    if (kind === 'token-bucket') {
      if (this.#tokens < 1 - EPSILON) return false
      this.#tokens = Math.max(0, this.#tokens - 1)
    } else {
      const most =
        kind === 'ratio' ? Math.max(minConcurrent ?? 0, (ratio ?? 0) * calls) : (maxConcurrent ?? 0)
      if (this.inFlight + 1 > most + EPSILON) return false
    }
    this.inFlight++
    return true
  }

  release(): void {
    this.inFlight--
  }

  /** Gives a permit back unused: its attempt was never sent. */
  cancel(): void {
    this.inFlight--
    if (this.#policy.kind !== 'token-bucket') return
    this.#tokens = Math.min(this.#policy.maxTokens ?? 0, this.#tokens + 1)
  }

  started(): void {
    if (this.#policy.depositOn === 'start') this.#deposit()
  }

  succeeded(): void {
    if (this.#policy.depositOn === 'success') this.#deposit()
  }

  /** Takes a changed policy on; tokens are kept up to the new maximum (R35). */
  configure(policy: ResolvedBudget): void {
    const wasTokens = this.#policy.kind === 'token-bucket'
    const most = policy.maxTokens ?? 0
    this.#tokens = wasTokens ? Math.min(this.#tokens, most) : most
    this.#policy = policy
  }

  #deposit(): void {
    const { maxTokens, tokenRatio } = this.#policy
    this.#tokens = Math.min(maxTokens ?? 0, this.#tokens + (tokenRatio ?? 0))
  }
}
