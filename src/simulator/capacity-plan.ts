/**
 * Capacity over time: sets the limits of an upstream's pools from its profile and from the capacity
 * faults. Steps are exact; a ramp moves in steps of `RAMP_STEP_MS`.
 */
import type { EventKind, EventQueue } from './event-queue.js'
import type { Faults } from './faults.js'
import type { Profile } from './profile.js'
import type { WorkerPool } from './worker-pool.js'

/** How finely a ramp of the capacity is followed, in ms. */
export const RAMP_STEP_MS = 10

/** An upstream, as far as its capacity goes. */
export interface HasCapacity {
  readonly pools: readonly WorkerPool[]
  readonly faults: Faults
}

export class CapacityPlan {
  readonly #upstream: HasCapacity
  readonly #profile: Profile | undefined
  readonly #full: readonly number[]

  constructor(upstream: HasCapacity, profile: Profile | undefined, queue: EventQueue) {
    this.#upstream = upstream
    this.#profile = profile
    this.#full = upstream.pools.map((pool) => pool.limit)
    if (upstream.pools.length === 0) return
    const apply: EventKind<undefined> = queue.register(() => this.#apply(queue.now))
    for (const at of this.#times()) queue.schedule(at, apply, undefined)
  }

  #apply(now: number): void {
    const { pools, faults } = this.#upstream
    pools.forEach((pool, i) => {
      const share = (this.#profile?.valueAt(now) ?? 1) * faults.capacity(now, i)
      // A hair more than a whole worker's share is that worker.
      pool.setLimit(Math.floor(this.#full[i]! * share + 1e-9))
    })
  }

  /** Whenever the capacity may change. */
  #times(): number[] {
    const times = new Set<number>()
    const { points = [] } = this.#profile ?? {}
    points.forEach(({ atMs, value }, i) => {
      times.add(atMs)
      const next = points[i + 1]
      if (next && next.value !== value) addSteps(times, atMs, next.atMs)
    })
    for (const active of this.#upstream.faults.by.capacity) {
      const { atMs, durationMs, rampUpMs = 0, rampDownMs = 0 } = active.fault
      for (const at of active.turns()) times.add(at)
      addSteps(times, atMs, atMs + rampUpMs)
      addSteps(times, atMs + durationMs, atMs + durationMs + rampDownMs)
    }
    return [...times].sort((a, b) => a - b)
  }
}

function addSteps(times: Set<number>, fromMs: number, toMs: number): void {
  for (let at = fromMs; at < toMs; at += RAMP_STEP_MS) times.add(at)
}
