/**
 * The circuit breaker: one table of transitions, one window, permits that carry the epoch (the
 * state entry) that they were given in. A result of another epoch decides nothing (R1, R2).
 *
 * Owns the state and when it changes; not what a failure is (call.ts asks the policy's matchers)
 * and not who listens (`onTransition`). It moves only when it is asked: from open to half-open with
 * the first call after the wait. A changer must keep: one event for one transition (R13), a permit
 * given back at most once, isolation by hand above everything (R12).
 */
import type { ResolvedBreaker } from '../policy/resolved.js'
import type { Attempt } from './attempt.js'
import type { BreakerSnapshot, BreakerState } from './breaker-snapshot.js'
import { replaySaved, trusted, windowPart } from './breaker-snapshot.js'
import type { Failure } from './failure.js'
import { openWaitMs } from './open-wait.js'
import type { Random } from './random.js'
import { SlowWatch, tracksSlow } from './slow-watch.js'
import { VerdictLine } from './verdict-line.js'
import { createWindow, type Window } from './window.js'

export type { BreakerSnapshot, BreakerState }

export type Trigger =
  | 'threshold-reached'
  | 'open-time-over'
  | 'trials-passed'
  | 'trial-failed'
  | 'no-verdict-retry'
  | 'no-verdict-open'
  | 'no-verdict-close'
  | 'isolated-by-hand'
  | 'released-by-hand'
  | 'closed-by-hand'

/** The breaker, whole: from, trigger, to. What is not listed does not happen. */
export const TRANSITIONS: readonly (readonly [BreakerState, Trigger, BreakerState])[] = [
  ['closed', 'threshold-reached', 'open'],
  ['open', 'open-time-over', 'half-open'],
  ['half-open', 'trials-passed', 'closed'],
  ['half-open', 'trial-failed', 'open'],
  ['half-open', 'no-verdict-retry', 'half-open'],
  ['half-open', 'no-verdict-open', 'open'],
  ['half-open', 'no-verdict-close', 'closed'],
  ['closed', 'isolated-by-hand', 'isolated'],
  ['open', 'isolated-by-hand', 'isolated'],
  ['half-open', 'isolated-by-hand', 'isolated'],
  ['isolated', 'released-by-hand', 'closed'],
  ['open', 'closed-by-hand', 'closed'],
  ['half-open', 'closed-by-hand', 'closed'],
]

const NEXT: ReadonlyMap<string, BreakerState> = new Map(
  TRANSITIONS.map(([from, trigger, to]) => [`${from} ${trigger}`, to]),
)

export interface Transition {
  readonly breaker: Breaker
  readonly from: BreakerState
  readonly to: BreakerState
  readonly trigger: Trigger
  /** Monotonic ms. */
  readonly at: number
}

export interface BreakerOptions {
  readonly name: string
  readonly policy: ResolvedBreaker
  readonly random: Random
  readonly onTransition?: ((transition: Transition) => void) | undefined
  /** Asked before it opens; false keeps it closed (the share of hosts that may be open). */
  readonly mayOpen?: (() => boolean) | undefined
}

export class Breaker {
  readonly name: string
  #policy: ResolvedBreaker
  #window: Window
  #random: Random
  #onTransition: ((transition: Transition) => void) | undefined
  #mayOpen: (() => boolean) | undefined
  state: BreakerState = 'closed'
  /** Counts state entries, from 1. */
  epoch = 1
  /** When the state was entered, monotonic ms. */
  since = 0
  /** End of the open time, monotonic ms. */
  openUntil = 0
  openings = 0
  isolations = 0
  /** The failure that opened it last, as given to `failed`; undefined where it is not known. */
  lastFailure: Failure | undefined
  /** The registry's mark, for a breaker of a host. */
  used = false
  /** Calls that wait for the verdict of half-open. */
  readonly waiting = new VerdictLine()
  /** Whether attempts in flight are watched for slowness: `started` and `ended` are wanted then. */
  tracksSlow = false
  /** Attempts in flight with a permit of this epoch. */
  #trials = 0
  /** A success leaves nothing behind but the end of a row of failures. */
  #forgetful: boolean
  #passed = 0
  #failedTrials = 0
  #slowTrials = 0
  #inFlight = new SlowWatch()

  constructor({ name, policy, random, onTransition, mayOpen }: BreakerOptions) {
    this.name = name
    this.#policy = policy
    this.#window = createWindow(policy)
    this.#random = random
    this.#onTransition = onTransition
    this.#mayOpen = mayOpen
    this.tracksSlow = tracksSlow(policy)
    this.#forgetful = forgetful(policy)
  }

  get policy(): ResolvedBreaker {
    return this.#policy
  }

  /** Counts of the window at `now`. */
  counts(now: number): { total: number; failures: number; slow: number } {
    this.#window.settle(now)
    const { total, failures, slow } = this.#window
    return { total, failures, slow }
  }

  /** Whether a call at `now` would be sent away; changes nothing. */
  rejects(now: number): boolean {
    if (this.state === 'closed') return false
    if (this.state === 'open') return now < this.openUntil
    if (this.state === 'isolated') return true
    return !this.#noVerdictDue(now) && !this.#hasPermit()
  }

  /** ms until a call may be let through: R15. 0 when one may be now, Infinity while isolated. */
  retryAfterMs(now: number): number {
    if (this.state === 'isolated') return Number.POSITIVE_INFINITY
    if (this.state === 'open') return Math.max(0, this.openUntil - now)
    if (this.state !== 'half-open' || this.#hasPermit()) return 0
    const { maxWaitMs } = this.#policy.halfOpen
    return maxWaitMs === null ? 0 : Math.max(0, this.since + maxWaitMs - now)
  }

  /** Gives `attempt` a permit, or sends it away. */
  acquire(now: number, attempt: Attempt): boolean {
    if (this.state !== 'closed' || this.#slowInFlightTrip(now)) {
      if (!this.#admit(now)) return false
      if (this.state === 'half-open') this.#trials++
    }
    attempt.epoch = this.epoch
    return true
  }

  /** Whether a permit given before a wait still holds: nothing was decided meanwhile. */
  holds(attempt: Attempt): boolean {
    return attempt.epoch === this.epoch
  }

  succeeded(now: number, attempt: Attempt): void {
    if (this.#forgetful && this.#window.failures === 0 && this.state === 'closed') {
      // The usual case: a row of failures that is empty stays empty.
      attempt.epoch = 0
      return
    }
    const slow = this.#isSlow(now, attempt)
    if (!this.#end(attempt)) return
    if (this.state === 'half-open') this.#trialEnded(now, false, slow)
    else if (this.state === 'closed') {
      this.#window.record(now, false, slow)
      if (slow) this.#openIfTripped(now, undefined)
    }
  }

  failed(now: number, attempt: Attempt, failure: Failure | undefined): void {
    const slow = this.#isSlow(now, attempt)
    if (!this.#end(attempt)) return
    if (this.state === 'half-open') {
      this.lastFailure = failure
      this.#trialEnded(now, true, slow)
    } else if (this.state === 'closed') {
      this.#window.record(now, true, slow)
      this.#openIfTripped(now, failure)
    }
  }

  /** Gives the permit back without a verdict: cancelled, ignored, or never sent (R5, R8). */
  released(attempt: Attempt): void {
    if (!this.#end(attempt) || this.state !== 'half-open') return
    this.#trials--
    this.waiting.wake()
  }

  /** An attempt begins; only wanted while `tracksSlow`. */
  started(attempt: Attempt): void {
    if (attempt.epoch === this.epoch) this.#inFlight.add(attempt)
  }

  /** Holds every call back until `release` was called as often (R12). */
  isolate(now: number): void {
    this.isolations++
    if (this.state !== 'isolated') this.#move(now, 'isolated-by-hand')
  }

  release(now: number): void {
    if (this.isolations === 0) return
    this.isolations--
    if (this.isolations === 0) this.#move(now, 'released-by-hand')
  }

  /** Closes it by hand; an isolated one stays isolated. */
  close(now: number): void {
    if (this.state === 'open' || this.state === 'half-open') this.#move(now, 'closed-by-hand')
  }

  /** Takes a changed policy on; state, open time and what the window holds are kept (R35). */
  configure(policy: ResolvedBreaker, now: number): void {
    const window = createWindow(policy)
    this.#window.settle(now)
    this.#window.replay(window, now)
    this.#policy = policy
    this.#window = window
    this.#inFlight.clear()
    this.tracksSlow = tracksSlow(policy)
    this.#forgetful = forgetful(policy)
  }

  snapshot(now: number): BreakerSnapshot {
    const { state, openings, isolations } = this
    const remainingMs = state === 'open' ? Math.max(0, this.openUntil - now) : 0
    const rows = this.#policy.mode === 'consecutive'
    const failures = rows ? this.counts(now).failures : 0
    const rates = rows ? {} : windowPart(this.#window, now)
    return { state, remainingMs, openings, isolations, failures, ...rates }
  }

  /**
   * Takes over saved state, as far as it can be trusted, without an event. An isolation that stands
   * here stays (R12).
   */
  restore(saved: BreakerSnapshot, now: number): void {
    if (this.isolations > 0) return
    const known = trusted(saved, this.#policy)
    this.openings = known.openings
    this.isolations = known.isolations
    this.#enter(now, known.state)
    this.openUntil = now + known.remainingMs
    replaySaved(known, this.#window, now)
  }

  /** Closed and with no attempt to hear of: may be thrown out of a registry (R37). */
  get idle(): boolean {
    const { failures, slow } = this.#window
    return this.state === 'closed' && failures === 0 && slow === 0 && this.#inFlight.empty
  }

  /** Without it, hosts that failed once and are never asked again would fill a registry (R37). */
  get expendable(): boolean {
    return this.state === 'closed'
  }

  #admit(now: number): boolean {
    if (this.state === 'open' && now >= this.openUntil) this.#move(now, 'open-time-over')
    else if (this.state === 'half-open' && this.#noVerdictDue(now)) this.#noVerdict(now)
    if (this.state === 'closed') return true
    return this.state === 'half-open' && this.#hasPermit()
  }

  /** At most `maxCalls` at a time, and no more in all than can still decide (R3). */
  #hasPermit(): boolean {
    const { maxCalls, successes, decision } = this.#policy.halfOpen
    const ended = this.#passed + this.#failedTrials
    const inAll = decision === 'rate' ? maxCalls : Math.max(maxCalls, successes)
    return this.#trials < maxCalls && this.#trials + ended < inAll
  }

  #noVerdictDue(now: number): boolean {
    const { maxWaitMs } = this.#policy.halfOpen
    return maxWaitMs !== null && now >= this.since + maxWaitMs
  }

  #noVerdict(now: number): void {
    const { afterMaxWait } = this.#policy.halfOpen
    if (afterMaxWait === 'open') this.#move(now, 'no-verdict-open')
    else this.#move(now, afterMaxWait === 'closed' ? 'no-verdict-close' : 'no-verdict-retry')
  }

  #trialEnded(now: number, failed: boolean, slow: boolean): void {
    this.#trials--
    if (failed) this.#failedTrials++
    else this.#passed++
    if (slow) this.#slowTrials++
    const { decision, maxCalls, successes } = this.#policy.halfOpen
    if (decision === 'successes') {
      const tooSlow = slow && this.#policy.slowCallRate !== null
      if (failed || tooSlow) this.#move(now, 'trial-failed')
      else if (this.#passed >= successes) this.#move(now, 'trials-passed')
      else this.waiting.wake()
      return
    }
    const ended = this.#passed + this.#failedTrials
    if (ended < maxCalls) this.waiting.wake()
    else this.#judge(now, ended)
  }

  #judge(now: number, ended: number): void {
    const { failureRate, slowCallRate } = this.#policy
    const bad =
      this.#beats(this.#failedTrials / ended, failureRate ?? 0.5) ||
      (slowCallRate !== null && this.#beats(this.#slowTrials / ended, slowCallRate))
    this.#move(now, bad ? 'trial-failed' : 'trials-passed')
  }

  #beats(value: number, limit: number): boolean {
    return this.#policy.compare === 'gt' ? value > limit : value >= limit
  }

  #openIfTripped(now: number, failure: Failure | undefined): void {
    this.#window.settle(now)
    if (!this.#tripped() || this.#mayOpen?.() === false) return
    this.lastFailure = failure
    this.#move(now, 'threshold-reached')
  }

  #tripped(): boolean {
    const { threshold, failureRate, slowCallRate, mode } = this.#policy
    const { total, failures, slow } = this.#window
    if (threshold !== null && failures > 0 && this.#beats(failures, threshold)) return true
    if (mode === 'consecutive') return false
    const least = Math.max(1, this.#minimumThroughput())
    if (failureRate !== null && total >= least && this.#beats(failures / total, failureRate)) {
      return true
    }
    if (slowCallRate === null) return false
    const seen = total + this.#inFlight.slow
    return seen >= least && this.#beats((slow + this.#inFlight.slow) / seen, slowCallRate)
  }

  /** More than a count window can hold would never be reached. */
  #minimumThroughput(): number {
    const { minimumThroughput, mode, window } = this.#policy
    const most = mode === 'count-window' ? (window.calls ?? 100) : Number.POSITIVE_INFINITY
    return Math.min(minimumThroughput ?? 0, most)
  }

  #isSlow(now: number, attempt: Attempt): boolean {
    const limit = this.#policy.slowCallDurationMs
    return limit !== null && attempt.startedAt !== null && now - attempt.startedAt > limit
  }

  /** Opens if too many attempts in flight are slow already; true if it is not closed then. */
  #slowInFlightTrip(now: number): boolean {
    if (!this.tracksSlow || this.#inFlight.empty) return false
    const newlySlow = this.#inFlight.age(now, this.#policy.slowCallDurationMs!)
    if (newlySlow) this.#openIfTripped(now, undefined)
    return this.state !== 'closed'
  }

  /** Takes the permit back; false if it is of another epoch, or was given back before. */
  #end(attempt: Attempt): boolean {
    if (this.tracksSlow) this.#inFlight.remove(attempt)
    const current = attempt.epoch === this.epoch
    attempt.epoch = 0
    return current
  }

  #move(now: number, trigger: Trigger): void {
    const from = this.state
    const to = NEXT.get(`${from} ${trigger}`)
    if (to === undefined) return
    this.#enter(now, to)
    if (to === 'closed') this.openings = 0
    if (to === 'open') {
      this.openings++
      this.openUntil = now + openWaitMs(this.#policy, this.openings, this.#random)
    }
    this.#onTransition?.({ breaker: this, from, to, trigger, at: now })
  }

  /** A new epoch: nothing of the old one counts any more, the window included (R9). */
  #enter(now: number, state: BreakerState): void {
    this.state = state
    this.epoch++
    this.since = now
    this.#trials = 0
    this.#passed = 0
    this.#failedTrials = 0
    this.#slowTrials = 0
    this.#window.clear()
    this.#inFlight.clear()
    this.waiting.wake()
  }
}

function forgetful(policy: ResolvedBreaker): boolean {
  return policy.mode === 'consecutive' && policy.slowCallDurationMs === null
}
